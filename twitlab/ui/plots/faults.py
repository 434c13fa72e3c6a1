"""Draw a history of messages as a space-time diagram: who sent what when, and what became of it."""

from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from twitlab.errors import BadType, BadValue
from twitlab.faults import History, Message
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

MAX_MESSAGES: Final = 30
_ROW_PX: Final = 34
_LEFT_PX: Final = 420
_LONGEST: Final = 44  # characters beside the diagram


@dataclass(frozen=True, slots=True)
class _Event:
    at_ms: int
    number: int  # of the message
    message: Message
    copy: int  # which copy came; -1 if it is the sending

    @property
    def text(self) -> str:
        message, name = self.message, f"({self.number})"
        if self.copy >= 0:
            return f"{message.receiver} gets {name}{' again' if self.copy else ''}"
        lost = ", lost" if message.fate == "lost" else ""
        payload = " ".join(str(message.payload).split())  # one line for each event
        return f"{message.sender} sends {name} {payload}{lost}"


def draw_history(history: History) -> Picture:
    """Draw each participant as a line, time running down, and each message as an arrow.

    What was lost ends half way in a cross; a second copy is dashed. Each moment has its row, so
    that rows say the order, and the times beside them how far apart they are.

    Args:
        history: 1 to 30 messages; `shrink` gives the few that matter.

    Returns:
        The Picture; its text twin has a line for each event.

    Raises:
        BadType: history is no History.
        BadValue: it has no message, or too many to be read.

    Complexity: one figure, O(messages log messages).

    Source: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21
    (1978), figure 1; turned, so that time runs down.

    >>> print(draw_history(History((Message("follow", 0, arrived_ms=(2,)),))).text)
    1 message: 0 lost, 0 doubled, 0 late.
         0 ms  client sends (1) follow
         2 ms  replica gets (1)
    """
    if not isinstance(history, History):
        raise BadType(f"history must be a History, got {history!r:.80}")
    if not 1 <= len(history) <= MAX_MESSAGES:
        raise BadValue(f"history must have 1 to {MAX_MESSAGES} messages, got {len(history)}")
    events = _events(history)
    fates = [message.fate for message in history.messages]
    late = len(history.late())
    label = (
        f"{len(history)} message{'s' * (len(history) > 1)}: {fates.count('lost')} lost, "
        f"{fates.count('doubled')} doubled, {late} late."
    )
    text = "\n".join([label, *(f"{each.at_ms:>6,} ms  {each.text}" for each in events)])
    ends = [name for each in history.messages for name in (each.sender, each.receiver)]
    people = list(dict.fromkeys(ends))
    with house_style():
        height = 60 + _ROW_PX * len(events)
        figure, axes = new_axes(height, left=_LEFT_PX, right=60, top=40, bottom=10)
        axes.set(xlim=(-0.2, max(len(people) - 0.8, 0.8)), ylim=(len(events) - 0.4, -0.6))
        axes.set_axis_off()
        for column, name in enumerate(people):
            axes.plot([column, column], [-0.5, len(events) - 0.5], color=INK, linewidth=1.2)
            axes.text(column, -0.7, name, ha="center", va="bottom", weight="bold", parse_math=False)
        for row, event in enumerate(events):
            said = f"{event.at_ms:,} ms  {event.text}"
            short = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
            place = axes.get_yaxis_transform()
            axes.text(-0.03, row, short, transform=place, ha="right", va="center", parse_math=False)
            _draw_event(axes, events, row, people)
        return render(figure, label=label, text=text)


def _events(history: History) -> list[_Event]:
    events = []
    for number, message in enumerate(history.messages, start=1):
        events.append(_Event(message.sent_ms, number, message, -1))
        for copy, at in enumerate(message.arrived_ms):
            events.append(_Event(at, number, message, copy))
    # At one moment sending comes first: nothing comes before it was sent.
    return sorted(events, key=lambda each: (each.at_ms, each.copy >= 0, each.number, each.copy))


def _draw_event(axes: Axes, events: list[_Event], row: int, people: list[str]) -> None:
    event = events[row]
    start, end = (people.index(name) for name in (event.message.sender, event.message.receiver))
    if event.copy >= 0:
        sent = next(
            at for at, each in enumerate(events) if each.number == event.number and each.copy < 0
        )
        role = ROLES["write"]
        axes.annotate(
            "",
            xy=(end, row),
            xytext=(start, sent),
            arrowprops={
                "arrowstyle": "-|>",
                "color": role.colour,
                "linewidth": 2.5,
                "linestyle": "dashed" if event.copy else "solid",
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        axes.plot([end], [row], marker=role.marker, color=role.colour, linestyle="none")
    elif event.message.fate == "lost":
        role = ROLES["lost"]
        middle = (start + end) / 2
        axes.plot([start, middle], [row, row + 0.4], color=role.colour)
        axes.plot([middle], [row + 0.4], marker=role.marker, color=role.colour, linestyle="none")

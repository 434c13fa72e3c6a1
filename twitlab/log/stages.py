"""Count what goes from one stage of the path to the next: messages, records, bytes.

    events     64,000 messages   64,000 records   4,614,823 bytes     what phones send, as JSON
    flushes        16            38,273             106,030           of 4,000 events each
    parts          64            38,273             117,017           for each processor its keys
    files           4            26,093             435,072           one minute of each partition

Messages fall by as many events as a flush has. Records fall only by how often a key comes again
within one flush; that hangs on the skew of the stream, and is small.
"""

from dataclasses import dataclass
from typing import Final

from twitlab.arguments import check_int, check_kind

STAGES: Final = ("events", "flushes", "parts", "files")


@dataclass(slots=True)
class Stage:
    """Count what came out of one stage.

    Args:
        name: one of STAGES.
        messages: that were sent, or files written.
        records: in all of them: events, or keys with a count.
        bytes: of all of them.
    """

    name: str
    messages: int = 0
    records: int = 0
    bytes: int = 0

    def add(self, messages: int, records: int, size: int) -> None:
        """Count some more.

        Raises:
            BadType: a number is not an int.
            BadValue: one is below 0. Then nothing is counted.
        """
        numbers = {"messages": messages, "records": records, "size": size}
        found = [check_int(name, number, 0, None) for name, number in numbers.items()]
        self.messages += found[0]
        self.records += found[1]
        self.bytes += found[2]

    def fall(self, before: "Stage") -> tuple[float, float, float]:
        """Say how many times less there is than at a stage before: messages, records, bytes.

        A stage that had nothing to send fell by as much as there was before.

        >>> Stage("flushes", 1, 2_000, 4_000).fall(Stage("events", 4_000, 4_000, 300_000))
        (4000.0, 2.0, 75.0)
        """
        check_kind("before", before, Stage)
        return (
            before.messages / max(1, self.messages),
            before.records / max(1, self.records),
            before.bytes / max(1, self.bytes),
        )

"""What can happen in a workspace: one small record for each thing a learner did."""

from __future__ import annotations

from datetime import UTC, date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    TypeAdapter,
    model_validator,
)

from twitlab.course.book.status import Status

Route = Literal["short", "medium", "long"]
Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A point in time that knows its time zone, kept in UTC."""
Points = Annotated[int, Field(ge=0)]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)

    at: Moment


class Checked(_Event):
    """An exercise was checked."""

    event: Literal["checked"] = "checked"
    exercise: str
    status: Status
    points: Points
    max_points: Points
    by: Literal["notebook", "grader"]
    saved_at: Moment | None = None
    """When the notebook that was checked had been saved, where it was read from a file."""
    mistake: str | None = None


class Hinted(_Event):
    """A hint was shown; level 1 is the gentlest."""

    event: Literal["hinted"] = "hinted"
    exercise: str
    level: Annotated[int, Field(ge=1)]


class Committed(_Event):
    """A learner wrote an estimate down before measuring."""

    event: Literal["committed"] = "committed"
    key: str
    value: FiniteFloat
    unit: str
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    """The ends between which the learner was 90 % sure, where both were given."""

    @model_validator(mode="after")
    def _ends_are_around_the_value(self) -> Self:
        if (self.low is None) is not (self.high is None):
            raise ValueError("an interval has both ends or none")
        if None not in (self.low, self.high) and not self.low <= self.value <= self.high:  # type: ignore[operator]
            raise ValueError("an interval holds its own value")
        return self


class Measured(_Event):
    """What a learner had estimated was measured, or its published figure was shown."""

    event: Literal["measured"] = "measured"
    key: str
    value: FiniteFloat
    unit: str


class GaveUp(_Event):
    """A learner asked for the solution without having passed."""

    event: Literal["gave up"] = "gave up"
    exercise: str


class Planned(_Event):
    """A plan was made; `route` is None where the time there is chose it."""

    event: Literal["planned"] = "planned"
    interview: date
    minutes: Annotated[int, Field(ge=1)]
    route: Route | None = None

    @property
    def settings(self) -> tuple[date, int, Route | None]:
        """What the learner asked for; two plans with the same settings are one plan."""
        return (self.interview, self.minutes, self.route)


Event = Annotated[
    Checked | Hinted | Committed | Measured | GaveUp | Planned,
    Field(discriminator="event"),
]
EVENTS: TypeAdapter[Checked | Hinted | Committed | Measured | GaveUp | Planned] = TypeAdapter(Event)

"""A pack: one question with all that an interviewer needs, read from TOML and checked."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, cast

from pydantic import Field, ValidationError

from twitlab.arguments import shown
from twitlab.errors import CourseError
from twitlab.interview.packs.answers import (
    Call,
    Design,
    Dive,
    Estimate,
    Part,
    Requirement,
    Store,
)
from twitlab.interview.packs.holding import (
    refuse_what_does_not_hold_together,
    refuse_wrong_variants,
)
from twitlab.interview.packs.rubric import Expected, RubricLine
from twitlab.interview.packs.talk import (
    CommonMistake,
    Curveball,
    Fact,
    Flag,
    FollowUp,
    Guide,
    HintLadder,
    Probe,
)
from twitlab.interview.packs.words import NAMED_BY, Entry, Id, Line

Droppable = Literal[
    "facts", "requirements", "estimates", "api", "data", "parts", "designs", "probes", "hints",
    "mistakes", "flags", "guides", "rubric", "follow_ups", "levels",
]  # fmt: skip
"""Lists of a pack of which a variant may leave out entries; curveballs and dives are its own."""
FOLDER: Final = Path(__file__).parent
_SAID: Final = 300
"""Characters of a problem: pydantic repeats what came in, and that may be a book."""


class Variant(Entry):
    """Change a pack: an entry with a known name replaces it, another one is added at the end.

    The names of `curveballs` and `dives` are not looked at: those of a variant take the place of
    all.
    """

    id: Id
    title: Line
    true_scale: bool = False
    """At the size that most companies have, where one machine is right."""
    prompt: Line | None = None
    drops: Annotated[dict[Droppable, tuple[Line, ...]], Field(default_factory=dict)]
    """List of the pack to names of entries that this variant leaves out."""
    facts: tuple[Fact, ...] = ()
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    estimates: tuple[Estimate, ...] = ()
    api: tuple[Call, ...] = ()
    data: tuple[Store, ...] = ()
    parts: tuple[Part, ...] = ()
    designs: tuple[Design, ...] = ()
    dives: Annotated[tuple[Dive, ...], Field(min_length=1)]
    curveballs: Annotated[tuple[Curveball, ...], Field(min_length=1)]
    probes: tuple[Probe, ...] = ()
    hints: tuple[HintLadder, ...] = ()
    mistakes: tuple[CommonMistake, ...] = ()
    flags: tuple[Flag, ...] = ()
    guides: tuple[Guide, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    rubric: tuple[RubricLine, ...] = ()
    levels: tuple[Expected, ...] = ()


class Pack(Entry):
    """Hold one question, as one of its variants asks it."""

    format: Literal[1]
    id: Id
    version: Annotated[int, Field(ge=1)]
    """Raised whenever a tag, a rubric line or an estimate changes its meaning."""
    title: Line
    prompt: Line
    """What the interviewer says first, word for word."""
    facts: Annotated[tuple[Fact, ...], Field(min_length=4, max_length=12)]
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=3)]
    estimates: Annotated[tuple[Estimate, ...], Field(min_length=2)]
    api: Annotated[tuple[Call, ...], Field(min_length=2)]
    data: Annotated[tuple[Store, ...], Field(min_length=2)]
    parts: Annotated[tuple[Part, ...], Field(min_length=3)]
    designs: Annotated[tuple[Design, ...], Field(min_length=2, max_length=2)]
    dives: tuple[Dive, ...] = ()
    curveballs: tuple[Curveball, ...] = ()
    probes: Annotated[tuple[Probe, ...], Field(min_length=2)]
    hints: Annotated[tuple[HintLadder, ...], Field(min_length=2)]
    mistakes: Annotated[tuple[CommonMistake, ...], Field(min_length=3)]
    flags: Annotated[tuple[Flag, ...], Field(min_length=2, max_length=8)]
    guides: Annotated[tuple[Guide, ...], Field(min_length=6, max_length=6)]
    follow_ups: Annotated[tuple[FollowUp, ...], Field(min_length=2)]
    rubric: Annotated[tuple[RubricLine, ...], Field(min_length=7)]
    levels: Annotated[tuple[Expected, ...], Field(min_length=4, max_length=4)]
    variants: tuple[Variant, ...] = ()
    """Empty in a pack that `as_variant` made."""
    variant: Variant | None = None

    def as_variant(self, name: str) -> Pack:
        """Give the pack as one of its variants asks it.

        Raises:
            CourseError: There is no such variant, or what it makes does not hold together.
        """
        known = {each.id: each for each in self.variants}
        if name not in [*known]:
            raise CourseError(
                f"pack {self.id} has no variant {shown(name)}; it has {', '.join(known)}"
            )
        chosen = known[name]
        changed = {each: self._changed(chosen, each) for each in NAMED_BY}
        prompt = chosen.prompt or self.prompt
        made = self.model_copy(
            update={**changed, "prompt": prompt, "variants": (), "variant": chosen}
        )
        where = f"pack {self.id}, variant {name}"
        try:
            # Validated anew: a variant may have dropped too much.
            made = Pack.model_validate(made.model_dump(exclude_defaults=True))
        except ValidationError as error:
            raise CourseError(f"{where}: {_first_problem(error)}") from error
        refuse_what_does_not_hold_together(made, where)
        return made

    def _changed(self, variant: Variant, what: str) -> tuple[Any, ...]:
        key, own = NAMED_BY[what], getattr(variant, what)
        if what in ("dives", "curveballs"):
            return tuple(own)
        dropped = variant.drops.get(cast(Droppable, what), ())
        named = {getattr(each, key): each for each in getattr(self, what)}
        if unknown := [each for each in dropped if each not in named]:
            raise CourseError(
                f"pack {self.id}, variant {variant.id}: drops.{what} names {unknown[0]!r}; "
                f"there are {', '.join(named)}"
            )
        named |= {getattr(each, key): each for each in own}
        return tuple(each for name, each in named.items() if name not in dropped)

    @property
    def tags(self) -> tuple[str, ...]:
        """Everything that an interviewer can note: facts asked for, things heard, flags."""
        heard = [each.tag for guide in self.guides for each in guide.listen]
        return (*(each.tag for each in self.facts), *heard, *(each.tag for each in self.flags))


@cache
def load_pack(name: str) -> Pack:
    """Load a pack that the kit has, by its id.

    Raises:
        CourseError: There is no such pack, or it does not hold together.
    """
    known = pack_ids()
    if name not in known:
        near = get_close_matches(str(name), known, n=3) or known
        raise CourseError(f"there is no pack {shown(name)}; there are {', '.join(near)}")
    return read_pack(FOLDER / f"{name}.toml")


def pack_ids() -> tuple[str, ...]:
    """Give the ids of all packs that the kit has."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read_pack(path: Path) -> Pack:
    """Read a pack from a file, and check it and each of its variants.

    Raises:
        CourseError: The file is missing, is not TOML, or does not hold together; the message has
            the pack, the key, and what is allowed.
    """
    where = f"pack {path.name}"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        pack = Pack.model_validate(raw)
    except FileNotFoundError:
        raise CourseError(f"{where}: {path} does not exist") from None
    except OSError as error:
        raise CourseError(f"{where} cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{where} is not TOML: {error}") from error
    except ValidationError as error:
        raise CourseError(f"{where}: {_first_problem(error)}") from error
    except ValueError as error:  # a null in the name
        raise CourseError(f"{where} cannot be read: {error}") from error
    if pack.id != path.stem:
        raise CourseError(f"{where}: id must be the file's name, {path.stem!r}; got {pack.id!r}")
    refuse_wrong_variants(pack, where)
    for variant in pack.variants:
        pack.as_variant(variant.id)
    return pack


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(str(step) for step in problem["loc"])
    return f"{place}: {problem['msg']:.{_SAID}}"

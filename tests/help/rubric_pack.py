"""A pack with a line of the rubric for each kind of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import DIMENSIONS, LEVELS, PHASES


def _line(name: str, dimension: str, phase: str, rung: int, /, **evidence: Any) -> dict[str, Any]:
    return {
        "id": name,
        "dimension": dimension,
        "phase": phase,
        "rung": rung,
        "text": f"Does what {name} says.",
        "evidence": evidence,
        "why": f"Without {name} a box is drawn that nobody needs.",
        "mends": ["back-of-the-envelope", "day-to-servers"],
        "weak": "We shard it.",
        "strong": "One machine takes it, and here is the number.",
    }


RUBRIC = [
    _line("asks-rates", "scoping", "scope", 2, by="asked", tags=["rate", "ratio"], at_least=2),
    _line("says-limits", "scoping", "scope", 3, by="heard", tags=["limits", "not-now"]),
    _line("right-writes", "estimation", "estimates", 2, by="estimate", ids=["writes"]),
    _line(
        "right-at-once",
        "estimation",
        "estimates",
        3,
        by="estimate",
        ids=["writes", "stored"],
        at_least=2,
        first_try=True,
    ),
    _line("says-peak", "estimation", "estimates", 2, by="ticked"),
    _line("names-keys", "data-api", "api-data", 2, by="ticked"),
    _line("no-early-shards", "design", "high-level", 2, by="not heard", tags=["shards-at-once"]),
    _line("whole-path", "design", "high-level", 3, by="ticked"),
    _line("alone-in-depth", "depth", "deep-dives", 2, by="hints", topics=["cache"], at_most=1),
    _line("goes-deep", "depth", "deep-dives", 4, by="ticked"),
    _line("says-failure", "trade-offs", "wrap-up", 2, by="heard", tags=["failure"]),
    _line("in-time", "communication", "high-level", 2, by="time", phase="high-level", at_most=0.5),
    _line("leads", "communication", "high-level", 3, by="ticked"),
]


def _rows(**rows: tuple[str, str, str]) -> list[dict[str, str]]:
    return [
        {"name": name, "says": says, "value": value, "mark": mark, "source": "assumed"}
        for name, (says, value, mark) in rows.items()
    ]


def rubric_pack(rubric: Sequence[dict[str, Any]] = RUBRIC) -> Pack:
    """Give a pack as one of its variants, with a rubric."""
    heard = {
        "scope": ["limits", "not-now"],
        "estimates": ["rounds"],
        "api-data": ["keys"],
        "high-level": ["walks-through"],
        "deep-dives": ["hot-key"],
        "wrap-up": ["failure"],
    }
    listen = "what counts", "how it sounds"
    variants = [
        {
            "id": name,
            "title": name,
            "true_scale": name == "small",
            "requirements": [{"id": "speed", "kind": "non-functional", "text": f"as {name}"}],
            "dives": [{"id": f"dive-{name}", "asks": "Why?", "good": ["this", "that"]}],
            "curveballs": [
                {
                    "id": f"turn-{name}",
                    "says": "Ten times more.",
                    "changes": "speed",
                    "good": "This.",
                    "poor": "That.",
                }
            ],
        }
        for name in ("small", "read", "write")
    ]
    design = {"choice": "c", "sections": ["1", "2", "3", "4"], "holds": "h", "costs": "c"}
    raw = {
        "format": 1,
        "id": "short-links",
        "version": 1,
        "title": "Short links",
        "prompt": "Design a service that shortens links.",
        "facts": [
            {"tag": tag, "asked_as": f"What is the {tag}?", "answer": "So many."}
            for tag in ("rate", "ratio", "size", "age")
        ],
        "requirements": [
            {"id": name, "kind": "functional", "text": name} for name in ("make", "open", "speed")
        ],
        "estimates": [
            {
                "id": "writes",
                "asks": "New links in a second?",
                "unit": "write/s",
                "rows": _rows(links=("links a month", "10 M write/month", "")),
                "formula": "links",
                "decides": "One machine or many.",
                "slips": [
                    {
                        "name": "ten months of links",
                        "formula": "10 * links",
                        "asks": "Of how many months are your links?",
                    }
                ],
            },
            {
                "id": "stored",
                "asks": "Bytes in three years?",
                "unit": "GB",
                "rows": _rows(
                    links=("links a month", "10 M write/month", ""),
                    size=("bytes of a link", "1.27 kB/write", "size"),
                    months=("months", "36 month", "span"),
                    copies=("copies", "3 copies", "replication"),
                ),
                "formula": "links * size * months * copies",
                "decides": "One disk or many.",
            },
        ],
        "api": [
            {"call": name, "returns": "r", "rate": "4/s", "source": "assumed"}
            for name in ("make", "open")
        ],
        "data": [
            {
                "id": name,
                "query": "q",
                "key": "k",
                "rate": "4/s",
                "source": "assumed",
                "store": "s",
                "partition_key": "p",
                "why": "w",
            }
            for name in ("links", "clicks")
        ],
        "parts": [{"id": name, "text": name, "because": "make"} for name in ("a", "b", "c")],
        "designs": [{"id": n, "title": n, "breaks_first": "b", **design} for n in ("one", "two")],
        "probes": [
            {
                "id": name,
                "phase": "high-level",
                "about": "the cache",
                "ask": "Why?",
                "doubt": "Really?",
                "contradict": "A paper says no.",
                "source": "assumed",
                "good": "Numbers.",
            }
            for name in ("cache", "counter")
        ],
        "hints": [
            {
                "topic": topic,
                "phase": "deep-dives",
                "about": f"the hottest {topic}",
                "rungs": ["nudge", "push", "nearly all"],
            }
            for topic in ("cache", "counter")
        ],
        "mistakes": [{"id": n, "says": "s", "instead": "i"} for n in ("m1", "m2", "m3")],
        "flags": [
            {"tag": "shards-at-once", "colour": "red", "text": "Shards before any number."},
            {"tag": "asks-why", "colour": "green", "text": "Asks what it is for."},
        ],
        "guides": [
            {
                "phase": phase,
                "say": ["Go on."],
                "listen": [
                    {"tag": tag, "text": f"{listen[0]}: {tag}", "sounds_like": listen[1]}
                    for tag in heard[phase]
                ],
                "move_on": "When it is said.",
            }
            for phase in PHASES
        ],
        "follow_ups": [{"asks": "And now?", "good": "This."}, {"asks": "Why?", "good": "That."}],
        "rubric": list(rubric),
        "levels": [
            {"level": level, "rungs": dict.fromkeys(DIMENSIONS, rung), "says": f"As a {level}."}
            for rung, level in enumerate(LEVELS, 1)
        ],
        "variants": variants,
    }
    return Pack.model_validate(raw).as_variant("small")

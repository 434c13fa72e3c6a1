"""What the exercises on the lambda merge say when one looks back: each figure is counted here."""

from typing import Any

import nbformat

from twitlab.course.book.manifest import Course
from twitlab.course.checking.check import answer_of
from twitlab.course.checks.lambda_merge.stitch_answers import CHECK as STITCH
from twitlab.course.checks.lambda_merge.two_bounds import CHECK as BOUNDS

SECONDS_A_DAY = 86_400


def texts(exercise: str) -> str:
    """Read all that a solution says."""
    read = nbformat.read(Course.here().solution_path(Course.here().exercise(exercise)), 4)
    return "\n".join(cell.source for cell in read.cells if cell.cell_type == "markdown")


def flushes_a_second(events_in_each_ms: list[int]) -> list[Any]:
    put = answer_of(BOUNDS.reference)
    buffer: dict[str, Any] = {}
    found: list[Any] = []
    for now_ms, count in enumerate(events_in_each_ms):
        found += put(buffer, [7] * count, now_ms, 4_000, 10)
    return found


def test_flushes_of_a_busy_and_of_a_quiet_second_are_as_many_as_two_bounds_says() -> None:
    busy = flushes_a_second([400] * 1_000)
    quiet = flushes_a_second([ms % 25 == 0 for ms in range(1_000)])
    assert {len(flush) for flush in busy} == {4_000}
    assert {len(flush) for flush in quiet} == {1}
    said = texts("two-bounds")
    assert f"so both bounds are reached at once: {len(busy)} flushes a second" in said
    assert f"comes each 25 ms and is 10 ms old before the next one comes: {len(quiet)} fl" in said


def test_names_of_a_day_are_as_many_as_repeated_flushes_says() -> None:
    names = 100 * 100 * SECONDS_A_DAY
    assert f"make {names // 10**6} million names a day" in texts("repeated-flushes")


def test_bounds_of_59_minutes_are_as_wide_as_stitch_answers_says() -> None:
    stitch = answer_of(STITCH.reference)
    hours, minutes = {1: {7: 900}}, {at: ({7: 15}, 4) for at in range(60, 120)}
    least, most = stitch(hours, minutes, 60, 119)[0][7]
    assert f"a key can be off by {most - least}." in texts("stitch-answers")
    assert stitch(hours, minutes, 60, 120)[0] == {7: (900, 900)}


def test_number_11_of_two_hours_can_be_number_1_of_both() -> None:
    assert "number 11 in both hours, and number 1 of both together" in texts("stitch-answers")
    stitch = answer_of(STITCH.reference)
    early = {**dict.fromkeys(range(10), 100), 99: 90}
    late = {**dict.fromkeys(range(10, 20), 100), 99: 90}
    of_both = {key: most for key, (_, most) in stitch({0: early, 1: late}, {}, 0, 120)[0].items()}
    for table, rank in ((early, 11), (late, 11), (of_both, 1)):
        assert sorted(table, key=table.__getitem__, reverse=True)[rank - 1] == 99

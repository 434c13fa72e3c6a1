"""Mistakes that are written down as patches of a right answer."""

from __future__ import annotations

import pytest

from twitlab.course.checking.patches import Patch, read_patches
from twitlab.errors import CourseError

RIGHT = """\
def f(some):
    for each in some:
        if each:
            return each
    return None
"""

MISTAKES = """
# the second one
There are $many of them,
and you take the second.
-            return each
+            return some[1]

# two changes
Both are wrong.
-        if each:
+        if not each:
-    return None
+    return -1

# nothing at the end
It is left out.
-    return None

# looks twice
One look is enough.
     for each in some:
+        some.count(each)

# the first two
You give what follows as well.
~ return each -> return each, each + 1
~ each + 1 -> some[1]
-    return None
+    return None, None

# another answer
This one is unlike the others.
+def f(some):
+
+    return 7

# like the other one
Seven too,
@somebody said.
@ another answer
~ 7 -> [7]

# like the second one
It is cut as well.
@ the second one
~ some[1] -> some[1][:1]
"""


def made(name: str) -> str:
    (patch,) = (each for each in read_patches(MISTAKES, {"many": 9}) if each.name == name)
    return patch.of(RIGHT)


def test_mistake_is_its_name_its_message_and_its_lines() -> None:
    first = read_patches(MISTAKES, {"many": 9})[0]
    assert (first.name, len(first.lines)) == ("the second one", 2)
    assert first.message == "There are 9 of them, and you take the second."


def test_lines_are_put_in_place_of_others_where_they_stand() -> None:
    assert made("the second one") == RIGHT.replace("return each", "return some[1]")
    assert made("two changes") == RIGHT.replace("if each", "if not each").replace("None", "-1")
    assert made("nothing at the end") == RIGHT.replace("    return None\n", "")


def test_line_that_stays_says_where_another_belongs() -> None:
    assert made("looks twice").splitlines()[1:3] == [
        "    for each in some:",
        " " * 8 + "some.count(each)",
    ]


def test_part_of_a_line_is_changed_where_it_stands_and_the_next_change_sees_it() -> None:
    twice = RIGHT.replace("return each", "return each, some[1]").replace("None", "None, None")
    assert made("the first two") == twice


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("~ each -> some", "told: 'each' stands 3 times"),
        ("~ every -> some", "told: 'every' stands 0 times"),
        ("~ None->0", "no arrow"),
    ],
)
def test_part_of_a_line_that_does_not_stand_there_once_is_refused(line: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        Patch("told", "", (line,)).of(RIGHT)


def test_line_put_in_behind_a_change_within_a_line_is_refused() -> None:
    with pytest.raises(CourseError, match="stands 6 times"):
        Patch("told", "", ("~ None -> 0", "+    return 1")).of(RIGHT)


def test_patch_that_takes_nothing_away_is_a_whole_answer() -> None:
    assert made("another answer") == "def f(some):\n\n    return 7\n"


@pytest.mark.parametrize("line", ["-    return", "-    return Nothing", "     nowhere"])
def test_patch_of_what_does_not_stand_there_once_is_refused(line: str) -> None:
    with pytest.raises(CourseError, match=r"told: .* stands 0 times"):
        Patch("told", "", (line, "+    pass")).of(RIGHT)
    with pytest.raises(CourseError, match=r"told: .* stands 2 times"):
        Patch("told", "", ("-    return None", "+    pass")).of(RIGHT + "    return None\n")


def test_change_of_what_another_mistake_answers() -> None:
    assert made("like the other one") == "def f(some):\n\n    return [7]\n"
    assert made("like the second one") == RIGHT.replace("return each", "return some[1][:1]")


def test_line_of_a_message_may_begin_with_a_name() -> None:
    (told,) = (
        each.message for each in read_patches(MISTAKES, {"many": 9}) if "too" in each.message
    )
    assert told == "Seven too, @somebody said."


def test_other_mistake_that_does_not_stand_above_is_refused() -> None:
    with pytest.raises(CourseError, match="first: no mistake above is called 'second'"):
        read_patches("# first\nWrong.\n@ second\n~ 1 -> 2\n\n# second\nWrong.\n-    return None")


def test_figure_that_nobody_gave_is_missed() -> None:
    with pytest.raises(KeyError, match="many"):
        read_patches(MISTAKES)

"""Tell what the tests cost, and what they would cost with more lessons and exercises.

    make test ARGS="--junit-xml=build/tests.xml"
    python tools/suite_cost.py build/tests.xml --lessons 26 --exercises 150 --mistakes 2200

Costs are seconds of a processor, which a busy machine changes less than it does the time that
passes. Two workers are done in a little more than half of the sum.

``--slow tests/help/slow_tests.txt`` notes which tests of a `make test-quick` are not quick.
"""

import argparse
import re
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from twitlab.course.book.manifest import Course
from twitlab.course.checking.check import load_check

# What a test grows with, by its file and name; the first that fits, and "fixed" for all others.
# Where a test grows with two things, it stands with the one that grows faster.
GROWS = (
    ("mistakes", "test_wrong_answers|test_gates.*named_wrong_answer|test_gates.*handed_in"),
    ("exercises", "test_gates|test_mutants|test_neighbours"),
    ("exercises", "test_main_job.*(solution|each_wrong)|test_nbgrader.*release_by"),
    ("exercises", "test_notebooks|test_releas"),
    ("lessons", "test_lab.*widget_of_a_lesson|test_lessons_on_real_data"),
)


# On a machine that does nothing else, this leaves under a minute.
SLOW_CASE_S = 0.7
SLOW_TEST_S = 3


def grows_with(name: str) -> str:
    """Tell what the cost of a test is proportional to."""
    return next((unit for unit, pattern in GROWS if re.search(pattern, name)), "fixed")


def slow(found: dict[str, float]) -> list[str]:
    """Give the tests of which one case takes long, or all cases together do."""
    cases: defaultdict[str, list[float]] = defaultdict(list)
    for name, seconds in found.items():
        *_, room, test = name.partition("[")[0].split(".")
        cases[f"{room}.{test}" if room.startswith("Test") else test].append(seconds)
    return sorted(
        test for test, each in cases.items() if max(each) > SLOW_CASE_S or sum(each) > SLOW_TEST_S
    )


def costs(report: Path) -> dict[str, float]:
    """Read from a JUnit file how many seconds of a processor each test took."""
    return {
        f"{case.get('classname')}.{case.get('name')}": float(noted.get("value", 0))
        for case in ET.parse(report).getroot().iter("testcase")
        for noted in case.iter("property")
        if noted.get("name") == "cpu_s"
    }


def main() -> None:
    """Print the costs by file, then by what they grow with, today and then."""
    course = Course.here()
    mistakes = sum(len(load_check(each).mistakes) for each in course.exercises)
    today = {
        "lessons": len(course.lessons),
        "exercises": len(course.exercises),
        "mistakes": mistakes,
        "fixed": 1,
    }
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=Path)
    for unit in ("lessons", "exercises", "mistakes"):
        parser.add_argument(f"--{unit}", type=int, default=today[unit])
    parser.add_argument("--slow", type=Path)
    then = {**vars(parser.parse_args()), "fixed": 1}
    if then["slow"]:
        known = set(then["slow"].read_text(encoding="utf-8").split())
        names = sorted(known.union(slow(costs(then["report"]))))
        then["slow"].write_text("\n".join([*names, ""]), encoding="utf-8")
    files: defaultdict[str, float] = defaultdict(float)
    units: defaultdict[str, float] = defaultdict(float)
    for name, seconds in costs(then["report"]).items():
        files[name.partition(".test_")[2].partition(".")[0]] += seconds
        units[grows_with(name)] += seconds
    for file, seconds in sorted(files.items(), key=lambda each: -each[1])[:20]:
        print(f"{seconds:8.1f}  {file}")
    whole = 0.0
    for unit, seconds in units.items():
        each = seconds / today[unit]
        whole += each * then[unit]
        print(
            f"{seconds:8.1f}  {unit}: {each:.2f} x {today[unit]}, and with {then[unit]} "
            f"{each * then[unit]:.0f}"
        )
    print(f"{sum(units.values()):8.1f}  today, and then {whole:.0f}")


if __name__ == "__main__":
    main()

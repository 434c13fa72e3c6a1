"""Tell what the tests cost, and what they would cost with more lessons and exercises.

    make test ARGS="--junit-xml=build/tests.xml"
    python tools/suite_cost.py build/tests.xml --lessons 26 --exercises 150 --mistakes 2200

Costs are the seconds that pass, so let nothing else run: a browser that is waited for costs a
worker as much as one that works. Two workers are done in a little more than half of the sum. What
a processor worked for a test stands beside, where it did so before the test ended.

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
    ("lessons", r"test_lab.*widgets_of_a_lesson|test_lessons_on_real_data|nbval_passes\["),
    ("exercises", r"tests\.course\.checks|test_main_job.*every_solution"),
    ("exercises", r"test_notebooks|test_releas|test_nbgrader.*release_by"),
    # With a lesson comes a part, its pictures and its bench.
    (
        "lessons",
        r"^tests\.(bench|columns|counting|experiments|faults|fanout|graph|ids|partitioning|search|tweet|ui|world)\.",
    ),
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


def costs(report: Path) -> dict[str, tuple[float, float]]:
    """Read from a JUnit file how long each test took, and how long a processor worked for it."""
    found = {}
    for case in ET.parse(report).getroot().iter("testcase"):
        noted = {each.get("name"): float(each.get("value", 0)) for each in case.iter("property")}
        name = f"{case.get('classname')}.{case.get('name')}"
        found[name] = float(case.get("time", 0)), noted.get("cpu_s", 0.0)
    return found


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
    found = costs(then["report"])
    if then["slow"]:
        known = set(then["slow"].read_text(encoding="utf-8").split())
        worked = {name: cpu_s for name, (_, cpu_s) in found.items()}
        names = sorted(known.union(slow(worked)))
        then["slow"].write_text("\n".join([*names, ""]), encoding="utf-8")
    files: defaultdict[str, float] = defaultdict(float)
    units: defaultdict[str, float] = defaultdict(float)
    for name, (seconds, _) in found.items():
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
    worked_s = sum(cpu_s for _, cpu_s in found.values())
    print(
        f"{sum(units.values()):8.1f}  today ({worked_s:.0f} of a processor), and then {whole:.0f}"
    )


if __name__ == "__main__":
    main()

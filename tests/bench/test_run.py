"""The benches that there are, how they are found, and what the command prints."""

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT
from twitlab import cli
from twitlab.bench import run as running
from twitlab.bench import works
from twitlab.bench.harness import Bench, Contest, Fact, Missing, Row, Work
from twitlab.bench.run import Found, Machine, as_json, bench_names, load, run, show, this_machine
from twitlab.bench.works.snowflake import promise_kept
from twitlab.errors import BadValue

ROW = Row("a race", "laps", "us", "them", 2.5, 2.0, 123.4, 5e6, 2e6, 5)
GONE = Row("a race", "laps", "us", "gone", get="pip install gone==1")
FACT = Fact("the room that a lap takes", 9.02, "B a lap")
MACHINE = Machine("a processor", 2, 1, "Linux x86_64", "CPython 3.13.1", "2.4", ("X86_V2",))


def fake(quick: bool) -> list[Contest]:
    """Make a contest with one peer here and one that is not."""
    count = 10 if quick else 1_000
    peers: list[Work | Missing] = [
        Work("them", lambda: 7),
        Missing("gone", "pip install gone==1"),
    ]
    race = Contest("a race", "laps", count, Work("us", lambda: 7), peers, lambda *_: "")
    return [replace(race, facts=lambda: [FACT])]


def test_benches_are_the_files_in_works() -> None:
    (folder,) = works.__path__
    files = {each.stem.replace("_", "-") for each in Path(folder).glob("*.py")} - {"--init--"}
    assert files == set(bench_names())
    assert {"hashing", "snowflake"} <= files
    assert list(load([])) == bench_names()
    assert all(each.title for each in load([]).values())


def test_bench_that_is_one_more_file_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "later_part.py").write_text(
        "from twitlab.bench.harness import Bench\nBENCH = Bench('later', lambda quick: [])\n"
    )
    monkeypatch.setattr(works, "__path__", [*works.__path__, str(tmp_path)])
    assert "later-part" in bench_names()
    assert load(["later-part"])["later-part"].title == "later"


def test_load_gives_those_asked_for_and_refuses_others() -> None:
    assert list(load(["snowflake"])) == ["snowflake"]
    with pytest.raises(BadValue, match=r"bench must be one of .*snowflake.*, got snow"):
        load(["snowflake", "snow"])


@pytest.mark.parametrize(("quick", "rounds"), [(True, 5), (False, 15)])
def test_run_gives_each_contests_rows(quick: bool, rounds: int) -> None:
    ticks = iter(range(10_000))
    (found,) = run({"fake": Bench("a fake", fake)}, quick, lambda: next(ticks))
    assert found.bench == "fake"
    assert [(row.peer, row.rounds) for row in found.rows] == [("them", rounds), ("gone", 0)]
    assert found.facts == [FACT]
    assert found.rows[0].ours_per_s == (10e9 if quick else 1_000e9)


def test_bench_with_a_timer_of_its_own_is_timed_by_it() -> None:
    own, others = iter(range(0, 10_000, 7)), iter(range(10_000))
    benches = {"own": Bench("own", fake, lambda: next(own)), "other": Bench("other", fake)}
    found = run(benches, True, lambda: next(others))
    assert [each.rows[0].ours_per_s for each in found] == [10e9 / 7, 10e9]


def test_show_says_the_ratio_first() -> None:
    said: list[str] = []
    found = Found("fake", [ROW, GONE], [FACT])
    assert show(iter([found]), said.append) == [found]
    assert said == [
        "\nfake: a race, by us",
        "  2.50 x  as fast as them  (2.00 to 123; 5 M against 2 M laps/s; medians of 5)",
        "     -   against gone, not installed: pip install gone==1",
        "    9.02  B a lap: the room that a lap takes",
    ]


def test_as_json_holds_all_that_was_measured() -> None:
    made = json.loads(json.dumps(as_json(MACHINE, True, [Found("fake", [ROW, GONE], [FACT])])))
    assert (made["version"], made["quick"]) == (1, True)
    assert made["machine"]["features"] == ["X86_V2"]
    measured, gone = made["rows"]
    assert (measured["bench"], measured["ratio"], measured["peer"]) == ("fake", 2.5, "them")
    assert (gone["ratio"], gone["get"]) == (None, "pip install gone==1")
    (fact,) = made["facts"]
    assert (fact["bench"], fact["value"], fact["unit"]) == ("fake", 9.02, "B a lap")


def test_this_machine_is_named() -> None:
    machine = this_machine()
    assert machine.processor
    assert machine.cores >= 1
    assert machine.python.startswith("CPython 3.")
    assert all(isinstance(each, str) for each in machine.features)


@pytest.fixture
def one_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "load", lambda names: {"fake": Bench("a fake", fake)})


@pytest.mark.usefixtures("one_bench")
def test_command_prints_ratios_then_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["bench", "--quick"])
    assert end.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "fake: a race, by us"
    assert " x  as fast as them  (" in lines[2]
    assert lines[3] == "     -   against gone, not installed: pip install gone==1"
    assert lines[4] == "    9.02  B a lap: the room that a lap takes"
    assert "NumPy" in lines[-1]


@pytest.mark.usefixtures("one_bench")
def test_command_prints_json_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["bench", "fake", "--quick", "--json"])
    assert end.value.code == 0
    made = json.loads(capsys.readouterr().out)
    assert [row["peer"] for row in made["rows"]] == ["them", "gone"]


@pytest.mark.usefixtures("one_bench")
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_command_draws_the_ratios_to_a_new_file(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"ratios.{ending}"
    for code in (0, 2):  # the second time it is there
        with pytest.raises(SystemExit) as end:
            cli.main(["bench", "--quick", "--plot", str(file)])
        assert end.value.code == code
    assert file.stat().st_size > 1_000


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ratios.jpeg", "must end in .png or .svg, got ratios.jpeg"),
        ("gone/a.svg", "there is no folder"),
        ("there.svg", "is there already"),
    ],
)
def test_plot_that_cannot_be_written_is_refused_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, why: str
) -> None:
    (tmp_path / "there.svg").write_text("mine")
    with pytest.raises(SystemExit) as end:
        cli.main(["bench", "--plot", str(tmp_path / name)])
    assert end.value.code == 2
    assert why in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "there.svg").read_text() == "mine"


def test_command_refuses_an_unknown_bench(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["bench", "nothing"])
    assert end.value.code == 2
    assert "bench must be one of" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", bench_names())
def test_bench_keeps_its_promises_on_little_work(name: str) -> None:
    """Each work is done twice, as it is when it is timed; no time is looked at."""
    contests = load([name])[name].contests(True)
    assert contests
    for contest in contests:
        missing = [each.get for each in contest.peers if isinstance(each, Missing)]
        assert not missing, f"a peer is missing: {missing}"
        works = [contest.ours, *contest.peers]
        for turn in (works, works[::-1]):
            answers = {each.name: each.run() for each in turn if isinstance(each, Work)}
            ours = answers.pop(contest.ours.name)
            assert [contest.agree(ours, theirs) for theirs in answers.values()] == [""] * len(
                answers
            )
        assert all(fact.value == fact.value for fact in contest.facts())


def test_pins_in_the_benches_are_those_of_the_lock() -> None:
    lock = (ROOT / "requirements" / "bench.txt").read_text(encoding="utf-8").splitlines()
    pins = {str(Requirement(line)) for line in lock if not line.lstrip().startswith("#")}
    named = set()
    for file in (ROOT / "twitlab" / "bench").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "peer":
                package, pin = (ast.literal_eval(each) for each in node.args[:2])
                named.add(f"{package}=={pin}")
    assert named
    assert named <= pins


@pytest.mark.parametrize(
    ("ours", "theirs", "wrong"),
    [
        ([1, 2, 3], [7, 8, 10], ""),
        ([1, 2, 3], [7, 8], "3 ids and 2"),
        ([1, 2, 2], [7, 8, 9], "some ids repeat or do not ascend"),
        ([1, 2, 3], [9, 8, 10], "some ids repeat or do not ascend"),
    ],
)
def test_promise_of_ids_is_looked_at(ours: list[Any], theirs: list[Any], wrong: str) -> None:
    assert promise_kept(ours, theirs) == wrong

"""Prove the harness with works that only pretend, and a timer that tells what it is told."""

import gc
from typing import Any

import pytest

from twitlab.bench.harness import Contest, Missing, Row, UnequalAnswers, Work, measure, peer
from twitlab.errors import BadValue, TwitlabError


class Stage:
    """Works that note their turn and take as long as they are told."""

    def __init__(self) -> None:
        self.now_ns = 0
        self.turns: list[str] = []
        self.collecting: list[bool] = []

    def timer(self) -> int:
        return self.now_ns

    def work(self, name: str, times_ns: list[int], answer: object = 42) -> Work:
        left = list(times_ns)

        def run() -> object:
            self.turns.append(name)
            self.collecting.append(gc.isenabled())
            self.now_ns += left.pop(0) if len(left) > 1 else left[0]
            return answer

        return Work(name, run)


def contest(ours: Work, *peers: Work | Missing) -> Contest:
    def agree(one: Any, other: Any) -> str:
        return "" if one == other else f"{one} is not {other}"

    return Contest("a race", "laps", 100, ours, peers, agree)


def test_measure_takes_turns_and_goes_back_every_other_round() -> None:
    stage = Stage()
    works = [stage.work(name, [1]) for name in "abc"]
    measure(contest(*works), 5, stage.timer)
    assert "".join(stage.turns) == "abc" + "cba" + "abc" + "cba" + "abc" + "cba"


def test_measure_gives_ratios_of_medians_without_the_warm_up() -> None:
    stage = Stage()
    ours = stage.work("ours", [9_999, 10, 20, 30, 40, 1_000])
    slow = stage.work("slow", [1, 100, 20, 300, 20, 5_000])
    fast = stage.work("fast", [15])
    found = measure(contest(ours, slow, fast), 5, stage.timer)
    assert found == [
        Row("a race", "laps", "ours", "slow", 100 / 30, 0.5, 10.0, 100e9 / 30, 1e9, 5),
        Row("a race", "laps", "ours", "fast", 0.5, 0.015, 1.5, 100e9 / 30, 100e9 / 15, 5),
    ]


def test_measure_of_a_coarse_clock_divides_by_no_nothing() -> None:
    stage = Stage()
    (row,) = measure(contest(stage.work("a", [0]), stage.work("b", [0])), 5, stage.timer)
    assert (row.ratio, row.ours_per_s) == (1.0, 100e9)


def test_measure_rests_the_collector_and_wakes_it_again() -> None:
    stage = Stage()
    assert gc.isenabled()
    measure(contest(stage.work("a", [1]), stage.work("b", [1])), 5, stage.timer)
    assert set(stage.collecting) == {False}
    assert gc.isenabled()

    def fail() -> None:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        measure(contest(Work("a", fail)), 5, stage.timer)
    assert gc.isenabled()


def test_measure_refuses_unequal_answers() -> None:
    stage = Stage()
    works = [stage.work("ours", [1]), stage.work("good", [1]), stage.work("bad", [1], answer=41)]
    with pytest.raises(UnequalAnswers, match="a race: ours and bad differ: 42 is not 41") as end:
        measure(contest(*works), 5, stage.timer)
    assert isinstance(end.value, TwitlabError)
    assert len(stage.turns) == 3  # found out while warming up


def test_measure_refuses_an_answer_that_changes_later() -> None:
    stage, answers = Stage(), iter([42, 42, 42, 41])
    works = [stage.work("ours", [1]), Work("moody", lambda: next(answers))]
    with pytest.raises(UnequalAnswers, match="42 is not 41"):
        measure(contest(*works), 5, stage.timer)


def test_measure_names_a_missing_peer_in_its_place() -> None:
    stage = Stage()
    peers = (Missing("gone", "pip install gone==1"), stage.work("b", [2]))
    gone, there = measure(contest(stage.work("a", [1]), *peers), 5, stage.timer)
    assert gone == Row("a race", "laps", "a", "gone", get="pip install gone==1")
    assert (there.peer, there.ratio) == ("b", 2.0)


@pytest.mark.parametrize("rounds", [4, 0, -1])
def test_measure_refuses_few_rounds(rounds: int) -> None:
    stage = Stage()
    with pytest.raises(BadValue, match=f"rounds must be 5 or more, got {rounds}"):
        measure(contest(stage.work("a", [1])), rounds, stage.timer)
    assert stage.turns == []


def test_peer_that_is_not_installed_says_how_to_get_it() -> None:
    def make() -> Any:
        raise AssertionError("it is not here")

    assert peer("no-such-peer", "1.2", make) == Missing(
        "no-such-peer", "pip install no-such-peer==1.2"
    )


def test_peer_that_is_installed_is_named_with_its_version() -> None:
    found = peer("pytest", "1", lambda: lambda: 7)
    assert isinstance(found, Work)
    assert (found.name, found.run()) == (f"pytest {pytest.__version__}", 7)

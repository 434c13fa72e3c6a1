"""Give names numbers, and keep them when the power goes."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.errors import TwitlabError
from twitlab.faults import Disk, PowerCut
from twitlab.log import DiskError, EventLog, Names

FOLDER = Path("/names")


def test_names_have_the_numbers_of_a_dict(tmp_path: Path) -> None:
    chance, numbers = random.Random(1), dict[str, int]()
    with Names(tmp_path) as names:
        for _ in range(20):
            some = [f"#{chance.randrange(100)}é" for _ in range(chance.randrange(30))]
            for name in some:
                numbers.setdefault(name, len(numbers))
            assert names.numbers(some).tolist() == [numbers[name] for name in some]
            names.check_invariants()
        assert names.numbers([""]).tolist() == [len(numbers)]
        assert names.numbers([]).tolist() == []
    with Names(tmp_path) as names:
        assert len(names) == len(numbers) + 1
        assert names.names(np.array(list(numbers.values()))) == list(numbers)
        assert names.numbers(list(numbers)).tolist() == list(numbers.values())
        names.check_invariants()


def test_number_that_was_given_out_has_its_name_after_a_power_cut() -> None:
    for seed in range(60):
        chance, disk = random.Random(seed), Disk(seed)
        given: dict[str, int] = {}
        for _ in range(4):
            disk.cut_power(chance.randrange(1, 40))
            try:
                names = Names(FOLDER, files=disk, segment_bytes=1024)
                assert all(names.name(number) == name for name, number in given.items())
                while True:
                    some = [f"name {chance.randrange(len(given) + 5)}" for _ in range(9)]
                    given.update(zip(some, names.numbers(some).tolist()))
                    assert all(names.name(number) == name for name, number in given.items())
            except (PowerCut, DiskError):
                assert disk.is_off
            disk.restart()
        assert given


def test_known_names_cost_no_sync() -> None:
    disk = Disk()
    names = Names(FOLDER, files=disk)
    names.numbers(["a", "b"])
    before = disk.operations
    assert names.numbers(["b", "a", "b"]).tolist() == [1, 0, 1]
    assert disk.operations == before


def test_name_that_damage_took_has_no_number_of_another() -> None:
    disk = Disk()
    with Names(FOLDER, files=disk) as names:
        for name in "abc":
            names.numbers([name])
    disk.flip_bit(FOLDER / "0000000000000000000.log", 8 * (64 + 72 + 68))
    with Names(FOLDER, files=disk) as names:
        assert [(each.first, each.end) for each in names.recovered.losses] == [(1, 2)]
        with pytest.raises(TwitlabError, match="number must be one that a name has, got 1"):
            names.name(1)
        assert names.numbers(["a", "b", "c"]).tolist() == [0, 3, 2]
        names.check_invariants()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda names: names.numbers("ab"), "names must be a sequence of str, got str"),
        (lambda names: names.numbers(7), "names must be a sequence of str, got int"),
        (lambda names: names.numbers(["c", 7]), "names must have str only, got int"),
        (lambda names: names.numbers(["c", "\ud800"]), "names must not have a lone surrogate"),
        (lambda names: names.numbers(["c", "x" * 65_537]), "at most 65536 bytes, got 65537"),
        (lambda names: names.name(2), "number must be one that a name has, got 2"),
        (lambda names: names.name(-1), "number must be 0 or more, got -1"),
        (lambda names: names.name("a"), "number must be an int, got 'a'"),
        (lambda names: names.names(np.array([0, 2])), "number must be one that a name has, got 2"),
    ],
)
def test_names_refuse_and_stay_as_they_were(ask: Any, said: str) -> None:
    names = Names(FOLDER, files=Disk())
    names.numbers(["a", "b"])
    with pytest.raises(TwitlabError, match=said):
        ask(names)
    assert len(names) == 2
    names.close()
    with pytest.raises(TwitlabError, match="log must be open"):
        names.numbers(["c"])
    assert len(names) == 2


def test_log_of_other_things_is_no_log_of_names() -> None:
    disk = Disk()
    with EventLog(FOLDER, files=disk) as log:
        log.append([b"\xff"])
    with pytest.raises(TwitlabError, match="folder must have a log of names"):
        Names(FOLDER, files=disk)
    with EventLog(FOLDER, files=disk) as log:
        assert log.end == 1

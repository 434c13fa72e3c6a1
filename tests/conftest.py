"""What holds for all tests: their order, what they share, and that they leave nothing running."""

import gc
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.help.asked_hosts import NOTES, watched
from tests.help.warm_kernels import warm_kernels
from tests.help.watchdog import left_after, watch

ROOT = Path(__file__).resolve().parent.parent
# A busy machine is no failing case. Each failing one is printed with how to have it again.
settings.register_profile("untimed", settings(), deadline=None, print_blob=True)
settings.load_profile("untimed")

# What the tests of each share is dear, so that one worker runs them all. The longest of these
# stands first: while one worker is at it, the other has the rest.
GROUPS = [
    re.compile(pattern)
    for pattern in (
        r"tests/browser/",
        r"/test_main_job\.py|::test_wheel_",
        r"/test_nbgrader\.py",
        r"/test_grading\.py",
    )
]
# Measured, by tools/suite_cost.py; a name and no path, so that a test may move.
SLOW = set((ROOT / "tests" / "help" / "slow_tests.txt").read_text(encoding="utf-8").split())
_ENDING_S = 10
_BEGAN = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be shorter or longer than the usual one."""
    group = parser.getgroup("twitlab")
    group.addoption("--quick", action="store_true", help="leave out what takes long")
    group.addoption("--full", action="store_true", help="run also what is for a release")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for; put the fast first, so that a typo shows at once."""
    left_out = [item for item in items if not _is_asked_for(item, config)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = sorted((item for item in items if item not in set(left_out)), key=_turn)


def _is_asked_for(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("full"):
        return bool(config.option.full)
    return not (config.option.quick and _turn(item))


def _turn(item: pytest.Item) -> int:
    """Tell when a test has its turn: 0 the fast ones, then the groups, last the other slow ones."""
    group = _group(item.nodeid)
    if group is not None:
        return 1 + group
    return 1 + len(GROUPS) if item.get_closest_marker("slow") or _name(item) in SLOW else 0


def _group(nodeid: str) -> int | None:
    return next((at for at, each in enumerate(GROUPS) if each.search(nodeid)), None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deal tests out one by one, and those of a group to one worker.

    The marks that xdist has for this do nothing in pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            group = _group(nodeid)
            return nodeid if group is None else f"group {group}"

    return ByGroup(config, log)


def _name(item: pytest.Item) -> str:
    cls = getattr(item, "cls", None)
    return f"{cls.__name__ + '.' if cls else ''}{item.name.partition('[')[0]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note since when a test has the processor, its setup included."""
    item.stash[_BEGAN] = _cpu_s()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Report how long the processor was at a test and what it waited for; tools/ adds this up."""
    yield
    item.user_properties.append(("cpu_s", round(_cpu_s() - item.stash[_BEGAN], 3)))


def _cpu_s() -> float:
    return sum(os.times()[:4])


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of the collector's sight: it stays to the end.

    Every full collection would look through it again, and a bench asks for one before each of its
    measurements.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """See that what tests start ends by itself, and that it ends too when the run is killed."""
    folder = tmp_path_factory.getbasetemp()
    watcher = watch(folder)
    with pytest.MonkeyPatch.context() as patch:
        temporary = tmp_path_factory.mktemp("tmp", numbered=False)
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        yield
    left = left_after(_ENDING_S, folder)
    assert watcher.stdin
    watcher.stdin.close()
    watcher.wait()
    assert not left, "tests left these running"


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the environment variables under which a notebook's kernel starts at once."""
    folder = tmp_path_factory.mktemp("warm")
    environment = watched(folder, os.environ)
    with warm_kernels(folder, environment) as variables:
        yield {**variables, NOTES: environment[NOTES]}


@pytest.fixture(scope="session")
def forks() -> Iterator[Any]:
    """Give what runs scripts that draw, each in a process of its own that starts at once."""
    from tests.help.forked import Forks  # which stands on this file

    made = Forks()
    yield made
    made.close()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source archive, and from it the wheel, as a release does; give the wheel.

    Nothing is fetched: the build tools are those of this environment.
    """
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built

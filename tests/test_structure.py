"""The rooms of the house: what may import what, and that importing does nothing else."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

PACKAGE = ROOT / "twitlab"

# A floor may import from itself and from those above it in this list. A file of twitlab/ that is
# not named here is a part of Twitter; a folder has to be named.
FLOORS = (
    ("ground", {"arguments", "clock", "columns", "errors", "hashing"}),
    ("parts", set[str]()),
    (
        "models",
        {
            "world",
            "world_chance",
            "world_graph",
            "world_join",
            "world_model",
            "world_rows",
            "world_text",
            "world_tweets",
            "readers",
            "tweet_readers",
            "source_file",
            "estimate",
            "units",
            "quantities",
            "slips",
            "terms",
            "availability",
            "latency",
            "blueprint",
            "faults",
            "follow_counts",
            "engines",
        },
    ),
    ("ui", {"ui"}),
    ("kit", {"course", "interview", "bench"}),
    ("command line", {"cli", "__main__"}),
)
FLOOR_OF = {room: number for number, (_, rooms) in enumerate(FLOORS) for room in rooms}
PARTS = 1
DRAWING = {"matplotlib", "ipywidgets"}
# Installed under another name than the one it is imported by.
IMPORTED_AS = {"ipython": "IPython", "jupyter-client": "jupyter_client"}


def files() -> list[Path]:
    """Give the modules of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def module_name(file: Path) -> str:
    """Give the dotted name of a module."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Give the file or folder of ``twitlab/`` that a module of it stands in."""
    return module.split(".")[1]


def floor_of(room: str) -> int:
    """Give the number of the floor that a room is on."""
    assert room in FLOOR_OF or not (PACKAGE / room).is_dir(), f"{room}/ has no floor in FLOORS"
    return FLOOR_OF.get(room, PARTS)


def imports(tree: ast.AST) -> Iterator[str]:
    """Give every module that some code imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            if node.module == "twitlab":
                yield from (f"twitlab.{name.name}" for name in node.names)
            else:
                yield node.module


def imports_of(file: Path) -> list[str]:
    """Give every module that a file imports."""
    return list(imports(ast.parse(file.read_text(encoding="utf-8"))))


def wrong_turns(module: str, imported: list[str]) -> list[str]:
    """Give the rules that a module's imports break, in words."""
    room = room_of(module)
    floor = floor_of(room)
    wrong = []
    for name in imported:
        top = name.split(".")[0]
        if top == "twitlab":
            if name != "twitlab" and floor_of(room_of(name)) > floor:
                wrong.append(f"{module} is below {name}")
        elif floor <= PARTS and top not in {*sys.stdlib_module_names, "numpy"}:
            wrong.append(f"{module} may not import {name}: a part knows only numpy")
        elif top in DRAWING and room != "ui":
            wrong.append(f"{module} may not import {name}: only ui draws")
    return wrong


@pytest.mark.parametrize(
    ("module", "imported", "wrong"),
    [
        ("twitlab.errors", ["numpy", "math", "twitlab.clock"], 0),
        ("twitlab.errors", ["twitlab.fanout"], 1),
        ("twitlab.fanout", ["numpy.random", "twitlab.graph", "twitlab.errors"], 0),
        ("twitlab.fanout", ["twitlab.world"], 1),
        ("twitlab.fanout", ["networkx"], 1),
        ("twitlab.world", ["twitlab.fanout", "pandas"], 0),
        ("twitlab.world", ["matplotlib.pyplot"], 1),
        ("twitlab.engines.redis", ["twitlab.ui.board", "ipywidgets"], 2),
        ("twitlab.ui.board", ["matplotlib.pyplot", "ipywidgets", "twitlab.world"], 0),
        ("twitlab.ui.board", ["twitlab.course.check"], 1),
        ("twitlab.course.check", ["twitlab.ui.board", "twitlab.interview"], 0),
        ("twitlab.course.check", ["ipywidgets", "twitlab.cli"], 2),
        ("twitlab.cli", ["twitlab", "twitlab.course.check", "typer"], 0),
    ],
)
def test_rules_tell_right_from_wrong(module: str, imported: list[str], wrong: int) -> None:
    assert len(wrong_turns(module, imported)) == wrong


def test_imports_are_found_wherever_they_stand() -> None:
    code = """
import a.b as c, d
def f():
    from e.f import g
    if h: from twitlab import i, j
# import k
text = "import l"
"""
    assert sorted(imports(ast.parse(code))) == ["a.b", "d", "e.f", "twitlab.i", "twitlab.j"]


@pytest.mark.parametrize("file", files(), ids=module_name)
def test_module_imports_only_what_stands_below_it(file: Path) -> None:
    module = module_name(file)
    if module == "twitlab":
        assert imports_of(file) == []
    else:
        assert wrong_turns(module, imports_of(file)) == []


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    rooms = nx.DiGraph()
    for file in files():
        module = module_name(file)
        for name in imports_of(file):
            if module != "twitlab" and name.startswith("twitlab."):
                rooms.add_edge(room_of(module), room_of(name))
    rooms.remove_edges_from(list(nx.selfloop_edges(rooms)))
    assert list(nx.simple_cycles(rooms)) == []


def test_every_import_is_a_dependency_that_is_asked_for() -> None:
    """A package that is only there because another one wants it may go when that one changes."""
    lines = (ROOT / "requirements" / "course.in").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    asked = [line for line in lines if line and line[0] not in "#-"]
    asked += [line for extra in extras.values() for line in extra]
    names = {Requirement(line).name.lower() for line in asked}
    allowed = {IMPORTED_AS.get(name, name) for name in names}
    imported = {
        name.split(".")[0]: module_name(file) for file in files() for name in imports_of(file)
    }
    missing = imported.keys() - allowed - sys.stdlib_module_names - {"twitlab"}
    assert {name: imported[name] for name in missing} == {}


# Runs in a process of its own. An event counts if twitlab's code is the first on the stack before
# any import machinery: what a library does while it is being imported is the library's affair.
WATCH = """
import importlib, json, sys

DOING = ("os.", "shutil.", "socket.", "subprocess.", "tempfile.", "glob.", "pathlib.", "urllib.")
found, package = [], sys.argv[1]

def watch(event, arguments):
    if event != "open" and not event.startswith(DOING):
        return
    frame = sys._getframe(1)
    while frame is not None:
        place = frame.f_code.co_filename
        if place.startswith("<frozen importlib"):
            return
        if place.startswith(package):
            found.append(f"{place}:{frame.f_lineno}: {event}{arguments!r:.200}")
            return
        frame = frame.f_back

sys.addaudithook(watch)
drawing = {}
for name in json.load(sys.stdin):
    importlib.import_module(name)
    drawing[name] = sorted({"matplotlib", "ipywidgets"} & sys.modules.keys())
json.dump({"found": found, "drawing": drawing}, sys.stdout)
"""


def watched(package: Path, modules: list[str], folder: Path) -> dict[str, object]:
    """Import modules in a fresh process and give what that did."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, str(package)],
        input=json.dumps(modules),
        cwd=folder,
        # The first model that is defined makes pydantic look through all that is installed.
        env={**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_import_does_nothing_but_define(tmp_path: Path) -> None:
    modules = [module_name(file) for file in files() if file.name != "__main__.py"]
    # From the lowest floor up, so that the lower ones are seen before anything may draw.
    floors = {name: floor_of(room_of(name)) if "." in name else 0 for name in modules}
    result = watched(PACKAGE, sorted(modules, key=lambda name: floors[name]), tmp_path)
    assert result["found"] == []
    drawing = result["drawing"]
    assert isinstance(drawing, dict)
    below = [name for name in modules if floors[name] < FLOOR_OF["ui"]]
    assert {name: drawing[name] for name in below if drawing[name]} == {}


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("open('a.txt', 'w')", "open"),
        ("import pathlib; pathlib.Path('a').mkdir()", "os.mkdir"),
        ("import socket; socket.socket()", "socket.__new__"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import decimal", ""),
    ],
)
def test_import_that_does_something_is_seen(tmp_path: Path, code: str, event: str) -> None:
    (tmp_path / "sample.py").write_text(code)
    result = watched(tmp_path, ["sample"], tmp_path)
    found = result["found"]
    assert isinstance(found, list)
    assert [event in line for line in found] == ([True] if event else [])

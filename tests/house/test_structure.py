"""The rooms of the house: what may import what, and that importing does nothing else."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

PACKAGE = ROOT / "twitlab"

# The floors, the lowest first. A room may import from those below it, and from a room of its own
# floor where WITHIN says so. A file or folder of twitlab/ that is not named here fails.
FLOORS = (
    ("ground", "errors columns arguments clock hashing"),
    (
        "parts",
        (
            "ids tweet partitioning graph fanout search counting log trends "
            "cache queues replication consistency"
        ),
    ),
    ("models", "world estimate faults blueprint engines"),
    ("service", "service"),
    ("experiments", "experiments"),
    ("ui", "ui"),
    ("kit", "course bench interview"),
    ("command line", "cli __main__"),
)
FLOOR_OF = {room: number for number, (_, rooms) in enumerate(FLOORS) for room in rooms.split()}
GROUND, PARTS, MODELS, SERVICE, EXPERIMENTS, UI, KIT, COMMAND_LINE = range(len(FLOORS))
# Each room of one floor, and which others of that floor it is made of.
WITHIN = {
    "columns": {"errors"},
    "arguments": {"errors", "columns"},
    "clock": {"errors", "arguments"},
    "hashing": {"errors", "arguments"},
    "tweet": {"ids"},
    "graph": {"ids"},
    "partitioning": {"ids", "tweet"},
    "fanout": {"ids", "tweet"},
    "search": {"ids", "tweet"},
    "counting": {"log"},
    "trends": {"log"},
    "replication": {"log"},
    "queues": {"log"},
    "interview": {"course"},
    "__main__": {"cli"},
}
# A library that a part is about, or that keeps two writers of its files apart.
LIBRARIES = {"search": {"regex", "filelock"}, "log": {"filelock"}}
# What one would write first knows the records and the contract of its part, and no fast file.
PLAIN_KNOWS = {
    "partitioning": {"answers", "strategy"},
    "graph": {"writes"},
    "fanout": {"answers", "contract"},
    "search": {"answers", "posts", "query", "tokens"},
    "counting": {"answers", "one_key"},
    "log": {"events"},
    "trends": {"answers", "rules"},
}
DOOR_LINES = 60
# The floors of the course, the lowest first. Rooms of one line may know each other, in no circle.
COURSE_FLOORS = (
    "book",
    "record checking",
    "kinds workspace plan",
    "checks grader notebook",
    "terminal doctor authoring",
)
COURSE_FLOOR_OF = {
    room: number for number, rooms in enumerate(COURSE_FLOORS) for room in rooms.split()
}
# The floors of interviews, the lowest first. A file that is not named stands on the one of OPEN.
INTERVIEW_FLOORS = (
    "packs",
    "events naming",
    "lines appending timing journal merging pictures session played",
    "grading scoring",
    "scorecard history review places starting copying photos reporting",
    "screens",
    "sheets",
)
INTERVIEW_FLOOR_OF = {
    room: number for number, rooms in enumerate(INTERVIEW_FLOORS) for room in rooms.split()
}
OPEN = 4
DRAWING = {"matplotlib", "ipywidgets", "anywidget"}
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
    assert room in FLOOR_OF, f"{room} has no floor in FLOORS"
    return FLOOR_OF[room]


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
    room, floor = room_of(module), floor_of(room_of(module))
    wrong = []
    for name in imported:
        top = name.split(".")[0]
        if top == "twitlab" and name != "twitlab":
            other = room_of(name)
            if other == room:
                continue
            if not (floor_of(other) < floor or other in WITHIN.get(room, ())):
                wrong.append(f"{module} may not know {other}: it does not stand below")
            elif goes_around(name) and room != "bench":
                wrong.append(f"{module} goes around the door of {other} to {name}")
        elif floor <= PARTS and top not in {
            *sys.stdlib_module_names,
            "numpy",
            *LIBRARIES.get(room, ()),
        }:
            wrong.append(f"{module} may not import {name}: a part knows only numpy")
        elif top in DRAWING and room != "ui":
            wrong.append(f"{module} may not import {name}: only ui draws")
    return wrong


def goes_around(name: str) -> bool:
    """Say whether a module inside a room is named that the room's door does not name.

    A room may have a room in it, which its door names and which has a door of its own.
    """
    _, room, *inside = name.split(".")
    if floor_of(room) >= UI:
        return False
    for each in inside:
        if each not in door_of(room):
            return True
        room = f"{room}/{each}"
        if not (PACKAGE / room).is_dir():
            return False
    return False


def door_of(room: str) -> set[str]:
    """Give the names that the door of a room hands on."""
    tree = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    lists = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    return {name for each in lists for name in ast.literal_eval(each)}


@pytest.mark.parametrize(
    ("module", "imported", "wrong"),
    [
        ("twitlab.errors", ["numpy", "math"], 0),
        ("twitlab.errors", ["twitlab.clock"], 1),
        ("twitlab.columns.lookup", ["twitlab.errors", "twitlab.fanout"], 1),
        ("twitlab.arguments", ["twitlab.columns"], 0),
        ("twitlab.fanout.pages", ["numpy.random", "twitlab.ids", "twitlab.errors"], 0),
        ("twitlab.fanout.pages", ["twitlab.fanout.answers", "twitlab.columns"], 0),
        ("twitlab.fanout.pages", ["twitlab.graph"], 1),
        ("twitlab.fanout.pages", ["twitlab.world"], 1),
        ("twitlab.fanout.pages", ["networkx"], 1),
        ("twitlab.search.tokens", ["regex"], 0),
        ("twitlab.fanout.pages", ["regex"], 1),
        ("twitlab.world.join", ["twitlab.fanout", "pandas"], 0),
        ("twitlab.world.join", ["twitlab.fanout.pages"], 1),
        ("twitlab.world.join", ["twitlab.ids.random_ids"], 0),
        ("twitlab.world.join", ["twitlab.estimate"], 1),
        ("twitlab.world.join", ["matplotlib.pyplot"], 1),
        ("twitlab.experiments.threshold", ["twitlab.world", "twitlab.fanout"], 0),
        ("twitlab.experiments.threshold", ["matplotlib.pyplot"], 1),
        ("twitlab.ui.plots.counting", ["twitlab.experiments.counting"], 0),
        ("twitlab.ui.plots.counting", ["twitlab.experiments.counting.likes"], 1),
        ("twitlab.ui.plots.counting", ["twitlab.experiments.likes"], 1),
        ("twitlab.engines.redis", ["twitlab.ui.widgets.standings", "ipywidgets"], 2),
        ("twitlab.ui.widgets.standings", ["matplotlib.pyplot", "ipywidgets", "twitlab.world"], 0),
        ("twitlab.ui.widgets.standings", ["twitlab.course.check"], 1),
        ("twitlab.course.check", ["twitlab.ui.widgets.standings"], 0),
        ("twitlab.course.check", ["twitlab.interview"], 1),
        ("twitlab.interview.session", ["twitlab.course.check"], 0),
        ("twitlab.bench.works.graph", ["twitlab.graph.writes"], 0),
        ("twitlab.course.check", ["ipywidgets", "twitlab.cli"], 2),
        ("twitlab.cli", ["twitlab", "twitlab.course.check", "typer"], 0),
    ],
)
def test_rules_tell_right_from_wrong(module: str, imported: list[str], wrong: int) -> None:
    assert len(wrong_turns(module, imported)) == wrong


def test_source_of_a_docstring_is_one() -> None:
    """A source is a paper, a talk or a page; where there is none, a docstring says nothing."""
    said = [
        f"{module_name(file)}: {line.strip()}"
        for file in files()
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.match(r" +Source: (none|as|see)\b", line)
    ]
    assert not said


def test_room_without_a_floor_is_refused() -> None:
    with pytest.raises(AssertionError, match="attic has no floor"):
        wrong_turns("twitlab.attic.trunk", [])


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


def circles(of: Callable[[str], str]) -> list[list[str]]:
    """Give the circles in which modules, or what they stand in, import each other."""
    known = {module_name(file) for file in files()}
    graph = nx.DiGraph()
    for file in files():
        for name in imports_of(file):
            target = name if name in known else name.rpartition(".")[0]
            if target in known - {"twitlab"} and module_name(file) != "twitlab":
                graph.add_edge(of(module_name(file)), of(target))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return list(nx.simple_cycles(graph))


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    assert circles(room_of) == []


def test_files_do_not_import_each_other_in_a_circle() -> None:
    assert circles(str) == []


@pytest.mark.parametrize("file", sorted((PACKAGE / "course").rglob("*.py")), ids=module_name)
def test_course_imports_run_down_its_own_floors(file: Path) -> None:
    if file.parent.name == "course":
        return  # the door, which gives a notebook its names when they are asked for
    room = module_name(file).split(".")[2]
    others = {
        name.split(".")[2]
        for name in imports_of(file)
        if name.startswith("twitlab.course.") and name.split(".")[2] != room
    }
    above = {each for each in others if COURSE_FLOOR_OF[each] > COURSE_FLOOR_OF[room]}
    assert above == set()


@pytest.mark.parametrize("file", sorted((PACKAGE / "interview").rglob("*.py")), ids=module_name)
def test_interview_imports_run_down_its_own_floors(file: Path) -> None:
    """A session is read and scored where nothing is drawn, and a pack knows no session."""
    if file.parent.name == "interview" and file.stem == "__init__":
        return
    room = module_name(file).split(".")[2]
    others = {
        name.split(".")[2]
        for name in imports_of(file)
        if name.startswith("twitlab.interview.") and name.split(".")[2] != room
    }
    floor = INTERVIEW_FLOOR_OF.get(room, OPEN)
    assert {each for each in others if INTERVIEW_FLOOR_OF.get(each, OPEN) > floor} == set()


def test_rooms_of_the_course_do_not_import_each_other_in_a_circle() -> None:
    def room(module: str) -> str:
        return ".".join(module.split(".")[:3])

    assert circles(room) == []


DOORS = [file for file in files() if file.name == "__init__.py" and file.parent != PACKAGE]


def made_in(door: Path) -> list[str]:
    """Give what a door does besides handing names on, in words."""
    tree = ast.parse(door.read_text(encoding="utf-8"))
    wrong = []
    for node in tree.body:
        is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_all = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        if not (is_doc or is_all or isinstance(node, ast.ImportFrom)):
            wrong.append(ast.unparse(node).splitlines()[0])
    return wrong


@pytest.mark.parametrize("door", DOORS, ids=module_name)
def test_door_hands_names_on_and_defines_nothing(door: Path) -> None:
    if floor_of(room_of(module_name(door))) > UI:
        return  # the kit's folders are opened by file
    assert made_in(door) == []
    text = door.read_text(encoding="utf-8")
    tree = ast.parse(text)
    doc = tree.body[0].end_lineno or 0
    assert len(text.splitlines()) - doc <= DOOR_LINES
    handed = {
        a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names
    }
    named = door_of(str(door.parent.relative_to(PACKAGE)))
    assert named == handed


def test_door_that_defines_is_seen(tmp_path: Path) -> None:
    door = tmp_path / "__init__.py"
    door.write_text('"""Door."""\nfrom a import b\n__all__ = ["b"]\nLEAST = 3\n')
    assert made_in(door) == ["LEAST = 3"]


PLAIN = [file for file in sorted(PACKAGE.glob("*/plain.py")) if floor_of(file.parent.name) == PARTS]


@pytest.mark.parametrize("file", PLAIN, ids=module_name)
def test_plain_version_knows_no_fast_file_of_its_part(file: Path) -> None:
    room = file.parent.name
    own = {name.split(".")[2] for name in imports_of(file) if name.startswith(f"twitlab.{room}.")}
    assert own <= PLAIN_KNOWS[room]


@pytest.mark.parametrize("file", files(), ids=module_name)
def test_names_with_an_underscore_stay_in_their_file(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    taken = [
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("twitlab")
        for name in node.names
    ]
    assert [name for name in taken if name.startswith("_")] == []


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
import importlib, json, random, sys

import numpy

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

# What all of a process share is seeded by nobody.
for shared in (random, numpy.random):
    shared.seed = lambda *seed: watch("os.seed", seed)
sys.addaudithook(watch)
drawing = {}
for name in json.load(sys.stdin):
    importlib.import_module(name)
    drawing[name] = sorted({"matplotlib", "ipywidgets", "anywidget"} & sys.modules.keys())
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
    below = [name for name in modules if floors[name] < UI]
    assert {name: drawing[name] for name in below if drawing[name]} == {}


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("open('a.txt', 'w')", "open"),
        ("import pathlib; pathlib.Path('a').mkdir()", "os.mkdir"),
        ("import socket; socket.socket()", "socket.__new__"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import random; random.seed(1)", "os.seed"),
        ("import numpy; numpy.random.seed(1)", "os.seed"),
        ("import decimal", ""),
    ],
)
def test_import_that_does_something_is_seen(tmp_path: Path, code: str, event: str) -> None:
    (tmp_path / "sample.py").write_text(code)
    result = watched(tmp_path, ["sample"], tmp_path)
    found = result["found"]
    assert isinstance(found, list)
    assert [event in line for line in found] == ([True] if event else [])

"""Make twitlab's environment in ``.venv``, then run something in it.

    python bootstrap.py lab [DIR]          open JupyterLab in the learner's workspace
    python bootstrap.py test [ARG ...]     run every check; the ARGs go to pytest
    python bootstrap.py test-quick [ARG ...]   the same without the tests that take long
    python bootstrap.py test-full [ARG ...]    all that a release has to pass
    python bootstrap.py env                only make the environment, with the test tools
    python bootstrap.py lock [ARG ...]     recompile requirements/*.txt; the ARGs go to uv
    python bootstrap.py check              only say whether this Python will do

``make lab`` and ``make test`` call this. It needs the standard library and nothing else, and it
still parses on Python 3.6, so that an old Python is told why it is refused.
"""

import ast
import hashlib
import importlib.util
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import IO, Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Sequence, TextIO

OLDEST = (3, 11)
NEWEST = (3, 14)
ROOT = Path(__file__).resolve().parent

# The longest path that the pinned packages put under a checkout (JupyterLab's), and what Windows
# allows a path to have unless long paths are switched on.
LONGEST_INSTALLED_PATH = 165
WINDOWS_PATH_LIMIT = 259

# Where pip may find packages, and how it gets there: its settings, and what uv calls them.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "no-index": "UV_OFFLINE",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
}
# Each lock, and the one whose pins it takes.
LOCKS = (
    ("course", ""),
    ("dev", "course"),
    ("bench", "dev"),
    ("build", "dev"),
    ("uv", "dev"),
)
# What pytest is told to run, where only the fast tests are wanted.
TAIL_LINES = 15
TICK_SECONDS = 0.2

Command = List[str]
Tick = Callable[[], None]


class Refusal(Exception):
    """Says why nothing was done, and what to do about it."""


def check_python(
    version: Sequence[int], implementation: str, free_threaded: bool, bits: int
) -> None:
    """Refuse a Python that the pinned packages were not tested with.

    Args:
        version: The first two numbers of the Python version, at least.
        implementation: What ``platform.python_implementation()`` says.
        free_threaded: Whether it was built without the global interpreter lock.
        bits: The size of a pointer.

    Raises:
        Refusal: If it is another version or another kind of Python.
    """
    found = tuple(version[:2])
    tested = ", ".join(f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1]))
    if found < OLDEST:
        why = f"The pinned packages need Python 3.{OLDEST[1]} or newer."
    elif found > NEWEST:
        why = "The pinned packages have not been tested with a Python that new."
    elif implementation != "CPython":
        why = f"The pinned packages have only been tested with CPython, this is {implementation}."
    elif free_threaded:
        why = "The pinned packages have not been tested with a free-threaded Python."
    elif bits != 64:
        why = f"The pinned packages are not published for a {bits}-bit Python."
    else:
        return
    raise Refusal(
        f"twitlab runs on Python {tested} and 3.{NEWEST[1]},"
        f" and this is Python {'.'.join(str(number) for number in version[:3])}.\n"
        f"  {why}\n"
        "What to do: install Python 3.13, then name it.\n"
        "  Windows          winget install Python.Python.3.13    then  py -3.13 bootstrap.py lab\n"
        "  macOS            brew install python@3.13             then  make lab PYTHON=python3.13\n"
        "  Debian, Ubuntu   sudo apt install python3 python3-venv    (Debian 12, Ubuntu 24.04 or"
        " newer)\n"
        "  any other        https://www.python.org/downloads/"
    )


def check_venv_module(has_module: Callable[[str], bool]) -> None:
    """Refuse a Python that cannot make an environment with pip in it.

    Debian and Ubuntu ship ``venv`` and ``ensurepip`` in a package of their own.

    Args:
        has_module: Whether a module of that name can be imported.

    Raises:
        Refusal: If one of the two is missing.
    """
    missing = [name for name in ("venv", "ensurepip") if not has_module(name)]
    if missing:
        raise Refusal(
            f"This Python has no {' and no '.join(missing)}, so it cannot make an environment.\n"
            "What to do:\n"
            "  Debian, Ubuntu   sudo apt install python3-venv    (or, for a further Python,"
            f" python3.{sys.version_info[1]}-venv)\n"
            "  any other        install Python from https://www.python.org/downloads/"
        )


def check_path_length(root: str, windows: bool, long_paths: bool) -> None:
    """Refuse a folder in which JupyterLab's files would have too long a path on Windows.

    Args:
        root: The folder of the checkout.
        windows: Whether this is Windows.
        long_paths: Whether long paths are switched on.

    Raises:
        Refusal: If a file of the environment could not be written.
    """
    longest = WINDOWS_PATH_LIMIT - LONGEST_INSTALLED_PATH
    if windows and not long_paths and len(root) > longest:
        raise Refusal(
            f"The path of this folder has {len(root)} characters, and Windows allows {longest}"
            f" here:\n  {root}\n"
            "What to do: move the folder to a shorter path, such as C:\\twitlab,\n"
            "  or switch long paths on: https://learn.microsoft.com/windows/win32/fileio/"
            "maximum-file-path-limitation"
        )


def windows_long_paths() -> bool:
    """Say whether Windows has long paths switched on."""
    if sys.platform == "win32":
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
        except OSError:
            pass
    return False


def digest(*files: Path) -> str:
    """Give one hash of what some files say: not of their comments, nor of their line ends."""
    result = hashlib.sha256()
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.lstrip().startswith("#"):
                result.update(f"{line}\n".encode())
        result.update(b"\0")
    return result.hexdigest()


def run(
    command: Command,
    cwd: Path,
    variables: Mapping[str, str],
    out: IO[bytes],
    tick: Tick,
) -> int:
    """Run a command and give its exit code.

    Args:
        command: The program and its arguments.
        cwd: The folder to run it in.
        variables: The environment variables that it sees.
        out: The file that takes all it says.
        tick: Called again and again while it runs.
    """
    try:
        # Nobody would see a question, so it gets no answer.
        process = subprocess.Popen(
            command,
            cwd=str(cwd),
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        out.write(f"{error}\n".encode())
        return 127
    try:
        while True:
            try:
                return process.wait(timeout=TICK_SECONDS)
            except subprocess.TimeoutExpired:
                tick()
    except BaseException:
        process.kill()
        process.wait()
        raise


def last_lines(file: Path, count: int, begin: int = 0) -> List[str]:
    """Give the last lines of a file that say something, without reading a long file in full.

    Args:
        file: The file.
        count: How many lines at most.
        begin: How many bytes at the file's begin are left out.
    """
    with file.open("rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        opened.seek(max(begin, size - 400 * count))
        text = opened.read().decode("utf-8", "replace")
    return [line.rstrip() for line in text.splitlines() if line.strip()][-count:]


def uv_variables(pip_settings: str, environ: Mapping[str, str]) -> Dict[str, str]:
    """Give environment variables under which uv looks for packages where pip would.

    Args:
        pip_settings: What ``pip config list`` says.
        environ: The variables that there are; what they tell uv stays.
    """
    settings = {}  # type: Dict[str, str]
    # The later overrides the earlier.
    for place in ("global.", "install.", ":env:."):
        for line in pip_settings.splitlines():
            name, is_setting, value = line.partition("=")
            if is_setting and name.startswith(place):
                settings[name[len(place) :]] = " ".join(ast.literal_eval(value).split())
    result = {UV_NAMES[name]: value for name, value in settings.items() if name in UV_NAMES}
    if "UV_FIND_LINKS" in result:
        result["UV_FIND_LINKS"] = result["UV_FIND_LINKS"].replace(" ", ",")
    if "UV_INDEX" in result:
        # As pip does: an index that has the package but not the version does not end the search.
        result["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    result.update(environ)
    return result


class Screen:
    """Says what is being done: on a terminal in one line that is rewritten, else a line a step.

    Args:
        out: The terminal or file.
        clock: Gives seconds.
    """

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._clock = clock
        self._began = clock()
        self._what = ""
        self._is_terminal = out.isatty()
        self._stands = 0

    def begin(self, what: str) -> None:
        """Say what is done from now on."""
        self._what = what
        if self._is_terminal:
            self.tick("")
        else:
            self._write(f"twitlab: {what} ...\n")

    def tick(self, detail: str) -> None:
        """Show, where a line can be rewritten, how long it has taken and what it is about now."""
        if self._is_terminal:
            text = f"twitlab: {self._what}, {self._seconds()} s"
            line = f"{text}: {detail}" if detail else text
            line = line[: shutil.get_terminal_size().columns - 1]
            self._write("\r" + line.ljust(self._stands))
            self._stands = len(line)

    def end(self, what: str) -> None:
        """Say that all is done."""
        self._what = what
        self._write("\r".ljust(self._stands + 1) + "\r" if self._stands else "")
        self._stands = 0
        self._write(f"twitlab: {what} in {self._seconds()} s.\n")

    def leave(self) -> None:
        """Leave the line to whoever writes next."""
        if self._stands:
            self._write("\n")
            self._stands = 0

    def _seconds(self) -> int:
        return round(self._clock() - self._began)

    def _write(self, text: str) -> None:
        # A name in the line may have letters that the terminal has not.
        encoding = self._out.encoding or "ascii"
        self._out.write(text.encode(encoding, "replace").decode(encoding))
        self._out.flush()


class Python(NamedTuple):
    """A Python that an environment is made from."""

    program: str
    version: str


def this_python() -> Python:
    """Give the Python that runs this; inside an activated environment, the one it was made from."""
    program = getattr(sys, "_base_executable", None) or sys.executable
    return Python(program, platform.python_version())


class Part(NamedTuple):
    """A part of what an environment holds, and the arguments with which uv and pip install it."""

    key: str
    digest: str
    what: str
    arguments: List[str]


class Environment:
    """The ``.venv`` beside this file.

    ``.venv/twitlab.json`` is the marker that it is ours, and says what it holds. It is written
    before anything else is and says less than the truth during each change: ``{}`` stands for
    half-made. So whatever interrupts an install, the next call starts it afresh.

    uv installs. Where it cannot, whatever the reason, the environment is emptied and pip installs
    all of it: it would take for done what uv left half-done. ``.venv/twitlab.log`` has what both
    said.

    Args:
        root: The folder of the checkout.
        run: Runs a command as `run` does.
        folder: The name of the environment.
        python: What it is made from.
    """

    def __init__(
        self,
        root: Path,
        run: Callable[[Command, Path, Mapping[str, str], IO[bytes], Tick], int] = run,
        folder: str = ".venv",
        python: "Python | None" = None,
    ) -> None:
        self.root = root
        self.folder = root / folder
        self.log = self.folder / "twitlab.log"
        self._marker = self.folder / "twitlab.json"
        self._run = run
        self._python = python or this_python()
        self._screen = Screen(sys.stdout)
        # Where in the log the output of the last command begins.
        self._begin = 0

    def program(self, name: str) -> Path:
        """Give the path of a program of the environment."""
        if os.name == "nt":
            return self.folder / "Scripts" / (name + ".exe")
        return self.folder / "bin" / name

    def variables(self, environ: Mapping[str, str]) -> Dict[str, str]:
        """Give the environment variables of an activated environment."""
        result = dict(environ)
        result.pop("PYTHONHOME", None)
        result["VIRTUAL_ENV"] = str(self.folder)
        programs = str(self.program("python").parent)
        result["PATH"] = os.pathsep.join([programs, environ.get("PATH", os.defpath)])
        return result

    def ensure(self, tests: bool) -> None:
        """Make the environment hold exactly what the locks say; do nothing if it does.

        Args:
            tests: Whether the test tools are wanted too.

        Raises:
            Refusal: If ``.venv`` is somebody else's, or an install fails.
        """
        parts = self._parts(tests)
        same = {
            # A moved checkout has the old path in its scripts.
            "folder": str(self.folder),
            "python": f"{self._python.version} {platform.machine()}",
            "course": parts[0].digest,
        }
        have = self._read()
        is_stale = any(have.get(key) != value for key, value in same.items())
        is_stale = is_stale or any(have.get(p.key, p.digest) != p.digest for p in parts[1:-1])
        if is_stale or not self._starts():
            have = {}
        missing = [part for part in parts if have.get(part.key) != part.digest]
        if not missing:
            return
        self.folder.mkdir(exist_ok=True)
        self._write({})
        self.log.write_bytes(b"")
        try:
            have = self._fill(have, parts)
        finally:
            self._screen.leave()
        self._write({**have, **same, **{part.key: part.digest for part in parts}})
        self._screen.end("Set up")

    def _parts(self, tests: bool) -> List[Part]:
        """Say what is to be installed, in this order."""
        locks = self.root / "requirements"
        course, build, dev = (locks / f"{name}.txt" for name in ("course", "build", "dev"))
        code = ("pyproject.toml", "hatch_build.py", "twitlab/__init__.py")
        # No compiler is needed, and no package runs code of its own while it is installed.
        pinned = ["--only-binary", ":all:", "--requirement"]
        kit = [*pinned, str(course), "--requirement", str(build)]
        itself = ["--no-build-isolation", "--editable", str(self.root)]
        parts = [Part("course", digest(course, build), "the pinned packages of the kit", kit)]
        if tests:
            parts.append(Part("dev", digest(dev), "the pinned test tools", [*pinned, str(dev)]))
        code_digest = digest(*(self.root / name for name in code))
        return [*parts, Part("package", code_digest, "twitlab itself", itself)]

    def _fill(self, have: Dict[str, Any], parts: List[Part]) -> Dict[str, Any]:
        """Install what is missing of some parts, and say what there is then besides them."""
        if not have:
            self._make()
        missing = [part for part in parts if have.get(part.key) != part.digest]
        if have.get("installer") != "pip":
            try:
                self._install_with_uv(missing)
                return {**have, "installer": "uv"}
            except Refusal:
                self._screen.begin("uv could not install it, so pip does")
            self._make()
            missing = parts
            have = {}
        self._install(missing, self._pip(), [], os.environ)
        return {**have, "installer": "pip"}

    def _read(self) -> Dict[str, Any]:
        """Give what the environment says it holds; nothing if it is not there or half-made."""
        folder = self.folder
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise Refusal(self._not_ours())
        if not folder.exists() or not any(folder.iterdir()):
            return {}
        try:
            have = json.loads(self._marker.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Refusal(self._not_ours()) from None
        except ValueError:
            return {}
        return have if isinstance(have, dict) else {}

    def _not_ours(self) -> str:
        return (
            f"There is already a {self.folder}, and it was not made by twitlab, so it is left as"
            " it is.\n"
            "What to do: rename it, or delete it if you do not need it, then run the same command"
            " again."
        )

    def _starts(self) -> bool:
        """Say whether the environment's Python runs: the Python it was made from may be gone."""
        python = self.program("python")
        with tempfile.TemporaryFile() as out:
            return python.exists() and self._quietly([str(python), "-I", "-c", ""], out) == 0

    def _make(self) -> None:
        """Make an empty environment, in place of the one that may be there."""
        try:
            # The marker stays: without it the folder would look like somebody else's.
            for child in self.folder.iterdir():
                if child.is_dir() and not child.is_symlink():
                    shutil.rmtree(str(child))
                elif child not in (self._marker, self.log):
                    child.unlink()
        except OSError as error:
            raise Refusal(
                f"The old environment could not be removed: {error}\n"
                "What to do: close every JupyterLab and every terminal that uses it, then run the"
                " same command again."
            ) from None
        command = [self._python.program, "-m", "venv", str(self.folder)]
        self._step(f"Making {self.folder.name}", command, os.environ)

    def _pip(self) -> Command:
        options = ["--disable-pip-version-check", "--no-input"]
        return [str(self.program("python")), "-m", "pip", *options]

    def _install_with_uv(self, parts: List[Part]) -> None:
        """Let pip install the pinned uv, and uv the rest."""
        lock = str(self.root / "requirements" / "uv.txt")
        pinned = ["--no-deps", "--only-binary", ":all:", "--requirement", lock]
        self._step("Installing uv", [*self._pip(), "install", *pinned], os.environ)
        with tempfile.TemporaryFile() as out:
            # Not into the log: an address may hold a password.
            self._quietly([*self._pip(), "config", "list"], out)
            out.seek(0)
            variables = uv_variables(out.read().decode("utf-8", "replace"), os.environ)
        options = ["--python", str(self.program("python"))]
        if sys.dont_write_bytecode and not any(part.key == "dev" for part in parts):
            # Elsewhere, and in tests, a module is compiled when it is first used: most never are.
            variables["UV_COMPILE_BYTECODE"] = "1"
        self._install(parts, [str(self.program("uv")), "pip"], options, variables)

    def _install(
        self, parts: List[Part], tool: Command, options: Command, variables: Mapping[str, str]
    ) -> None:
        """Install some parts with a tool, and let it check that nothing they need is missing."""
        for part in parts:
            # The locks are complete: nothing that is not in them is ever looked for.
            command = [*tool, "install", *options, "--no-deps", *part.arguments]
            self._step(f"Installing {part.what}", command, variables)
        self._step("Checking that nothing is missing", [*tool, "check", *options], variables)

    def _step(self, what: str, command: Command, variables: Mapping[str, str]) -> None:
        """Run a command, its output going to the log.

        Raises:
            Refusal: If it fails.
        """
        self._screen.begin(what)
        with self.log.open("ab") as out:
            out.write(f"$ {' '.join(command)}\n".encode())
            out.flush()
            self._begin = out.tell()
            code = self._run(command, self.root, variables, out, self._tick)
        if code != 0:
            said = "".join(f"  | {line}\n" for line in self._last_said(TAIL_LINES))
            raise Refusal(
                f"This failed with exit code {code}: {what}\n"
                f"  {' '.join(command)}\n"
                f"{said}"
                f"All that was run and said is in {self.log}.\n"
                "Often it is the network (pip obeys its own settings and PIP_* variables),\n"
                "a full disk, or a machine for which a package is not published ready-built.\n"
                "What to do: mend that, then run the same command again; it starts afresh."
            )

    def _quietly(self, command: Command, out: IO[bytes]) -> int:
        return self._run(command, self.root, os.environ, out, lambda: None)

    def _tick(self) -> None:
        self._screen.tick("".join(self._last_said(1)))

    def _last_said(self, lines: int) -> List[str]:
        return last_lines(self.log, lines, self._begin)

    def _write(self, have: Dict[str, Any]) -> None:
        text = json.dumps(have, indent=2, sort_keys=True) + "\n"
        self._marker.write_text(text, encoding="utf-8")


def hand_over(command: Command, environ: Dict[str, str]) -> int:
    """Let a program take our place; where a system has no such thing, wait for it to end."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environ)
    process = subprocess.Popen(command, env=environ)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Windows sends it to the program too, which ends as it sees fit.
            continue


def lab(environment: Environment, arguments: List[str]) -> int:
    """Open JupyterLab in the learner's workspace."""
    environment.ensure(tests=False)
    variables = environment.variables(os.environ)
    return hand_over([str(environment.program("twitlab")), "lab", *arguments], variables)


def test(environment: Environment, arguments: List[str]) -> int:
    """Run the linter, the formatter, the type checker and the tests, up to the first failure."""
    in_ci = os.environ.get("CI") == "true"
    return run_checks(environment, [pytest_by_two(arguments)], in_ci)


def test_quick(environment: Environment, arguments: List[str]) -> int:
    """Do what ``test`` does, but for the tests that take long."""
    return run_checks(environment, [pytest_by_two(["--quick", *arguments])])


def test_full(environment: Environment, arguments: List[str]) -> int:
    """Do what ``test`` does and what is for a release alone, with examples never tried before."""
    seed = f"--hypothesis-seed={random.SystemRandom().randrange(2**32)}"
    plain = ["tests.help.without_wide_registers", *pytest_by_two(["--quick", seed, *arguments])[1:]]
    return run_checks(environment, [plain, pytest_by_two(["--full", seed, *arguments])])


def pytest_by_two(arguments: List[str]) -> Command:
    """Give the module and arguments of a run by two workers; ``-n 0`` among these means by none."""
    # The tests start nbval themselves: here it would only be loaded, by each worker.
    tests = ["pytest", "-p", "no:nbval"]
    if "no:xdist" in arguments or "-pno:xdist" in arguments:
        return [*tests, *arguments]
    # In our order: the workers' own would begin with the longest.
    return [*tests, "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder", *arguments]


def run_checks(environment: Environment, tests: List[Command], in_ci: bool = False) -> int:
    """Run what looks at the code, then the tests, up to the first failure; CI has two Pythons."""
    environment.ensure(tests=True)
    variables = test_variables(environment)
    python = str(environment.program("python"))
    os.chdir(str(environment.root))
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], *tests]
    for check in checks[:-1]:
        print("twitlab: " + " ".join(check))
        sys.stdout.flush()
        code = subprocess.call([python, "-m", *check], env=variables)
        if code != 0:
            print(f"twitlab: stopped, because {' '.join(check)} failed.", file=sys.stderr)
            return code
    print("twitlab: " + " ".join(checks[-1]))
    if in_ci:
        sys.stdout.flush()
        code = subprocess.call([python, "-m", *checks[-1]], env=variables)
        return code or test_on_another_python(environment.root)
    return hand_over([python, "-m", *checks[-1]], variables)


def test_on_another_python(root: Path) -> int:
    """Run the fast tests on the newest other Python that is here, in an environment of its own."""
    python = newest_other_python(root, os.environ)
    if python is None:
        print("twitlab: no other Python that twitlab runs on is here, so nothing ran on one.")
        return 0
    minor = ".".join(python.version.split(".")[:2])
    environment = Environment(root, folder=f".venv-{minor}", python=python)
    environment.ensure(tests=True)
    tests = pytest_by_two(["--quick"])
    print(f"twitlab: {' '.join(tests)}, on Python {python.version}")
    sys.stdout.flush()
    command = [str(environment.program("python")), "-m", *tests]
    return subprocess.call(command, cwd=str(root), env=test_variables(environment))


def test_variables(environment: Environment) -> Dict[str, str]:
    """Give the environment variables that the checks see."""
    variables = environment.variables(os.environ)
    # Some hundred Pythons are started, and each would compile anew what it imports.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return variables


def newest_other_python(root: Path, environ: Mapping[str, str]) -> "Python | None":
    """Find the newest Python that twitlab runs on and that has not the version of this one."""
    asks = "import platform; print(platform.python_version())"
    for program in other_pythons(environ):
        # Each is run, not only looked for: a pyenv shim is there even if its Python is not.
        check = [program, str(root / "bootstrap.py"), "check"]
        quiet = subprocess.DEVNULL
        if subprocess.call(check, stdin=quiet, stdout=quiet, stderr=quiet) == 0:
            version = subprocess.check_output([program, "-c", asks], universal_newlines=True)
            return Python(program, version.strip())
    return None


def other_pythons(environ: Mapping[str, str]) -> Iterator[str]:
    """Give programs that may be Pythons of the other versions, the newest version first."""
    pyenv = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if minor != sys.version_info[1]:
            name = f"python3.{minor}"
            found = shutil.which(name, path=environ.get("PATH"))
            if found:
                yield found
            for file in sorted(pyenv.glob(f"versions/3.{minor}.*/bin/{name}")):
                yield str(file)


def env(environment: Environment, arguments: List[str]) -> int:
    """Make the environment with the test tools, and run nothing."""
    refuse_arguments("env", arguments)
    environment.ensure(tests=True)
    print(f"twitlab: {environment.folder} is ready.")
    return 0


def lock(environment: Environment, arguments: List[str]) -> int:
    """Recompile the locks, each agreeing with the one before it.

    ``--upgrade`` among the arguments takes the newest versions; without it a pin stays.
    """
    environment.ensure(tests=True)
    variables = environment.variables(os.environ)
    # uv writes the command into the lock's first lines, and with it the paths of this machine.
    variables["UV_CUSTOM_COMPILE_COMMAND"] = "make lock"
    os.chdir(str(environment.root))
    for name, other in LOCKS:
        command = [str(environment.program("uv")), "pip", "compile", "--quiet", "--universal"]
        # One version of a package for all Pythons: a lesson prints the same on each of them.
        command += ["--python-version", f"3.{OLDEST[1]}", "--fork-strategy", "fewest"]
        command += ["--no-emit-index-url", "--no-emit-find-links", *arguments]
        if other:
            command += ["--constraints", f"requirements/{other}.txt"]
        command += [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        code = subprocess.call(command, env=variables)
        if code != 0:
            return code
    return 0


def check(environment: Environment, arguments: List[str]) -> int:
    """Do nothing: the checks of this Python come before every command."""
    refuse_arguments("check", arguments)
    return 0


def refuse_arguments(command: str, arguments: List[str]) -> None:
    """Refuse arguments of a command that takes none."""
    if arguments:
        raise Refusal(f"{command} takes no arguments, and got {' '.join(arguments)}.")


COMMANDS = {
    "lab": lab,
    "test": test,
    "test-quick": test_quick,
    "test-full": test_full,
    "env": env,
    "lock": lock,
    "check": check,
}  # type: Dict[str, Callable[[Environment, List[str]], int]]


def main(arguments: List[str]) -> int:
    """Check this machine's Python, then run a command.

    Args:
        arguments: The command and its own arguments.

    Returns:
        The exit code: the command's own, or 2 if something was refused.
    """
    try:
        check_python(
            sys.version_info[:3],
            platform.python_implementation(),
            bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
            64 if sys.maxsize > 2**32 else 32,
        )
        if not arguments or arguments[0] not in COMMANDS:
            raise Refusal((__doc__ or "").strip())
        check_venv_module(lambda name: importlib.util.find_spec(name) is not None)
        check_path_length(str(ROOT), os.name == "nt", windows_long_paths())
        return COMMANDS[arguments[0]](Environment(ROOT), arguments[1:])
    except Refusal as refusal:
        sys.stdout.flush()
        print(f"\n{refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Make twitlab's environment in ``.venv``, then run something in it.

    python bootstrap.py lab [DIR]          open JupyterLab in the learner's workspace
    python bootstrap.py test [ARG ...]     run every check; the ARGs go to pytest
    python bootstrap.py env                only make the environment, with the test tools
    python bootstrap.py lock [ARG ...]     recompile requirements/*.txt; the ARGs go to uv
    python bootstrap.py check              only say whether this Python will do

``make lab`` and ``make test`` call this. It needs the standard library and nothing else, and it
still parses on Python 3.6, so that an old Python is told why it is refused.
"""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Sequence

OLDEST = (3, 11)
NEWEST = (3, 14)
ROOT = Path(__file__).resolve().parent

# The longest path that the pinned packages put under a checkout (JupyterLab's), and what Windows
# allows a path to have unless long paths are switched on.
LONGEST_INSTALLED_PATH = 165
WINDOWS_PATH_LIMIT = 259

Command = List[str]


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


def run(command: Command, cwd: Path) -> int:
    """Run a command, its output going where ours goes, and give its exit code."""
    sys.stdout.flush()
    try:
        return subprocess.call(command, cwd=str(cwd))
    except OSError as error:
        print(error, file=sys.stderr)
        return 127


class Environment:
    """The ``.venv`` beside this file.

    ``.venv/twitlab.json`` is the marker that it is ours, and says what it holds. It is written
    before anything else is and says less than the truth during each change: ``{}`` stands for
    half-made. So whatever interrupts an install, the next call starts it afresh.

    Args:
        root: The folder of the checkout.
        run: Runs a command in a folder and gives its exit code.
    """

    def __init__(self, root: Path, run: Callable[[Command, Path], int] = run) -> None:
        self.root = root
        self.folder = root / ".venv"
        self._marker = self.folder / "twitlab.json"
        self._run = run

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
        locks = self.root / "requirements"
        course = [locks / "course.txt", locks / "build.txt"]
        base = {
            # A moved checkout has the old path in its scripts.
            "folder": str(self.folder),
            "python": f"{platform.python_version()} {platform.machine()}",
            "course": digest(*course),
        }
        dev = digest(locks / "dev.txt")
        package = digest(
            self.root / "pyproject.toml",
            self.root / "hatch_build.py",
            self.root / "twitlab" / "__init__.py",
        )

        have = self._read()
        stale = any(have.get(key) != value for key, value in base.items())
        if stale or (tests and have.get("dev", dev) != dev) or not self._starts():
            self._make()
            have = {}
        if "course" not in have:
            self._install(have, base, "the pinned packages of the kit", course)
        if tests and "dev" not in have:
            self._install(have, {"dev": dev}, "the pinned test tools", [locks / "dev.txt"])
        if have.get("package") != package:
            self._install(have, {"package": package}, "twitlab itself", [])

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
        return python.exists() and self._run([str(python), "-I", "-c", ""], self.root) == 0

    def _make(self) -> None:
        """Make an empty environment, in place of the one that may be there."""
        self.folder.mkdir(exist_ok=True)
        self._write({})
        try:
            # The marker stays to the last: without it the folder would look like somebody else's.
            for child in self.folder.iterdir():
                if child.is_dir() and not child.is_symlink():
                    shutil.rmtree(str(child))
                elif child != self._marker:
                    child.unlink()
        except OSError as error:
            raise Refusal(
                f"The old environment could not be removed: {error}\n"
                "What to do: close every JupyterLab and every terminal that uses it, then run the"
                " same command again."
            ) from None
        # Inside an activated environment, the Python that it was made from.
        python = getattr(sys, "_base_executable", None) or sys.executable
        self._step(f"Making {self.folder}", [python, "-m", "venv", str(self.folder)])

    def _install(
        self, have: Dict[str, Any], adds: Dict[str, str], what: str, locks: List[Path]
    ) -> None:
        """Install some locks, or the package itself if there are none, and note it."""
        self._write({})
        pip = [str(self.program("python")), "-m", "pip", "--disable-pip-version-check"]
        # --no-deps: the locks are complete, so nothing that is not in them is ever looked for.
        install = [*pip, "install", "--no-deps"]
        if locks:
            # No compiler is needed, and no package runs code of its own while it is installed.
            install += ["--only-binary", ":all:"]
            for lock in locks:
                install += ["--requirement", str(lock)]
            self._step(f"Installing {what} (this can take some minutes)", install)
        else:
            install += ["--no-build-isolation", "--quiet", "--editable", str(self.root)]
            self._step(f"Installing {what}", install)
        self._step("Checking that nothing is missing", [*pip, "check"])
        have.update(adds)
        self._write(have)

    def _step(self, what: str, command: Command) -> None:
        print(f"twitlab: {what} ...")
        code = self._run(command, self.root)
        if code != 0:
            raise Refusal(
                f"This failed with exit code {code}: {what}\n"
                f"  {' '.join(command)}\n"
                "The reason stands above. Often it is the network (pip obeys its own settings and"
                " PIP_* variables),\n"
                "a full disk, or a machine for which a package is not published ready-built.\n"
                "What to do: mend that, then run the same command again; it starts afresh."
            )

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
    environment.ensure(tests=True)
    variables = environment.variables(os.environ)
    python = str(environment.program("python"))
    os.chdir(str(environment.root))
    for check in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        print("twitlab: " + " ".join(check))
        sys.stdout.flush()
        code = subprocess.call([python, "-m", *check], env=variables)
        if code != 0:
            print(f"twitlab: stopped, because {' '.join(check)} failed.", file=sys.stderr)
            return code
    print("twitlab: pytest")
    return hand_over([python, "-m", "pytest", *arguments], variables)


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
    for name, other in (("course", ""), ("dev", "course"), ("bench", "dev"), ("build", "dev")):
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

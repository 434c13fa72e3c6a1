"""Let several processes read one table of features, and count the memory that they need for it.

Each process says of the file: so many bytes of it are in my memory (Rss). The system also says how
many of these are its share (Pss): a page that four processes map counts a quarter for each. What a
process copied is its own (RssAnon).
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twitlab.errors import TwitlabError

_READ: Final = """
import sys
import numpy as np
from twitlab.bench.readers import own_bytes
from twitlab.trends import FeatureTable
asked = np.load(sys.argv[2])
before = own_bytes("self")
table = FeatureTable(sys.argv[1], check=False)
total = sum(float(table.row(int(user)).sum()) for user in asked)
print(total, own_bytes("self") - before, flush=True)
sys.stdin.read()
"""
_KB: Final = 1024


@dataclass(frozen=True, slots=True)
class Reader:
    """Say what a process has read, and in which memory.

    Args:
        total: the sum of all numbers in the rows.
        resident: bytes of the file that it maps and has looked at.
        share: the same, each page divided by how many processes map it.
        own: bytes by which its own memory grew while it opened and read.
    """

    total: float
    resident: int
    share: int
    own: int


@contextmanager
def reading(file: Path, asked: Path, count: int) -> Iterator[list[Reader]]:
    """Read rows of a table in several processes at a time; they end when this does.

    Args:
        file: a table of features.
        asked: a file of NumPy with the users whose rows are read, one by one.
        count: how many processes.

    Raises:
        TwitlabError: a process failed.
        OSError: this is no Linux.
    """
    command = [sys.executable, "-c", _READ, str(file), str(asked)]
    with ExitStack() as stack:
        processes = []
        for _ in range(count):
            started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            processes.append(stack.enter_context(started))
            stack.callback(started.kill)
        said = [each.stdout.readline().split() for each in processes if each.stdout]
        if not all(said):
            raise TwitlabError("a reader ended before it had read all")
        yield [
            Reader(float(total), *mapped_bytes(each.pid, file), int(own))
            for each, (total, own) in zip(processes, said)
        ]


def mapped_bytes(process: int | str, file: Path) -> tuple[int, int]:
    """Ask Linux how much of a file a process maps and has looked at, and its share of that.

    Raises:
        OSError: there is no such process, or this is no Linux.

    Source: proc_pid_smaps(5), Linux man-pages.
    """
    text = Path(f"/proc/{process}/smaps").read_text(encoding="utf-8")
    maps = re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", text)
    sizes = [dict(re.findall(r"(\w+): +(\d+) kB", each)) for each in maps if str(file) in each]
    resident, share = (sum(int(each[name]) for each in sizes) for name in ("Rss", "Pss"))
    return _KB * resident, _KB * share


def own_bytes(process: int | str) -> int:
    """Ask Linux how much memory a process has that is no file's.

    Raises:
        OSError: there is no such process, or this is no Linux.

    Source: proc_pid_status(5), Linux man-pages.
    """
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"RssAnon:\s+(\d+) kB", text)
    return _KB * int(found[1]) if found else 0

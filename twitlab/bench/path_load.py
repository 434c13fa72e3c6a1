"""Send events to the path from a process of its own, paced by the clock; take them apart there.

    0 ms    10 ms   20 ms   30 ms
    |aaaaaaa|bbbbbbb|ccccccc|        a, b, c: what happened in 10 ms, a batch each
            a sent  b sent  c sent   whether the other side has answered or not: an open loop

The first event of a batch is as old as the batch when it is sent. A batch that the sender or the
network holds up is late all the same: its age counts from when its events happened.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Final, Self

import numpy as np

from twitlab.clock import SystemClock
from twitlab.columns import Ints
from twitlab.log import Events, decode, encode_events, events_of_json, json_lines, size_of
from twitlab.log.wire import HEAD

AGE_MS: Final = 10
_KEYS: Final = 1_000_000
_ZIPF: Final = 1.0
_AUTHORS: Final = 10_000_000
_START: Final = Struct("<q")  # nanoseconds, when the first event happens
_LEAD_S: Final = 0.05
_WAIT_S: Final = 60  # for a process that should have said something
_READ_BYTES: Final = 1 << 20
_HOST: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Form:
    """Say how a batch is written for the network.

    Args:
        name: of the form.
        write: makes bytes of events.
        read: makes events of them.
        first: says how many bytes the first batch of a stream has, or 0 if not all have come.
    """

    name: str
    write: Callable[[Events], bytes]
    read: Callable[[bytes], Events]
    first: Callable[[bytearray], int]


def _read_binary(message: bytes) -> Events:
    events = decode(message)
    assert isinstance(events, Events)
    return events


def _first_binary(stream: bytearray) -> int:
    size = size_of(bytes(stream[: HEAD.size])) if len(stream) >= HEAD.size else 0
    return size if size <= len(stream) else 0


def _write_lines(events: Events) -> bytes:
    return json_lines(events) + b"\n"  # an empty line ends a batch


def _read_lines(message: bytes) -> Events:
    return events_of_json(message[:-1])


def _first_lines(stream: bytearray) -> int:
    end = stream.find(b"\n\n")
    return 0 if end < 0 else end + 2


BINARY: Final = Form("binary", encode_events, _read_binary, _first_binary)
JSON: Final = Form("JSON lines", _write_lines, _read_lines, _first_lines)
_FORMS: Final = {form.name: form for form in (BINARY, JSON)}


def drawn_keys(count: int) -> Ints:
    """Draw keys of a Zipf law, always the same.

    Complexity: O(count log keys).
    """
    rng = np.random.default_rng(2012)
    shares = np.cumsum(1 / np.arange(1, _KEYS + 1) ** _ZIPF)
    names = rng.permutation(_KEYS)
    keys: Ints = names[np.searchsorted(shares, rng.random(count) * shares[-1])]
    return keys


def batches(keys: Ints, per_s: int, since_ms: int) -> Iterator[Events]:
    """Make events of keys, so many a second; those of 10 ms are a batch."""
    each = per_s * AGE_MS // 1_000
    for low in range(0, len(keys), each):
        ids = np.arange(low, min(low + each, len(keys)))
        yield Events(ids, since_ms + ids * 1_000 // per_s, keys[ids], ids * 48_271 % _AUTHORS)


def split(stream: bytearray, form: Form) -> Iterator[bytes]:
    """Take the batches out of a stream that have come as a whole; the rest stays."""
    while size := form.first(stream):
        yield bytes(stream[:size])
        del stream[:size]


class Incoming:
    """Receive from a sender that is a process of its own, and ends with this.

    Args:
        form: of the messages.
        per_s: how many events a second.
        count: how many in all.

    Raises:
        TimeoutError: the sender does not connect.
    """

    def __init__(self, form: Form, per_s: int, count: int) -> None:
        self._form, self._stream = form, bytearray()
        with socket.create_server((_HOST, 0)) as server:
            server.settimeout(_WAIT_S)
            port = server.getsockname()[1]
            said = [str(port), form.name, str(per_s), str(count)]
            command = [sys.executable, "-P", "-m", __name__, *said]
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
            try:
                self._line, _ = server.accept()
            except BaseException:
                self._end()
                raise
        self._line.settimeout(_WAIT_S)

    def begin(self) -> int:
        """Wait for the sender's first word: when its first event happens, in nanoseconds.

        Raises:
            TimeoutError: the sender has stopped.
            EOFError: it has ended.
        """
        while len(self._stream) < _START.size:
            if not self._receive():
                raise EOFError("the sender ended before it began")
        (start_ns,) = _START.unpack(self._stream[: _START.size])
        del self._stream[: _START.size]
        return int(start_ns)

    def wait(self) -> list[bytes]:
        """Give the batches that have come, one at least; none after the last.

        Raises:
            TimeoutError: the sender has stopped.
        """
        while not (found := list(split(self._stream, self._form))) and self._receive():
            pass
        return found

    def late_ns(self) -> int:
        """Say how much too late the sender sent, p99: what it suffers, the path suffers too.

        Raises:
            ValueError: the sender was cut short.
        """
        assert self._process.stdout is not None
        return int(self._process.stdout.read())

    def _receive(self) -> bool:
        some = self._line.recv(_READ_BYTES)
        self._stream += some
        return bool(some)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._line.close()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def send(port: int, form: Form, per_s: int, count: int) -> int:
    """Draw events, connect, say when the first one happens, and send each batch when it is due.

    Returns:
        By how many nanoseconds batches were sent too late, p99.
    """
    keys, late = drawn_keys(count), []
    with socket.create_connection((_HOST, port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        since_ms = SystemClock().now_ms() + round(1e3 * _LEAD_S)
        start_ns = time.perf_counter_ns() + round(1e9 * _LEAD_S)
        line.sendall(_START.pack(start_ns))
        for number, events in enumerate(batches(keys, per_s, since_ms), start=1):
            message = form.write(events)  # before it is due: nobody waits for its writing
            due_ns = start_ns + number * AGE_MS * 1_000_000
            time.sleep(max(0, due_ns - time.perf_counter_ns()) / 1e9)
            late.append(time.perf_counter_ns() - due_ns)
            line.sendall(message)
    return int(np.percentile(late, 99))


if __name__ == "__main__":
    _port, _name, _per_s, _count = sys.argv[1:]
    print(send(int(_port), _FORMS[_name], int(_per_s), int(_count)))

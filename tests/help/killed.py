"""Append to a log until killed, and say what was acknowledged; or kill such processes, and look.

python -m tests.help.killed FOLDER KILLS SEED     kills that many, one after another, and looks at
                                                  the log after each; prints how many batches came
python -m tests.help.killed FOLDER                appends until it is killed, and prints each answer
"""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from twitlab.log import EventLog

PRODUCERS = 3
_OPTIONS = {"segment_bytes": 16 << 10}


def batch_of(producer: int, sequence: int) -> list[bytes]:
    """Give the batch that a producer hands in under a sequence."""
    return [b"%d %d %d" % (producer, sequence, at) for at in range(1 + sequence % 4)]


def append_for_ever(folder: Path, say: Callable[[bytes], object]) -> None:
    """Append from some threads at once; say producer and sequence of each answer."""
    log = EventLog(folder, **_OPTIONS)  # type: ignore[arg-type]

    def produce(producer: int) -> None:
        sequence = log.next_sequence(producer)
        if sequence:  # its answer may have got lost
            assert log.append(
                batch_of(producer, sequence - 1), producer=producer, sequence=sequence - 1
            ).repeated
        while True:
            assert log.append(
                batch_of(producer, sequence), producer=producer, sequence=sequence
            ).acknowledged
            say(b"%d %d\n" % (producer, sequence))
            sequence += 1

    threads = [threading.Thread(target=produce, args=(each,)) for each in range(PRODUCERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def look(folder: Path, answers: bytes) -> int:
    """Open a log, see that it has each batch once and all that was answered; count its batches."""
    whole = answers.rpartition(b"\n")[0].split(b"\n") if answers else []
    said = [tuple(map(int, line.split())) for line in whole if line]
    with EventLog(folder, **_OPTIONS) as log:  # type: ignore[arg-type]
        assert log.recovered.losses == (), log.recovered.losses
        for producer, sequence in said:
            assert log.next_sequence(producer) > sequence, (producer, sequence)
        records = log.read(log.start, 1 << 30).records if log.end > log.start else []
        found: dict[int, list[int]] = {each: [] for each in range(PRODUCERS)}
        while records:
            producer, sequence, _ = map(int, records[0].split())
            batch = batch_of(producer, sequence)
            assert records[: len(batch)] == batch
            del records[: len(batch)]
            found[producer].append(sequence)
        for producer, sequences in found.items():
            last = log.next_sequence(producer)
            assert sequences == list(range(last - len(sequences), last)), producer
        log.drop(keep_bytes=64 << 10)
    return sum(map(len, found.values()))


def kill_one(folder: Path, chance: random.Random) -> bytes:
    """Start a process that appends, kill it at some moment, and give what was answered."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        append_for_ever(folder, lambda said: os.write(writer, said))
        os._exit(1)
    os.close(writer)
    try:
        if chance.random() < 0.8:  # else it may be killed while it opens the log
            os.read(reader, 1)  # of a line that is then cut: one answer less to hold it to
        time.sleep(chance.random() * 0.02)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    answers = b""
    while piece := os.read(reader, 1 << 16):
        answers += piece
    os.close(reader)
    return answers.partition(b"\n")[2]


def main() -> None:
    """Do what the command line says."""
    folder = Path(sys.argv[1])
    if len(sys.argv) == 2:
        append_for_ever(folder, lambda said: os.write(1, said))
    kills, seed = map(int, sys.argv[2:])
    chance = random.Random(seed)
    most = 0
    for _ in range(kills):
        most = max(most, look(folder, kill_one(folder, chance)))
    sys.stdout.write(f"{most}\n")


if __name__ == "__main__":
    main()

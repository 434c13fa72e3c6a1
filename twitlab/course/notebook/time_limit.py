"""Stop what runs too long in this process, as the grader stops it from outside."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_AGAIN_S = 1.0


class RanTooLong(Exception):
    """Say that the time was over."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Interrupt the main thread when the time is over, and again each second until it yields.

    It interrupts as a person does who presses the stop button, so code that catches
    KeyboardInterrupt in an endless loop is asked again and again. In any other thread nothing is
    stopped.

    Args:
        seconds: How long the block may run.

    Raises:
        RanTooLong: In place of the interrupt, or when the block ends by itself after its time.
    """
    main = threading.main_thread()
    if threading.current_thread() is not main:
        yield
        return
    ended, late = threading.Event(), threading.Event()

    def watch() -> None:
        if ended.wait(seconds):
            return
        late.set()
        while not ended.is_set():
            # A signal ends a sleep or a read as well; Windows has none for a single thread.
            if hasattr(signal, "pthread_kill") and main.ident:
                signal.pthread_kill(main.ident, signal.SIGINT)
            else:
                _thread.interrupt_main()
            ended.wait(_AGAIN_S)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except KeyboardInterrupt:
        if not late.is_set():
            raise
        raise RanTooLong from None
    finally:
        ended.set()
        watcher.join()
    if late.is_set():
        raise RanTooLong

"""Let many wait for one sync: group commit.

Four gateways append at once, and a sync takes 1 ms:

    A   write  sync------------>  answered
    B    write  (A syncs already) waits   sync----------->  answered
    C      write                  waits   B's sync is C's and D's too, answered
    D         write               waits                     answered

Two syncs in place of four. Who comes first syncs for all who have written by then; the others wait.
"""

import threading
from collections.abc import Callable
from typing import Final

from twitlab.log.files import DiskError

_FAILED: Final = "the disk refused a sync, so nothing more is taken: open the log anew ({})"


class GroupCommit:
    """Sync what was written, by one thread for all that wait.

    After a sync that failed nobody knows what is on the disk, and the system may have thrown away
    what it could not write: so there is no second try.

    Args:
        sync: makes all that was written by now last, and says up to which offset.
        acknowledged: up to which offset all is on the disk.

    Complexity: a sync for all that wait.

    Source: DeWitt et al., "Implementation Techniques for Main Memory Database Systems", SIGMOD
    1984, section 5; Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC
    2020.

    >>> commit = GroupCommit(lambda: 10, 0)
    >>> commit.wait(3)
    >>> commit.acknowledged, commit.syncs
    (10, 1)
    """

    def __init__(self, sync: Callable[[], int], acknowledged: int) -> None:
        self.acknowledged = acknowledged
        self.syncs = 0
        self._sync = sync
        self._changed = threading.Condition()
        self._is_syncing = False
        self._failure: BaseException | None = None

    def check(self) -> None:
        """Refuse to go on after a sync that failed.

        Raises:
            DiskError: one did.
        """
        if self._failure is not None:
            raise DiskError(_FAILED.format(self._failure))

    def wait(self, end: int) -> None:
        """Return when all before an offset is on the disk; sync, if nobody does.

        Raises:
            DiskError: the disk refused.
        """
        while self._must_sync(end):
            try:
                reached = self._sync()
            except BaseException as error:
                self._fail(error)
                raise DiskError(_FAILED.format(error)) from error
            self._reach(reached)

    def watch(self, end: int) -> None:
        """Return when all before an offset is on the disk; others sync.

        Raises:
            DiskError: the disk refused.
        """
        with self._changed:
            while self.acknowledged < end:
                self.check()
                self._changed.wait()

    def _must_sync(self, end: int) -> bool:
        """Wait for who syncs; say whether it is this thread's turn."""
        with self._changed:
            while self.acknowledged < end:
                self.check()
                if not self._is_syncing:
                    self._is_syncing = True
                    return True
                self._changed.wait()
        return False

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self._failure, self._is_syncing = error, False
            self._changed.notify_all()

    def _reach(self, end: int) -> None:
        with self._changed:
            self.acknowledged = max(self.acknowledged, end)
            self.syncs += 1
            self._is_syncing = False
            self._changed.notify_all()


class Ticker:
    """Call something every few milliseconds, in a thread of its own, until it is stopped."""

    def __init__(self, call: Callable[[], None], every_ms: int) -> None:
        self._stopped = threading.Event()

        def run() -> None:
            while not self._stopped.wait(every_ms / 1e3):
                call()

        self._thread = threading.Thread(target=run, name="log sync", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Call no more, and wait for a call that goes on."""
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

"""Hold the SELECT to closing its database; what it answers is held by `test_contract.py`."""

from concurrent.futures import ThreadPoolExecutor
from sqlite3 import ProgrammingError

import pytest

from tests.help.timelines import USERS, ints
from twitlab.fanout import SelectFanout


def test_database_of_select_is_closed_at_the_end_of_a_with() -> None:
    with SelectFanout(USERS, ints(0), ints(1)) as fanout:
        fanout.post(1, 1)
        assert fanout.home(0).ids.tolist() == [1]
    with pytest.raises(ProgrammingError, match="closed database"):
        fanout.home(0)
    fanout.close()


def test_database_of_select_that_nobody_closed_is_closed_when_it_is_dropped() -> None:
    fanout = SelectFanout(USERS, ints(), ints())
    database = fanout._tables.database
    # Any thread may be the one that drops it.
    with ThreadPoolExecutor() as pool:
        box = [fanout]
        del fanout
        pool.submit(box.clear).result()
    with pytest.raises(ProgrammingError, match="closed database"):
        database.execute("SELECT 1")

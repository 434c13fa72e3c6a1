"""Scripts that are run by forks are as alone as those of new processes."""

from __future__ import annotations

import pytest

from tests.help.forked import Forks
from tests.help.processes import printed

pytestmark = pytest.mark.slow

LEAVES = "import os, numpy; numpy.left, os.environ['LEFT'] = 1, '1'; print('left')"
LOOKS = "import os, numpy; print(hasattr(numpy, 'left'), os.environ.get('LEFT'))"


def test_script_knows_nothing_of_the_one_before(forks: Forks) -> None:
    assert forks.printed(LEAVES, PYTHONHASHSEED="1") == "left\n"
    assert forks.printed(LOOKS, PYTHONHASHSEED="1") == "False None\n"


@pytest.mark.parametrize("script", ["print('so far'); 1 / 0", "import os; os._exit(3)"])
def test_script_that_fails_fails_its_test_and_no_other(forks: Forks, script: str) -> None:
    with pytest.raises(AssertionError):
        forks.printed(script, PYTHONHASHSEED="1")
    assert forks.printed("print(1)", PYTHONHASHSEED="1") == "1\n"


def test_script_runs_under_the_variables_asked_for(forks: Forks) -> None:
    script = "import os; print(hash('a'), os.environ['PYTHONHASHSEED'])"
    assert forks.printed(script, PYTHONHASHSEED="1") == printed(script, PYTHONHASHSEED="1")

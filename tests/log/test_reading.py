"""Reading over the end of a file goes on with the first frame of the next."""

from pathlib import Path

import numpy as np
import pytest

from twitlab.log import EventLog, Events


@pytest.mark.parametrize("least", [1, 1 << 14])
def test_files_are_read_from_their_first_frame_on(tmp_path: Path, least: int) -> None:
    """Of a file so large, a log knows more places than its first frame's."""
    with EventLog(tmp_path / "log", sync="none", segment_bytes=1 << 18) as log:
        for low in range(0, 30_000, 1_000):
            log.append(Events(np.arange(low, low + 1_000), 5, 6, 7))
        found = [*log.batches(least=least)]
        assert [each.first for each in found[1:]] == [each.end for each in found[:-1]]
        ids = [each.events.event_ids for each in found]
        assert np.array_equal(np.concatenate(ids), np.arange(30_000))

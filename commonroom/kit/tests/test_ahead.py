from threading import Barrier

import polars as pl
import pytest

from commonroom.kit import bulk
from commonroom.kit.ahead import ahead, beside


def test_things_made_beside_each_other_keep_their_order_and_are_two_at_a_time():
    both = Barrier(2, timeout=10)  # breaks where only one is made at a time

    assert list(beside(lambda n: (both.wait(), n)[1], range(6))) == [0, 1, 2, 3, 4, 5]


def test_things_made_beside_each_other_when_one_fails_say_so_in_their_turn():
    made = beside(lambda n: 1 // n, [1, 2, 0, 4])

    assert [next(made), next(made)] == [1, 0]
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_things_made_ahead_keep_their_order():
    assert list(ahead(iter([3, 1, 2]))) == [3, 1, 2]


@pytest.mark.parametrize("height", [0, 1, bulk.SLICE, bulk.SLICE + 1, 3 * bulk.SLICE])
def test_slices_of_a_frame_hold_each_row_once_and_in_order(height):
    frame = pl.DataFrame({"n": range(height)}, schema={"n": pl.Int64})

    found = list(bulk.slices(frame))

    assert pl.concat(found)["n"].to_list() == list(range(height))
    assert max(part.height for part in found) <= bulk.SLICE

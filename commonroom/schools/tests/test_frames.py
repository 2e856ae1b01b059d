"""Places worked out from the national grid."""

import polars as pl
import pytest

from commonroom.schools.services import frames


def test_place_when_on_the_grid_then_latitude_and_longitude_are_its_own():
    """Ordnance Survey's example of the grid: Caister water tower lies at 52.65798 N, 1.71605 E."""
    frame = pl.DataFrame({"easting": [651409, None], "northing": [313177, 5]})

    placed = frames.with_place(frame)

    assert placed["latitude"].to_list() == [pytest.approx(52.65798, abs=1e-4), None]
    assert placed["longitude"].to_list() == [pytest.approx(1.71605, abs=1e-4), None]

"""The whole of measuring at a small size, and that the count of written rows can speak."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from commonroom.bench import importing, report, running
from commonroom.bench.bars import BARS
from commonroom.bench.ground import Ground

pytestmark = pytest.mark.slow


def silent(_line: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def told():
    return running.run(Path(settings.DATA) / "test-bench", quick=True, say=silent)


def test_run_when_quick_then_every_key_is_a_number_above_nought(told):
    found = [(bar.key, told[bar.key]) for bar in BARS]

    assert [key for key, value in found if not (isinstance(value, int | float) and value > 0)] == []


def test_run_when_one_row_in_a_hundred_differs_then_the_count_of_writes_says_so(told):
    assert told["detail"]["one_row_in_a_hundred_changed"]["rows_written"] >= 15


def test_run_when_written_then_holds_the_keys_and_detail_and_names_no_folder(told, tmp_path):
    report.write_json(tmp_path / "bench.json", told)
    text = (tmp_path / "bench.json").read_text()

    assert list(json.loads(text)) == [*(bar.key for bar in BARS), "detail"]
    assert str(settings.BASE_DIR) not in text


def test_run_when_over_then_leaves_nothing_behind(told):
    assert not (Path(settings.DATA) / "test-bench").exists()


def test_quiet_when_work_writes_then_raises_with_what_was_written():
    with Ground(Path(settings.DATA) / "test-bench", silent) as ground:
        place = ground.fresh("quiet")
        write = "insert into schools_searchword (word, schools) values ('oak', 1)"

        with pytest.raises(importing.Wrote, match="schools_searchword"):
            importing.quiet(ground, place, lambda: ground.rows(place, write) or {})

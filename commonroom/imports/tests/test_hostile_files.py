"""Hostile and broken files: each gets a sentence, and nothing that is held changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonroom.imports.tests import hostile
from commonroom.imports.tests.bringing import digest, read, school, write

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("name", sorted(hostile.CORPUS))
def test_hostile_file_when_brought_in_then_a_sentence_and_nothing_changed(name, tmp_path):
    before = digest()

    run = read(hostile.write(tmp_path, name), as_at=date(2026, 3, 1), year=2018)

    assert run.state == "refused"
    assert hostile.CORPUS[name][1] in run.sentence
    assert digest() == before


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*_broken*.csv")), ids=lambda path: path.stem)
def test_broken_sample_when_brought_in_then_what_is_wrong_is_said_row_by_row(path, rivermead):
    run = read(path, as_at=date(2026, 3, 1), year=None if "ks" in path.name else 2018)

    said = run.sentence or run.problems.first()
    assert run.state in ("refused", "to_check", "to_date")
    assert said
    assert "went wrong on our side" not in run.sentence


def test_demonstration_and_real_schools_when_in_one_file_then_refused(tmp_path):
    run = read(write(tmp_path / "a.csv", [school(100001), school(900001)]), as_at=date(2026, 3, 1))

    assert run.state == "refused"
    assert run.sentence.startswith("The file has both real schools and schools of the demonstration")

"""Every sample is known to exactly one reader, and every reader keeps the contract of `sources.base`."""

from __future__ import annotations

import pytest

from commonroom.imports import opening, sources
from commonroom.imports.sources.base import ROW, SCHEMAS, Unreadable
from commonroom.imports.tests.opened import SAMPLES

VALID = sorted(path.name for path in SAMPLES.iterdir() if "_valid" in path.name)
BROKEN = sorted(path.name for path in SAMPLES.iterdir() if "_broken" in path.name)
NAMES = ("KIND", "NAME", "PUBLISHER", "WHERE", "NATIONAL", "NEEDS", "recognises", "dated", "read")


@pytest.mark.parametrize("name", VALID)
def test_valid_sample_when_opened_is_recognised_by_exactly_one_source(name):
    for sheet in opening.open_file(SAMPLES / name, accepts=sources.accepts).sheets:
        known = [source.KIND for source in sources.SOURCES if source.recognises(frozenset(sheet.header))]

        assert len(known) == 1, known


@pytest.mark.parametrize("name", BROKEN)
def test_broken_sample_when_opened_is_recognised_by_one_source_or_refused(name):
    try:
        sheets = opening.open_file(SAMPLES / name, accepts=sources.accepts).sheets
    except Unreadable:
        sheets = ()

    assert [sum(source.recognises(frozenset(sheet.header)) for source in sources.SOURCES) for sheet in sheets] == [
        1 for _ in sheets
    ]


@pytest.mark.parametrize("source", sources.SOURCES, ids=lambda source: source.__name__.rpartition(".")[2])
def test_source_when_listed_has_every_name_of_the_contract(source):
    assert [name for name in NAMES if not hasattr(source, name)] == []
    assert source.NEEDS in ("year", "as_at", "both", "nothing")


def test_kinds_when_listed_are_all_different():
    assert len({source.KIND for source in sources.SOURCES}) == len(sources.SOURCES)


def test_schemas_when_listed_all_carry_the_row():
    assert [table for table, schema in SCHEMAS.items() if ROW not in schema] == []

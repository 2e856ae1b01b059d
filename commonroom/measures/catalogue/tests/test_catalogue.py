"""The catalogue of measures: complete, of one mind, and in words that people read."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from commonroom.measures import catalogue

PHASES = {"primary", "secondary", "sixteen_plus", "all"}
KINDS = {"result", "context", "attendance", "finance", "destination"}
EVERY = list(catalogue.catalogue().values())
OURS = {
    "ks2_final",
    "ks4_final",
    "ks4_destinations",
    "sixteen_plus",
    "census",
    "absence",
    "cfr",
}
MINE = [spec for spec in EVERY if spec.source in OURS]


def headlines(phase: str) -> list[str]:
    shown = [spec for spec in EVERY if spec.headline is not None and {phase, "all"} & set(spec.phases)]
    return [spec.slug for spec in sorted(shown, key=lambda spec: spec.headline or 0)]


def test_area_page_of_primaries_when_nothing_is_chosen_shows_these_columns():
    assert [slug for slug in headlines("primary") if catalogue.catalogue()[slug] in MINE] == [
        "context_pupils",
        "ks2_rwm_exp",
        "ks2_read_exp",
        "ks2_maths_exp",
        "ks2_rwm_high",
        "ks2_rwm_exp_gap",
        "absence_overall",
        "absence_persistent",
        "context_fsm_ever",
    ]


def test_area_page_of_secondaries_when_nothing_is_chosen_shows_these_columns():
    assert [slug for slug in headlines("secondary") if catalogue.catalogue()[slug] in MINE] == [
        "context_pupils",
        "ks4_att8",
        "ks4_prog8",
        "ks4_em94",
        "ks4_em95",
        "ks4_ebacc_entry",
        "ks4_att8_gap",
        "dest_sustained",
        "absence_overall",
        "absence_persistent",
        "context_fsm_ever",
    ]


@pytest.mark.parametrize("phase", ["primary", "secondary", "sixteen_plus"])
def test_order_of_columns_when_counted_is_given_once_a_phase(phase):
    orders = Counter(spec.headline for spec in EVERY if {phase, "all"} & set(spec.phases) and spec.headline is not None)

    assert [order for order, times in orders.items() if times > 1] == []


@pytest.mark.parametrize("spec", EVERY, ids=lambda spec: spec.slug)
def test_measure_when_described_names_known_phases_kind_and_relations(spec):
    assert set(spec.phases) <= PHASES
    assert spec.kind in KINDS
    assert spec.of == "" or spec.of in catalogue.catalogue()
    assert set(spec.totals.values()) <= set(catalogue.catalogue())


@pytest.mark.parametrize("spec", MINE, ids=lambda spec: spec.slug)
def test_measure_when_described_reads_as_a_sentence(spec):
    assert spec.definition.endswith(".")
    assert spec.caveat == "" or spec.caveat.endswith(".")
    assert not set("'\"") & set(spec.name + spec.short + spec.definition + spec.caveat)
    assert len(spec.short) <= 34


def test_part_of_a_measure_when_described_has_its_unit_and_phases_and_a_group():
    parts = [spec for spec in MINE if spec.of and spec.group != "gap"]
    whole = catalogue.catalogue()

    assert [spec.slug for spec in parts if spec.group == "all"] == []
    assert [
        spec.slug for spec in parts if (spec.unit, spec.phases) != (whole[spec.of].unit, whole[spec.of].phases)
    ] == []


def test_measure_of_totals_when_described_has_no_column_and_belongs_to_one_measure():
    carried = [slug for spec in EVERY for slug in spec.totals.values()]

    assert sorted(carried) == sorted(spec.slug for spec in MINE if not spec.columns)
    assert len(carried) == len(set(carried))


def test_series_of_the_area_tool_when_mapped_is_mapped_once():
    mapped = Counter(spec.lait for spec in EVERY if spec.lait)

    assert [series for series, times in mapped.items() if times > 1] == []


def test_measures_of_money_and_context_when_described_have_no_favourable_side():
    assert {spec.direction for spec in EVERY if spec.kind in ("finance", "context") and spec in MINE} == {"none"}


def test_provisional_results_when_asked_for_are_the_measures_of_the_final_ones():
    assert set(catalogue.published_by("ks4_provisional")) == set(catalogue.published_by("ks4_final"))


def test_real_series_when_mapped_exist_in_the_area_tool():
    folder = os.environ.get("COMMONROOM_REAL_DATA")
    if not folder:
        pytest.skip("Set COMMONROOM_REAL_DATA to the folder with the publishers’ files to run this test.")
    held = set(pl.read_parquet(Path(folder) / "la/bds_long_0.parquet").get_column("Short Desc"))

    assert [spec.slug for spec in EVERY if spec.lait and spec.lait not in held] == []

"""Choosing measures one by one: nothing that was ticked is lost, and no unit is said twice."""

from __future__ import annotations

import pytest

from commonroom.measures.catalogue import catalogue
from commonroom.measures.selectors.area_measures import MOST
from commonroom.measures.services import benchmarks
from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests import factories as make
from commonroom.measures.views import area_cells
from commonroom.web.testing import Visitor
from tests.cast import sign_in

PAGE = "/rivermead/area/"
SLUGS = [s.slug for s in catalogue().values() if s.columns and {*s.phases} & {"primary", "all"}][: MOST + 2]


@pytest.fixture
def visitor(client, amara, rivermead):
    rows.authority()
    alder = rows.school(990001, "Alder")
    pairs = {(make.value(alder, slug, 2024, 50, cohort=60).measure_id, 2024) for slug in SLUGS}
    benchmarks.refresh_benchmarks(pairs)
    return Visitor(sign_in(client, amara))


def test_choice_when_too_many_are_ticked_then_refused_and_every_tick_stands(visitor):
    visitor.opens(f"{PAGE}?phase=primary&set=mine&m=" + "&m=".join(SLUGS)).reads(
        f"You ticked {MOST + 2}, and at most {MOST} stand side by side.", "untick at least 2 below"
    )

    assert {box.attributes["value"] for box in visitor.page.find("input", name="m") if "checked" in box.attributes} == {
        *SLUGS
    }


def test_choice_when_as_many_as_fit_then_every_one_is_a_column(visitor):
    visitor.opens(f"{PAGE}?phase=primary&set=mine&m=" + "&m=".join(SLUGS[:MOST]))

    (table,) = visitor.page.find("table", id="area-table")
    registered = "context_pupils" not in SLUGS[:MOST]
    assert len(table.find("th", scope="col")) == 1 + registered + MOST


@pytest.mark.parametrize(
    ("slug", "says_more"),
    [("context_pupils", False), ("absence_overall", True), ("ks2_rwm_exp", True)],
)
def test_small_words_when_the_name_says_them_then_left_out(slug, says_more):
    assert catalogue()[slug].says_more is says_more


def test_names_when_they_have_commas_then_semicolons_part_them():
    assert [area_cells._list(["Teachers", "Teachers, share", "Supply"]), area_cells._list(["Absence", "Girls"])] == [
        "teachers; teachers, share; and supply",
        "absence and girls",
    ]

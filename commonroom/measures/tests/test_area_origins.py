"""Every comparator of the area page opens to the same number, with a phase chosen and without."""

from __future__ import annotations

import pytest

from commonroom.measures.services import benchmarks
from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests import factories as make
from commonroom.web.testing import Visitor
from tests.cast import sign_in

PAGE = "/rivermead/area/"
SLUGS = ("context_pupils", "absence_overall", "absence_persistent", "context_eal", "ks2_rwm_exp")


@pytest.fixture
def visitor(client, amara):
    return Visitor(sign_in(client, amara))


@pytest.fixture
def two_phases(rivermead):
    """Primary and secondary schools, here and elsewhere, whose figures differ by phase; everything worked out."""
    rows.authority()
    pairs = set()
    for n, (phase, la) in enumerate((p, la) for p in ("Primary", "Secondary") for la in ("990", "991") for _ in "ab"):
        made = rows.school(990001 + n, f"School {n}", phase=phase, la=la)
        for place, slug in enumerate(SLUGS if phase == "Primary" else SLUGS[:-1]):
            value = make.value(made, slug, 2024, 11 + 7 * n + place, cohort=20 + n)
            pairs.add((value.measure_id, 2024))
    benchmarks.refresh_benchmarks(pairs)


def comparators(visitor, query):
    """{(row, address): the number in the big table} of the rows of England and of the area."""
    (table,) = visitor.opens(PAGE + query).page.find("table", id="area-table")
    lines = [row for row in table.find("tr")[1:] if row.find("th")[0].text in ("England", "Rivermead")]
    links = [(line.find("th")[0].text, link) for line in lines for link in line.find("a") if link.has_class("cr-fig")]
    return {(name, link.attributes["href"]): link.text for name, link in links}


@pytest.mark.req("F01")
@pytest.mark.parametrize("phase", ["primary", "secondary", "all"])
def test_comparator_when_opened_then_the_page_says_the_same_number(visitor, two_phases, phase):
    shown = comparators(visitor, f"?phase={phase}&set=mine&m=" + "&m=".join(SLUGS))

    assert len(shown) == 2 * (5 if phase == "primary" else 4)
    for (name, address), number in shown.items():
        one_phase = phase != "all" and "ks2" not in address
        whose = f"{phase.capitalize()} schools of {name}" if one_phase else name
        held = (4 if name == "England" else 2) * (1 if one_phase or "ks2" in address else 2)
        unit = "" if "context_pupils" in address else "%"
        (said,) = [p.text for p in visitor.opens(address).page.find("p") if p.has_class("cr-lede")]
        assert said == f"{whose} in 2024–25: {number}{unit}, worked out from {held} of {held} schools."

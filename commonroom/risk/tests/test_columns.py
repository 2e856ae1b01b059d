"""Lines drawn on columns of many schools say what the rules say of each school; a term keeps just that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonroom.risk import evidence, rules, support_model
from commonroom.risk.document import Indicator
from commonroom.risk.models import Assessment
from commonroom.risk.phrasing import Measured
from commonroom.risk.rules import Columns, Facts, Point
from commonroom.risk.services import drafting
from commonroom.risk.tests.conftest import AT, SPRING, inspection, value
from commonroom.risk.tests.test_rules import LINES, NUMBERS

MEASURES = ("mm", "nn")
PHASES = ("primary", "secondary")
YEARS = range(2020, 2025)
TOLD = {slug: Measured(slug, "percent", 0) for slug in MEASURES}
CELLS = st.builds(
    Point, st.none() | NUMBERS, st.none() | st.integers(1, 40), st.integers(1, 3), st.sampled_from([0, 7])
)
FIGURES = st.fixed_dictionaries(
    {m: st.dictionaries(st.sampled_from(YEARS), st.dictionaries(st.integers(1, 6), CELLS)) for m in MEASURES}
)
BESIDE = st.dictionaries(
    st.tuples(st.sampled_from(["england", "authority"]), st.sampled_from(MEASURES), st.sampled_from(YEARS)), NUMBERS
)
PLACED = st.builds(
    lambda line, measure, phases: line.model_copy(update={"measure": measure, "phases": phases}),
    LINES,
    st.sampled_from(MEASURES),
    st.sampled_from([(), ("primary",)]),
)


def by_school(indicator, columns, urn):
    """The judgement on one school by its own facts, as a page asks it."""
    series = {
        slug: {year: cells[urn] for year, cells in years.items() if urn in cells}
        for slug, years in columns.figures.items()
    }
    phase = columns.phases[urn]
    return rules.judge(indicator, Facts(series, columns.beside[phase], columns.latest, phase=phase), TOLD, None)


@pytest.mark.req("F12")
@settings(max_examples=300, deadline=None)
@given(st.lists(PLACED, min_size=1, max_size=3), FIGURES, st.tuples(BESIDE, BESIDE))
def test_lines_when_drawn_on_columns_then_as_judged_school_by_school(lines, figures, beside):
    phases = {urn: PHASES[urn % 2] for urn in range(1, 6)}
    columns = Columns(figures, phases, dict(zip(PHASES, beside, strict=True)), {"mm": 2024, "nn": 2023})
    indicator = Indicator(slug="some", level="priority-1", name="Some", judged_by=("measures",), lines=tuple(lines))

    reached = rules.reached(indicator, columns)

    for urn in phases:
        judged, line = by_school(indicator, columns, urn), reached.get(urn)
        assert judged.strength == (line.beyond if line else None)
        assert judged.says_something == bool(line and line.speaks)
        assert set(judged.loading_ids) == set(line.loading_ids if line else ())


def test_evidence_when_weighed_for_a_term_then_as_judged_indicator_by_indicator(rivermead, figures, farid, inside):
    inspection(900101, "Requires improvement")
    value(900101, "ks2_rwm_exp", 49.0, year=2023)
    model = support_model.shipped()
    schools = [(900101, "primary"), (900102, "primary")]
    with inside(farid):
        known = evidence.known_of(schools, model=model, partnership=rivermead, on=AT.date())

    weighed = drafting.weigh(known, model, {900101: rules.see(known.inspections[900101], model)})

    for urn, facts in known.facts.items():
        judged = {i.slug: rules.judge(i, facts, known.measures, model) for i in model.indicators}
        assert {i.slug: j for i, j in weighed[urn].speaking} == {s: j for s, j in judged.items() if j.says_something}
        quiet = {s: j.strength for s, j in judged.items() if not j.says_something and j.strength is not None}
        assert weighed[urn].quiet == quiet
        assert weighed[urn].loading_ids == {loading for j in judged.values() for loading in j.loading_ids}


def test_term_when_opened_then_quiet_figures_are_told_by_their_distance(spring, inside, farid):
    with inside(farid):
        held = Assessment.objects.get(urn=900102, term=SPRING.number)

    assert held.quiet == {
        "weak-outcomes": -18.0,
        "persistent-absence-high": -9.0,
        "persistent-absence-above": pytest.approx(-4.8),
    }

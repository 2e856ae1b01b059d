"""The rules against an independent implementation (arrays of numpy) on random figures, and against order."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonroom.risk import document, rules, support_model
from commonroom.risk.document import Line
from commonroom.risk.phrasing import Measured
from commonroom.risk.rules import Counted, Facts, Inspected, Point

NUMBERS = st.integers(0, 1000).map(lambda n: n / 10)
MAYBE = st.none() | NUMBERS
LINES = st.builds(
    lambda side, by, comparator, amount, years: Line(
        measure="mm",
        side="above" if by == "times" and side == "either" else side,
        comparator=comparator,
        by=by,
        amount=amount,
        years=years,
        least_pupils=11,
    ),
    st.sampled_from(["above", "below", "either"]),
    st.sampled_from(["points", "times"]),
    st.sampled_from(["england", "authority", "itself"]),
    st.integers(1, 40).map(lambda n: n / 4),
    st.integers(1, 3),
)
MODEL = support_model.shipped()
SLUGS = [indicator.slug for indicator in MODEL.indicators]
MEASURES = {slug: Measured(slug, "percent", 0) for slug in [*MODEL.measures, "mm"]}


def independent(line, numbers, beside, cohorts):
    """Beyond the line or not, from arrays of the newest year first; None where no line can be drawn."""
    own, other = (np.array([np.nan if n is None else n for n in row]) for row in (numbers, beside))
    pupils = np.array([np.inf if n is None else n for n in cohorts])
    if line.comparator == "itself":
        years, other = slice(0, 1), np.array([own[line.years]])
    else:
        years, other = slice(0, line.years), other[: line.years]
    own = own[years]
    if np.isnan(own).any() or np.isnan(other).any() or (pupils[years] < line.least_pupils).any():
        return None
    if line.side == "either":
        over = np.abs(own - other) - line.amount
    elif line.by == "times":
        over = own - other * line.amount if line.side == "above" else other * line.amount - own
    else:
        over = own - other - line.amount if line.side == "above" else other - line.amount - own
    return bool(np.round(over.min(), 9) >= 0)


@pytest.mark.req("F12")
@settings(max_examples=400, deadline=None)
@given(
    LINES,
    st.lists(MAYBE, min_size=4, max_size=4),
    st.lists(MAYBE, min_size=4, max_size=4),
    st.lists(st.none() | st.integers(1, 90), min_size=4, max_size=4),
)
def test_line_when_drawn_on_random_figures_then_as_arrays_say(line, numbers, beside, cohorts):
    series = {2024 - i: Point(n, cohorts[i]) for i, n in enumerate(numbers)}
    held = {
        (kind, "mm", 2024 - i): n for i, n in enumerate(beside) if n is not None for kind in ("england", "authority")
    }

    drawn = rules.draw(line, Facts({"mm": series}, held, {"mm": 2024}))

    assert (None if drawn is None else drawn.beyond >= 0) == independent(line, numbers, beside, cohorts)


@pytest.mark.req("F06")
@settings(deadline=None)
@given(st.sets(st.sampled_from(SLUGS)), st.randoms(use_true_random=False))
def test_suggestion_when_findings_come_in_any_order_then_it_is_the_same(slugs, random):
    told = [Counted(slug, slug in slugs) for slug in SLUGS]
    mixed = random.sample(told, len(told))

    assert rules.suggest(mixed, MODEL) == rules.suggest(told, MODEL)


@settings(deadline=None)
@given(st.sets(st.sampled_from(SLUGS)), st.sampled_from(SLUGS))
def test_suggestion_when_one_more_indicator_counts_then_support_never_falls_unless_it_covers_milder_ones(slugs, more):
    indicator = MODEL.by_slug[more]
    if indicator.strength or indicator.covers:
        return
    before = rules.suggest([Counted(s, True) for s in slugs], MODEL)
    after = rules.suggest([Counted(s, True) for s in slugs | {more}], MODEL)

    assert MODEL.levels[after.level].order <= MODEL.levels[before.level].order


@pytest.mark.parametrize(
    ("slugs", "level"),
    [
        (["inadequate"], "priority-1"),
        (["weak-outcomes", "safeguarding"], "priority-1"),
        (["safeguarding", "new-head", "teaching-weak"], "priority-1"),
        (["safeguarding", "new-head"], "priority-2"),
        (["requires-improvement"], "priority-2"),
        (["second-requires-improvement", "requires-improvement", "new-head"], "priority-2"),
        (["safeguarding"], "priority-2"),
        (["persistent-absence-high", "persistent-absence-above"], "priority-2"),
        (["new-head", "teaching-weak", "staff-changes"], "priority-2"),
        (["new-head", "teaching-weak"], "priority-3"),
        (["new-head"], "priority-3"),
        (["supports-others", "reading-fluent"], "priority-3"),
        ([], "priority-3"),
    ],
)
def test_suggestion_when_indicators_count_then_the_level_fits_best(slugs, level):
    assert rules.suggest([Counted(slug, True) for slug in slugs], MODEL).level == level


def graded(overall, year=2023):
    return Inspected(date(year, 5, 10), "graded", overall)


def carded(**words):
    return Inspected(date(2026, 1, 20), "report_card", "", words)


@pytest.mark.req("G01")
@pytest.mark.parametrize(
    ("inspections", "many"),
    [
        ([graded("Requires improvement")], 1),
        ([graded("Inadequate")], 1),
        ([graded("Good")], 0),
        ([graded("Requires improvement", 2019), graded("Good", 2023)], 0),
        ([Inspected(date(2025, 3, 3), "judgements_only", "", {"Category of concern": "Special measures"})], 1),
        ([carded(Achievement="Needs attention")], 0),
        ([], 0),
    ],
)
def test_register_rule_when_a_school_was_judged_so_then_it_holds(inspections, many):
    assert len(rules.automatic(inspections, MODEL)) == many


@pytest.mark.parametrize(
    ("inspections", "stands"),
    [
        ([graded("Requires improvement", 2019), graded("Requires improvement")], "requires-improvement-again"),
        ([carded(Achievement="Needs attention", Inclusion="Strong standard")], "needs-attention"),
        ([carded(Achievement="Urgent improvement")], "urgent-improvement"),
        ([Inspected(date(2026, 1, 20), "report_card", "", {}, "Not met")], "safeguarding-not-met"),
    ],
)
def test_inspection_when_read_by_the_rules_of_its_time_then_it_counts_as(inspections, stands):
    assert stands in rules.standing(inspections, MODEL)


@pytest.mark.req("G02")
def test_watch_when_a_good_school_falls_then_the_kind_is_decline_and_never_for_others():
    series = {"ks2_rwm_exp": {2024: Point(60, 40), 2022: Point(70, 40)}}
    good = Facts(series, {}, {"ks2_rwm_exp": 2024}, [graded("Good")])
    other = Facts(series, {}, {"ks2_rwm_exp": 2024}, [graded("Requires improvement")])

    assert rules.gobar(good, [], MEASURES, MODEL).kind == "decline"
    assert rules.gobar(good, [], MEASURES, MODEL).reasons == ("ks2_rwm_exp fell by 10 points in two years.",)
    assert rules.gobar(other, [], MEASURES, MODEL) is None


@pytest.mark.req("G02")
def test_watch_when_subjects_lie_apart_or_leaders_change_then_the_kind_says_so():
    series = {"ks2_read_exp": {2024: Point(80, 40)}, "ks2_maths_exp": {2024: Point(60, 40)}}
    facts = Facts(series, {}, dict.fromkeys(series, 2024), [graded("Outstanding")])
    led = Facts({}, {}, {}, [graded("Good")])

    assert rules.gobar(facts, [], MEASURES, MODEL).kind == "variance"
    assert rules.gobar(led, ["new-head"], MEASURES, MODEL).kind == "leadership"


@pytest.mark.req("F09", "F10", "F11")
def test_model_when_shipped_then_it_has_11_12_and_8_indicators():
    assert [len(MODEL.of_level(slug)) for slug in MODEL.levels] == [11, 12, 8]


def test_schedule_when_shipped_then_days_and_meetings_are_those_of_the_strategy():
    days = {slug: sum(x.days for c in MODEL.schedule[slug].values() for x in c) for slug in MODEL.levels}
    groups = {
        slug: [c for c, lines in MODEL.schedule[slug].items() if any(x.kind == "task-group" for x in lines)]
        for slug in MODEL.levels
    }

    assert days == {"priority-1": 12, "priority-2": 6, "priority-3": 1}
    assert groups == {"priority-1": [0, 2, 4], "priority-2": [0, 2], "priority-3": []}
    assert MODEL.internal_review.columns == (2, 4, 6)


@pytest.mark.req("G22", "G26", "G27")
def test_cadences_when_the_strategy_says_two_things_then_the_default_is_kept_with_its_note():
    told = MODEL.cadences

    assert (told.reviews_a_year, told.review_notice_days, told.review_notice_in) == (
        {"priority-1": 3, "priority-2": 2, "priority-3": 0},
        5,
        "working",
    )
    assert all([told.task_groups_note, told.reviews_note, told.review_notice_note])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d["indicators"][0].update(level="priority-9"), "is no level of this model"),
        (lambda d: d["indicators"][0].update(slug="inadequate"), "stands twice"),
        (lambda d: d["gobar"].update(decline=["nothing"]), "no indicator has that slug"),
        (lambda d: d["indicators"][4].update(lines=[]), "is judged by measures exactly where it says how"),
        (lambda d: d.update(extra=1), "Extra inputs are not permitted"),
    ],
)
def test_model_when_it_does_not_hold_together_then_a_sentence_says_what(change, sentence):
    data = document.as_data(MODEL)
    change(data)

    with pytest.raises(document.CannotReadModel, match=sentence):
        document.check(data)


def test_inspection_when_two_files_tell_it_by_different_days_then_it_is_one_and_not_twice_running():
    last = Inspected(date(2019, 9, 18), "graded", "Requires improvement", loading_id=2)
    first = Inspected(date(2019, 9, 17), "graded", "Requires improvement", {"Leadership": "Good"}, loading_id=28)

    for told in ([last, first], [first, last]):
        seen = rules.see(told, MODEL)
        assert [(i.on, i.judgements) for i, _ in seen.history] == [(date(2019, 9, 18), {"Leadership": "Good"})]
        assert seen.stands == {"requires-improvement"}


def test_inspections_when_two_gave_the_same_grade_a_year_apart_then_they_stay_two():
    told = [graded("Requires improvement", 2019), graded("Requires improvement", 2020)]

    assert "requires-improvement-again" in rules.standing(told, MODEL)


def test_line_when_it_is_for_other_phases_then_none_is_drawn():
    line = Line(measure="mm", side="below", comparator="england", by="points", amount=10, phases=("primary",))
    held = {"mm": {2024: Point(20, 40)}}
    beside = {("england", "mm", 2024): 60.0}

    drawn = [
        rules.draw(line, Facts(held, beside, {"mm": 2024}, phase=p)) for p in ("special and alternative", "primary")
    ]

    assert (drawn[0], drawn[1].beyond) == (None, 30)

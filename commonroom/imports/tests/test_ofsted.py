import json
from datetime import date

import polars as pl
import pytest

from commonroom.imports.sources import ofsted_mi
from commonroom.imports.tests.opened import faults, read, sample

KEYS = ("inspected_on", "published_on", "number", "regime", "event", "overall", "safeguarding", "previous", "at_urn")


def _events(name: str, urn: int) -> list[dict[str, object]]:
    frame = read(name, ofsted_mi).tables["inspections"].filter(pl.col("urn") == urn)
    return list(frame.iter_rows(named=True))


def test_row_when_it_has_two_graded_inspections_then_both_are_events_in_words():
    latest, earlier = _events("ofsted_mi_valid.csv", 900101)

    assert tuple(latest[key] for key in KEYS) == (
        date(2024, 6, 12), date(2024, 7, 11), "10323215", "graded", "graded", "Outstanding", "Yes", False, None,
    )  # fmt: skip
    assert json.loads(latest["judgements"]) == {
        "Quality of education": "Outstanding", "Behaviour and attitudes": "Outstanding",
        "Personal development": "Outstanding", "Leadership and management": "Outstanding",
        "Early years provision": "Good", "Sixth form provision": "Does not apply",
    }  # fmt: skip
    assert (earlier["previous"], earlier["safeguarding"], earlier["inspected_on"]) == (
        True,
        "Not judged",
        date(2013, 4, 18),
    )


def test_inspection_when_no_single_grade_was_given_then_regime_says_judgements_only():
    latest = _events("ofsted_mi_valid.csv", 900102)[0]

    assert (latest["regime"], latest["overall"]) == ("judgements_only", None)
    assert json.loads(latest["judgements"])["Overall effectiveness"] == "Not judged"
    assert json.loads(latest["judgements"])["Personal development"] == "Requires improvement"


def test_inspection_when_it_was_of_a_predecessor_then_that_urn_is_kept():
    earlier = _events("ofsted_mi_valid.csv", 900102)[1]

    assert (earlier["urn"], earlier["at_urn"], earlier["overall"]) == (900102, 900202, "Inadequate")
    assert json.loads(earlier["judgements"])["Category of concern"] == "Special measures"


def test_ungraded_inspection_when_read_then_its_outcome_is_as_published():
    graded, ungraded = _events("ofsted_mi_valid.csv", 900103)

    assert (graded["event"], ungraded["event"], ungraded["overall"]) == ("graded", "ungraded", None)
    assert json.loads(ungraded["judgements"]) == {"Outcome": "School remains Good"}


def test_file_when_title_stands_above_then_date_is_sure_and_blank_rows_do_not_count():
    reading = read("ofsted_mi_valid.csv", ofsted_mi)

    dated = ofsted_mi.dated(sample("ofsted_mi_valid.csv", ofsted_mi))
    assert (dated.as_at, dated.sure) == (date(2025, 3, 31), True)
    assert (reading.rows, reading.schools, reading.problems) == (4, 4, ())
    assert reading.passed_over == {"schools without an inspection yet": 1}


def test_report_card_when_read_then_its_words_stand_beside_the_old_grades():
    card, graded = _events("ofsted_report_cards_valid.csv", 900110)

    assert tuple(card[key] for key in KEYS) == (
        date(2025, 12, 2), date(2026, 1, 9), "10400001", "report_card", "graded", None, "Met", False, None,
    )  # fmt: skip
    assert json.loads(card["judgements"]) == {
        "Inclusion": "Exceptional", "Curriculum and teaching": "Strong standard", "Achievement": "Expected standard",
        "Attendance and behaviour": "Strong standard", "Personal development and wellbeing": "Expected standard",
        "Early years": "Needs attention", "Post-16 provision": "Not applicable",
        "Leadership and governance": "Strong standard",
    }  # fmt: skip
    assert (graded["regime"], graded["overall"], graded["safeguarding"]) == ("graded", "Good", "Yes")


def test_report_card_file_when_school_has_no_card_then_graded_and_ungraded_remain():
    events = _events("ofsted_report_cards_valid.csv", 900111)

    assert [(event["event"], event["regime"], event["number"]) for event in events] == [
        ("graded", "judgements_only", "10341000"), ("ungraded", "judgements_only", "10360000"),
    ]  # fmt: skip


def test_report_card_when_safeguarding_is_not_met_then_the_words_are_kept():
    (card,) = _events("ofsted_report_cards_valid.csv", 900112)

    assert (card["safeguarding"], card["at_urn"]) == ("Not met", 900212)
    assert json.loads(card["judgements"])["Category of concern"] == "Requires significant improvement"


def test_file_when_broken_then_row_column_and_cell_are_named():
    reading = read("ofsted_mi_broken.csv", ofsted_mi)

    assert faults(reading) == [
        (2, "Inspection start date", "12.06.2024"), (3, "Quality of education", "7"), (4, "URN", ""),
        (6, "URN", "900104"),
    ]  # fmt: skip
    assert reading.tables["inspections"].height == 0
    assert reading.problems[0].sentence == "“12.06.2024” is no date that is understood. Write it like 31/03/2025."


@pytest.mark.parametrize(
    ("day", "overall", "regime"),
    [
        (date(2024, 9, 1), None, "graded"),
        (date(2024, 9, 2), None, "judgements_only"),
        (date(2025, 11, 9), None, "judgements_only"),
        (date(2025, 11, 10), None, "report_card"),
        (date(2024, 9, 3), "Good", "graded"),
    ],
)
def test_regime_when_day_and_grade_differ_then_it_follows_them(day, overall, regime):
    frame = pl.DataFrame({"day": [day], "overall": [overall]}, schema={"day": pl.Date, "overall": pl.String})

    assert frame.select(ofsted_mi.regime_of(pl.col("day"), pl.col("overall"))).item() == regime


def test_judgement_when_it_holds_quotes_and_strokes_then_the_json_is_sound():
    frame = pl.DataFrame({"word": ['He said "good" \\ fine\nindeed', None]})

    texts = frame.select(ofsted_mi.as_json({"A": pl.col("word")})).to_series().to_list()

    assert (json.loads(texts[0]), texts[1]) == ({"A": 'He said "good" \\ fine indeed'}, None)

"""Every figure opens, and says where it stands in which file."""

from datetime import date

import pytest

from commonroom.web.provenance import Origin, figure_link, panel, provenance
from commonroom.web.reading import parse, problems
from commonroom.web.tests.test_tables import EVIL

ORIGIN = Origin(
    counts="35 of 60 pupils.",
    source="DfE, key stage 2 final",
    file="ks2.csv",
    row=4182,
    column="PTRWM_EXP",
    loaded=date(2025, 12, 12),
    loaded_by="Priya Raman",
    mind="One pupil is 1.7 points.",
    links=(("See the row", "/row"), ("how it is defined", "/defined"), ("say that it looks wrong", "/wrong")),
)


def test_figure_opens_to_file_row_column_and_day():
    page, _nesting = parse(str(provenance("58%", ORIGIN, after="60 pupils")))

    terms = [one.text for one in page.find("dt", "dd")]
    assert page.find("summary")[0].text == "58% 60 pupils"
    assert terms == [
        *("Source", "DfE, key stage 2 final"),
        *("File and row", "ks2.csv, row 4,182, column PTRWM_EXP"),
        *("Loaded", "12 December 2025 by Priya Raman"),
        *("Mind", "One pupil is 1.7 points."),
    ]


def test_links_read_as_a_sentence():
    page, _nesting = parse(str(panel("58%", ORIGIN)))

    assert page.find("p")[-1].text == "See the row, how it is defined, or say that it looks wrong"


def test_empty_fields_are_left_out():
    html = str(panel("58%", Origin("Pupils.")))

    assert "<dl>" not in html
    assert problems(html, whole=False) == []


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_enters_a_panel_becomes_markup(evil):
    origin = Origin(evil, evil, evil, 1, evil, None, evil, evil, evil, evil, ((evil, evil),), evil)
    html = str(provenance(evil, origin, after=evil, floating=True)) + str(figure_link(evil, evil))

    page, nesting = parse(html)

    assert nesting == []
    assert page.find("script", "img", "h1") == []

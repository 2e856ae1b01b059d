"""What is downloaded is what is shown: values, words, comparators, statuses, sources, and no live formula."""

import csv
import io
import re
import zipfile

import pytest

from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests import factories as make
from commonroom.measures.tests.area_rows import RWM
from tests.cast import sign_in

PAGE = "/rivermead/area/"


@pytest.fixture
def asked(client, amara, rivermead):
    rows.authority()
    rows.three_schools()
    sign_in(client, amara)
    return client


def parts(response, name):
    """One part of a workbook, as text."""
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        return book.read(name).decode()


def table(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_csv_when_downloaded_then_comparators_schools_and_sources(asked):
    found = table(asked.get(f"{PAGE}download/csv/"))

    assert [(row[0], row[7:]) for row in found[:6]] == [
        ("School", ["Reading, writing and maths at the expected standard (% expected, 2024–25)",
                    "Reading, writing and maths, compared with England"]),
        ("England", ["60.0", "published"]),
        ("Rivermead", ["63.0", "published"]),
        ("Alder", ["74.0", "well above"]),
        ("Birch", ["45.0", "well below"]),
        ("Cedar", ["", "Too few pupils took part to publish a figure"]),
    ]  # fmt: skip
    assert ["Compared with England."] in found


def test_csv_when_the_page_is_filtered_then_only_what_is_shown(asked):
    found = table(asked.get(f"{PAGE}download/csv/?order=-{RWM}&trust=none&against=neighbours"))

    assert [row[0] for row in found[1:7] if row] == [
        "England",
        "Rivermead",
        "Statistical neighbours (list of May 2025)",
        "Alder",
        "Birch",
        "Cedar",
    ]


def test_sources_when_downloaded_then_release_file_and_day(asked):
    loading = make.loading(name="england_ks2final.csv")
    dale = rows.school(990004, "Dale")
    make.value(dale, RWM, 2024, 62, cohort=30, loading_id=loading.pk)

    found = table(asked.get(f"{PAGE}download/csv/"))

    assert ["Source: ks2_final 2024, loaded 6 March 2026, file england_ks2final.csv."] in found


def test_xlsx_when_downloaded_then_numbers_are_numbers_and_no_formula_lives(asked):
    rows.school(990005, "=1+1")
    response = asked.get(f"{PAGE}download/xlsx/")
    cells = parts(response, "xl/worksheets/sheet1.xml")

    assert "<t>=1+1</t>" in parts(response, "xl/sharedStrings.xml")
    assert (re.findall(r"<v>74</v>", cells), "<f>" in cells) == (["<v>74</v>"], False)


def test_csv_when_a_name_begins_a_formula_then_it_is_guarded(asked):
    rows.school(990005, "=1+1")

    assert "'=1+1" in [row[0] for row in table(asked.get(f"{PAGE}download/csv/")) if row]


def test_trend_when_downloaded_then_the_numbers_of_the_chart(asked):
    rows.borough(england=59, area=60, region=62, neighbours=(50, 52), year=2023)
    found = table(asked.get(f"{PAGE}trends/{RWM}/csv/"))

    assert found[:3] == [
        ["Academic year", "Rivermead", "England", "London", "Neighbours"],
        ["2023–24", "60.0", "59.0", "62.0", "51.0"],
        ["2024–25", "63.0", "60.0", "61.0", "57.0"],
    ]


def test_trend_when_downloaded_as_xlsx_then_excels_own_chart_is_drawn_from_its_cells(asked):
    rows.borough(england=59, area=60, year=2023)
    response = asked.get(f"{PAGE}trends/{RWM}/xlsx/")
    drawn = parts(response, "xl/charts/chart1.xml")

    assert re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", drawn)[:2] == ["Figures!$B$2:$B$3", "Figures!$C$2:$C$3"]
    assert '<c r="B3"><v>63</v></c>' in parts(response, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("path", ["download/pdf/", "trends/unheard_of/csv/", f"trends/{RWM}/pdf/"])
def test_download_when_it_does_not_exist_then_404(asked, path):
    assert asked.get(PAGE + path).status_code == 404

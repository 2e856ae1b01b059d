"""Opening files: what is read from good ones, and what is said of hostile and broken ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from commonroom.imports import opening, opening_strings, sources
from commonroom.imports.sources.base import ROW, Unreadable
from commonroom.imports.tests import hostile
from commonroom.kit import csvout

HEADER = ["URN", "LA (code)", "EstablishmentName", "Postcode"]
OAKFIELD = ("900001", "990", "Oakfield", "RM9 1AA", 2)

MEASURE = """
import json, os, re, sys, time
from pathlib import Path
from commonroom.imports import opening, sources

def held(what):
    return int(re.search(what + r":\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) / 1024

results = {}
for path in map(Path, sys.argv[1:]):
    reading, writing = os.pipe()
    if not os.fork():  # a fresh process a file: what an earlier one left in the heap would hide what this one takes
        Path("/proc/self/clear_refs").write_text("5")
        before, start = held("VmRSS"), time.process_time()
        try:
            opening.open_file(path, accepts=sources.accepts)
            said = ""
        except opening.Unreadable as error:
            said = str(error)
        told = [said, time.process_time() - start, held("VmHWM") - before]
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.wait()
    results[path.name] = json.loads(os.read(reading, 65_536))
print(json.dumps(results))
"""
"""Opens each file in a process of its own, and takes the high-water mark of its memory."""


MOST = 50
"""Megabytes that a hostile file may cost, and the sentence that refuses it."""


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def rows(path: Path):
    return [sheet.frame.rows() for sheet in opening.open_file(path, accepts=sources.accepts).sheets]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is said of each hostile file, with the seconds and the growth in megabytes, in a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = [str(hostile.write(folder, name)) for name in hostile.CORPUS]
    run = subprocess.run([sys.executable, "-c", MEASURE, *paths], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.CORPUS)
def test_hostile_file_when_opened_is_refused_with_a_sentence(told, name):
    assert hostile.CORPUS[name][1] in told[name][0]


@pytest.mark.slow
def test_hostile_files_when_opened_cost_two_seconds_and_little_memory_at_most(told):
    growth = {name: megabytes for name, (_, _, megabytes) in told.items() if megabytes > MOST}
    slow = {name: seconds for name, (_, seconds, _) in told.items() if seconds > 2}

    assert (growth, slow) == ({}, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_when_in_any_known_encoding_is_read(tmp_path, encoding):
    path = written(tmp_path, "a.csv", hostile.GOOD.decode().replace("Oakf", "Bróna’").encode(encoding))

    assert rows(path) == [[("900001", "990", "Bróna’ield", "RM9 1AA", 2)]]


def test_csv_when_a_cell_begins_like_a_formula_stays_text(tmp_path):
    path = written(tmp_path, "a.csv", hostile.GOOD.replace(b"Oakfield", b"=1+1"))

    assert rows(path)[0][0][2] == "=1+1"


def test_zip_when_it_holds_tables_and_more_gives_sheets_and_says_what_was_passed_over(tmp_path):
    members = {
        "../data/schools.csv": hostile.GOOD, "readme.pdf": b"%PDF", "__MACOSX/x": b"", "more/inner.zip": b"PK",
        "meta.csv": b"Field name,Description\nURN,School\n", "again/schools.csv": hostile.GOOD,
    }  # fmt: skip
    opened = opening.open_file(written(tmp_path, "a.zip", hostile.zipped(members)), accepts=sources.accepts)

    assert [(sheet.name, sheet.frame.rows()) for sheet in opened.sheets] == [
        ("schools.csv", [OAKFIELD]), ("schools (2).csv", [OAKFIELD]),
    ]  # fmt: skip
    assert [name for name, _ in opened.passed_over] == ["readme.pdf", "inner.zip", "meta.csv"]
    assert opened.passed_over[1][1] == "An archive within an archive is not opened. Unpack it and load its files."


def test_workbook_when_junk_stands_above_keeps_the_rows_that_excel_shows(tmp_path):
    cells = (
        hostile.text_row(2, ["Schools in May"])
        + hostile.text_row(3, HEADER)
        + '<row r="5"><c r="A5"><v>900001</v></c><c r="B5"><v>990.0</v></c>'
        + '<c r="C5" t="str"><f>1+1</f><v>Oak</v></c></row>'
    )
    (sheet,) = opening.open_file(written(tmp_path, "a.xlsx", hostile.workbook(cells)), accepts=sources.accepts).sheets

    assert (sheet.name, sheet.header_row, sheet.frame.rows()) == ("Schools", 3, [("900001", "990", "Oak", None, 5)])
    assert sheet.preamble[-1] == "Schools in May"


def test_parquet_when_opened_counts_its_first_record_as_row_two(tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame([("900001", "990", " Oakfield ", "RM9 1AA")], schema=HEADER, orient="row").write_parquet(path)

    assert rows(path) == [[OAKFIELD]]


def test_parquet_when_it_has_too_many_columns_is_refused_by_its_footer(tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame({f"c{n}": [1] for n in range(2_001)}).write_parquet(path)

    with pytest.raises(Unreadable, match="it has 1 rows and 2,001 columns, more than can be taken at once"):
        opening.open_file(path)


def test_raw_lines_when_each_line_is_a_row_read_to_the_same_cells(tmp_path):
    path = written(tmp_path, "a.csv", hostile.GOOD + b"\r\n900002,990,Br\xf3nach,\r\n")
    raw = opening.raw_lines(path)

    sheet = opening.sheet_from_lines(raw.header, list(raw.rows([4])), [4], raw.encoding, raw.name)
    assert list(raw.columns) == HEADER
    assert sheet.frame.rows() == [("900002", "990", "Brónach", None, 4)]
    assert opening.open_file(path).sheets[0].frame.filter(pl.col(ROW) == 4).rows() == sheet.frame.rows()


def test_raw_lines_when_a_cell_goes_over_two_lines_are_not_to_be_had(tmp_path):
    assert opening.raw_lines(written(tmp_path, "a.csv", hostile.GOOD + b'900002,990,"Elm\nGreen",\r\n')) is None


def test_raw_lines_when_a_zip_holds_one_csv_are_its_lines(tmp_path):
    archive = hostile.zipped({"schools.csv": hostile.GOOD, "notes.pdf": b"%PDF"})

    raw = opening.raw_lines(written(tmp_path, "a.zip", archive))
    assert (raw.name, list(raw.lines.every(1))) == ("schools.csv", [b"900001,990,Oakfield,RM9 1AA"])


@pytest.mark.parametrize("packed", [False, True])
def test_read_row_when_line_breaks_stand_within_cells_gives_the_row_as_numbered(tmp_path, packed):
    content = hostile.HEADER + b'900001,990,"Oak\r\nfield",\r\n900002,990,Br\xf3nach,RM9 2AA,left,over\r\n'
    if packed:
        content = hostile.zipped({"a.csv": content})
    path = written(tmp_path, "kept", content)

    assert opening.read_row(path, "a.csv", 3) == {
        **dict(zip(HEADER, ["900002", "990", "Brónach", "RM9 2AA"], strict=True)), opening.BEYOND: "left, over",
    }  # fmt: skip
    with pytest.raises(Unreadable, match=r"“a\.csv” has no row 4"):
        opening.read_row(path, "a.csv", 4)


def test_unguarded_when_our_own_csv_comes_back_gives_the_cells_that_went_in(tmp_path):
    written_by_us = csvout.text(HEADER, [["900001", "990", "=Oak", "-"], ["900002", "990", "'tween", "x"]])
    sheet = opening.open_file(written(tmp_path, "a.csv", written_by_us.encode())).sheets[0]

    assert opening.unguarded(sheet).frame.rows() == [
        ("900001", "990", "=Oak", "-", 2), ("900002", "990", "'tween", "x", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [7, 64, 1 << 20])
def test_long_texts_when_read_in_pieces_of_any_size_then_counted_by_their_number(size):
    texts = (
        b"<sst><si><t>a</t></si><si/><si><t>" + b"x" * 300 + b"</t></si><x:si><t>" + b"y" * 250 + b"</t></x:si></sst>"
    )
    sheet = (
        b'<c r="A1" t="s"><v>2</v></c><c t="s"><v>0</v></c><x:c t=\'s\'><f>1</f><x:v>3</x:v></x:c><c><v>2</v></c>' * 9
    )

    def pieces(content):
        return [content[at : at + size] for at in range(0, len(content), size)]

    long = opening_strings.long_texts(pieces(texts))
    assert (long, opening_strings.spelt_out(pieces(sheet), long)) == ({2: 316, 3: 270}, 9 * (316 + 270))

"""Files made to break a reader, written afresh for each test: nothing hostile is kept in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

GOOD = b"URN,LA (code),EstablishmentName,Postcode\r\n900001,990,Oakfield,RM9 1AA\r\n"
HEADER = GOOD.split(b"\r\n")[0] + b"\r\n"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
    'PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of some members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(cells: str, before: str = "", shared: bytes | None = None) -> bytes:
    """An xlsx of one sheet with some rows of XML; `before` goes where a document type may stand."""
    members = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": (
            f'{_RELATIONS}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Schools" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{_RELATIONS}<Relationship Id="r1" Type="{_OFFICE}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0"?>{before}<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        ).encode(),
    }
    if shared is not None:
        members["xl/sharedStrings.xml"] = shared
    return zipped(members)


def text_row(number: int, cells: list[str]) -> str:
    """One row of a sheet with inline text."""
    inner = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


def _bomb(size: int, pattern: bytes) -> bytes:
    """A zip whose one member deflates a pattern to `size` bytes."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = pattern * ((1 << 20) // len(pattern))
    packed, done, check = [], 0, 0
    while done < size:
        packed.append(compressor.compress(piece))
        check = zlib.crc32(piece, check)
        done += len(piece)
    packed.append(compressor.flush())
    return _archive(b"schools.csv", b"".join(packed), check, done)


def _archive(name: bytes, data: bytes, check: int, declared: int, entries: int = 1, flags: int = 0) -> bytes:
    common = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 33, check, len(data), declared, len(name), 0)
    local = b"PK\x03\x04" + common + name + data
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    listing = entry * entries
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, entries & 0xFFFF, entries & 0xFFFF, len(listing), len(local), 0)
    return local + listing + end


def _lying() -> bytes:
    """200 million bytes that say they are 100, with the checksum of the first 100: enough for a trusting reader."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = (GOOD + b"900002,990,Elm,RM9 2AA\r\n" * 4)[:100]
    data = compressor.compress(start)
    for _ in range(200):
        data += compressor.compress(b"900003,990,Ash,RM9 3AA\r\n" * 43_690)
    return _archive(b"schools.csv", data + compressor.flush(), zlib.crc32(start), 100)


def _locked() -> bytes:
    return _archive(b"schools.csv", zlib.compress(GOOD)[2:-4], zlib.crc32(GOOD), len(GOOD), flags=1)


def _laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
    )
    return workbook(text_row(1, ["URN", "&j;"]), before=f"<!DOCTYPE lolz [{entities}]>")


def _far_corner() -> bytes:
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def _strings() -> bytes:
    return workbook(text_row(1, ["URN"]), shared=b"<sst>" + b"<si><t>ha</t></si>" * 12_000_000 + b"</sst>")


def _written(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _wide_parquet() -> bytes:
    return _written(pa.table({f"c{n}": [1] for n in range(20_000)}))


def _parquet(cells: list[str], repeats: int = 1) -> bytes:
    """A partnership's own measures whose names are these, each repeated; parquet writes repeated values once."""
    rows = len(cells) * repeats

    def column(values: list[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array([n % len(values) for n in range(rows)], pa.int32()), values)

    texts = {"URN": ["900001"], "Measure": cells, "Year": ["2024-25"], "Value": ["1"]}
    return _written(pa.table({name: column(values) for name, values in texts.items()}))


def _repeated() -> bytes:
    """A workbook of 100 kB that names one text of 32,000 letters in 8,000 cells."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>900001</v></c><c r="B{n}" t="s"><v>0</v></c></row>' for n in range(2, 8002)
    )
    shared = f'<sst xmlns="{_MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'.encode()
    return workbook(text_row(1, ["URN", "Measure"]) + rows, shared=shared)


CORPUS: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.zip": (lambda: _bomb(400_000_000, b"a"), "would swell to 401 million bytes from next to nothing"),
    "great.zip": (lambda: _bomb(600_000_000, b"a"), "unpacked it would have 601 million bytes"),
    "lying.zip": (_lying, "“lying.zip” cannot be read: its part “schools.csv” is not as large as the archive says"),
    "many.zip": (
        lambda: _archive(b"a.csv", zlib.compress(GOOD)[2:-4], zlib.crc32(GOOD), len(GOOD), entries=10_000),
        "it holds 10,000 files, more than the 1,000 that are taken",
    ),
    "locked.zip": (_locked, "“locked.zip” cannot be read: it is locked by a password. Save it without one."),
    "nested.zip": (lambda: zipped({"inner.zip": zipped({"a.csv": GOOD})}), "“nested.zip” holds no table"),
    "cut.zip": (lambda: zipped({"a.csv": GOOD * 50})[:-30], "this zip archive was cut off. Download it again."),
    "damaged.zip": (
        lambda: zipped({"a.csv": GOOD}, zipfile.ZIP_STORED).replace(b"Oakfield,", b"Oakfie!d,", 1),
        "its part “a.csv” is damaged. Download it again.",
    ),
    "laughs.xlsx": (_laughs, "“laughs.xlsx” cannot be read: it holds definitions that no spreadsheet program writes."),
    "corner.xlsx": (_far_corner, "reaches to row 1,048,576 and column 16,384"),
    "strings.xlsx": (_strings, "“strings.xlsx” cannot be read"),
    "repeated.xlsx": (_repeated, "spelt out it would have more than 100 million bytes of text"),
    "rubbish.xlsx": (
        lambda: zipped({"[Content_Types].xml": b"<Types/>"}),
        "“rubbish.xlsx” cannot be read: it is damaged",
    ),
    "wide.csv": (
        lambda: b",".join(b"c%d" % n for n in range(100_000)) + b"\n1\n",
        "it has 100,000 columns, and no file that is known here has more than 2,000.",
    ),
    "widest.csv": (lambda: b"a," * 1_000_000 + b"\n1\n", "line 1 is longer than 1 million characters"),
    "long.csv": (lambda: HEADER + b"9" * 100_000_000, "line 2 is longer than 1 million characters"),
    "nul.csv": (lambda: GOOD + b"900002,\0,Elm,\r\n", "line 3 holds a NUL character, which no table has"),
    "noughts.csv": (lambda: bytes(50_000_000), "line 1 holds a NUL character"),
    "page.csv": (
        lambda: b"\r\n<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "“page.csv” cannot be read: this is a web page, not a table",
    ),
    "svg.csv": (lambda: b"<svg><script>alert(1)</script></svg>", "this is a web page, not a table"),
    "picture.csv": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99, "it is a picture, not a table."),
    "paper.csv": (lambda: b"%PDF-1.7\nURN,Name\n", "it is a PDF document, not a table."),
    "old.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "it is an old Excel workbook (xls)"),
    "noise.csv": (lambda: bytes(1 + (n * 7919) % 255 for n in range(99_999)), "it holds characters that are not text"),
    "half.csv": (lambda: (GOOD * 3).decode().encode("utf-16-le"), "its letters are written as UTF-16."),
    "cut.csv": (lambda: GOOD + b"900002,990", "its last row, 3, stops after 2 of 4 cells: the file was cut off."),
    "quote.csv": (lambda: GOOD + b'900002,990,"Elm', "it stops in the middle of row 3, inside quotation marks"),
    "stray.csv": (
        lambda: HEADER + b'900001,990,"Oak,RM9\r\n' + GOOD * 200_000,
        "a quotation mark opens in row 2 and is not closed where it should be.",
    ),
    "empty.csv": (lambda: b"", "“empty.csv” is empty. Download it again."),
    "bare.csv": (lambda: HEADER, "“bare.csv” has a header but no rows, so there is nothing to load."),
    "other.csv": (lambda: b"URN,Shoe size\n900001,7\n", "Shoe size"),
    "notes.txt": (lambda: b"Dear colleague,\nplease find attached", "“notes.txt” cannot be loaded."),
    "stub.parquet": (lambda: b"PAR1" + bytes(99) + b"PAR1", "“stub.parquet” cannot be read: it is damaged"),
    "fat.parquet": (lambda: _parquet(["x" * 5_000_000], 80), "it holds a cell in “Measure” of more than"),
    "fatter.parquet": (lambda: _parquet([f"{n}" + "x" * 5_000_000 for n in range(20)]), "it holds a cell in “Measure”"),
    "sly.parquet": (lambda: _parquet(["x" * 900_000], 20_000), "it holds a cell of more than 32,767 characters"),
    "swelling.parquet": (lambda: _parquet(["x" * 30_000], 1_000_000), "spelt out it would have more than 500 million"),
    "wide.parquet": (_wide_parquet, "it describes itself in"),
    "tall.csv": (lambda: HEADER + b",\n" * 2_100_000, "it has more than 2,000,000 rows. Split it in parts."),
}  # fmt: skip
"""For each file its maker and a part of the sentence that refuses it."""


def write(folder: Path, name: str) -> Path:
    """Make one file of the corpus."""
    path = folder / name
    path.write_bytes(CORPUS[name][0]())
    return path

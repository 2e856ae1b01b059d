"""From a kept file to what a reader takes from it: opened, recognised, dated, read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import polars as pl

from commonroom.imports import opening, rules, sources
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.schools import services as schools

FIRST = 2
"""The row of the first line below the header."""
NO_HASH = bytes(16).hex()


def salt_of(header: bytes) -> bytes:
    """What makes the same line under another header another content."""
    return sha256(header).digest()


def hash_of(line: bytes, salt: bytes) -> bytes:
    """Sixteen bytes that stand for the content of a line."""
    return sha256(salt + line).digest()[:16]


@dataclass(frozen=True)
class Table:
    """One table of a file with the reader that knows it.

    `known` are lines of a register whose content is held already: they are counted, and not in `sheet`. `lines` are
    all lines of a register, of which `sheet` then has only the columns that the reader needs, and `hashes` the hashes
    of those below the header. `joins` is the load whose refused rows these are, by the column we added.
    """

    source: ModuleType
    sheet: Sheet
    member: str
    passed_over: tuple[tuple[str, str], ...] = ()
    joins: int | None = None
    mended: bool = False
    known: Mapping[int, int] = field(default_factory=dict)
    lines: opening.RawLines | None = None
    hashes: Sequence[bytes] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Every column of the file."""
        return self.sheet.header if self.lines is None else self.lines.columns

    @property
    def rows(self) -> int:
        """Data rows of the table, those that are held already included."""
        return self.sheet.frame.height + len(self.known)

    def hashes_of(self, rows: Sequence[int]) -> list[str]:
        """The hashes of some lines of a register by their rows, as hexadecimal digits; noughts for a file that was
        not read by lines.
        """
        if self.lines is None:
            return [NO_HASH] * len(rows)
        return [self.hashes[row - FIRST].hex() for row in rows]

    def cells_of(self, rows: Collection[int]) -> dict[int, list[str]]:
        """The cells of some rows as text, in the order of the header."""
        if self.lines is None:
            sheet = self.sheet
        else:
            ordered = sorted(rows)
            lines = list(self.lines.rows(ordered))
            sheet = opening.sheet_from_lines(self.lines.header, lines, ordered, self.lines.encoding)
        frame = sheet.frame.filter(pl.col(ROW).is_in(pl.Series(list(rows), dtype=pl.Int32).implode()))
        found = frame.select(ROW, *sheet.header).iter_rows()
        return {row[0]: ["" if cell is None else cell for cell in row[1:]] for row in found}


@dataclass(frozen=True)
class Taken:
    """A table and what its reader took from it."""

    table: Table
    reading: Reading

    @property
    def kind(self) -> str:
        """The kind of file, as it is stored."""
        return self.reading.kind

    def frame(self, name: str) -> pl.DataFrame | None:
        """One of the tables of the reading, or None where it has no rows of it."""
        found = self.reading.tables.get(name)
        return None if found is None or not found.height else found


def open_tables(path: Path, name: str, *, member: str | None = None, whole: bool = False) -> tuple[Table, ...]:
    """Every table of a file that some reader knows, or only the one called `member`. Raises Unreadable.

    `whole`: lines of a register that are held already are read too.
    """
    register = _register_lines(path, name, whole=whole)
    if register is not None:
        return (register,)
    opened = opening.open_file(path, name=name, accepts=_accepts)
    packed = _is_packed(path)
    tables: list[Table] = []
    for sheet in opened.sheets:
        called = sheet.name if packed else ""
        if member and called != member:
            continue
        tables.append(_known(sheet, called, opened.passed_over if not tables else ()))
    if not tables:
        raise Unreadable(f"“{name}” has no table called “{member}” any more. Bring the file in again.")
    return tuple(tables)


def dates_of(table: Table, *, year: AcademicYear | None, as_at: date | None, file_name: str = "") -> tuple[Dated, bool]:
    """The year and day of a table, from the person or from the file; and whether the reader may go on with them.

    A sheet of a workbook has a name of its own, so the file's name is asked where that one says nothing.
    """
    found: Dated = table.source.dated(table.sheet)
    if file_name and found.year is None and found.as_at is None:
        found = replace(table.source.dated(replace(table.sheet, name=file_name)), sure=False)
    needs = table.source.NEEDS
    merged = Dated(year=year or found.year, as_at=as_at or found.as_at, sure=found.sure)
    given = {"year": year, "as_at": as_at, "nothing": True}
    wanted = ("year", "as_at") if needs == "both" else (needs,)
    told = all(given[name] is not None for name in wanted)
    named = all(name == "nothing" or getattr(merged, name) is not None for name in wanted)
    return merged, needs == "nothing" or (named and (told or found.sure))


def read_table(table: Table, *, year: AcademicYear | None, as_at: date | None) -> Taken:
    """Let the reader take what it can. Raises Unreadable."""
    if not table.sheet.frame.height and table.known:
        empty = Reading(kind=table.source.KIND, year=year, as_at=as_at, rows=0, schools=0, tables={})
        return Taken(table, empty)
    reading: Reading = table.source.read(table.sheet, year=year, as_at=as_at)
    return Taken(table, _without_repeats(table, reading))


def with_tables(taken: Taken, tables: Mapping[str, pl.DataFrame]) -> Taken:
    """The same, with other rows."""
    return replace(taken, reading=replace(taken.reading, tables=tables))


def _accepts(header: frozenset[str]) -> bool:
    return sources.accepts(frozenset(name for name in header if not rules.problem_column((name,))))


def _known(sheet: Sheet, member: str, passed_over: tuple[tuple[str, str], ...]) -> Table:
    marked = rules.problem_column(sheet.header)
    if marked:
        header = sheet.header[1:]
        sheet = replace(sheet, header=header, frame=sheet.frame.drop(marked[0]))
    source = sources.recognise(sheet.header)
    if source is None:
        raise Unreadable(f"“{sheet.name}” is of no kind that is known here.")
    return Table(source, sheet, member, passed_over, joins=marked[1] if marked else None, mended=bool(marked))


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _register_lines(path: Path, name: str, *, whole: bool) -> Table | None:
    """The register by its raw lines, of which only those with a content that is not held need be read.

    None where the file has to be read whole: among others where one line is short, as in a file that was cut off.
    """
    if not _may_be_register(path):
        return None
    raw = opening.raw_lines(path, name=name)
    if raw is None or rules.problem_column(raw.columns):
        return None
    source = sources.recognise(raw.columns)
    if source is None or source.KIND not in rules.REGISTER_KINDS:
        return None
    member = raw.name if _is_packed(path) else ""
    with ThreadPoolExecutor(1) as beside:
        hashing = beside.submit(_hashes, raw)  # while the server tells what is held, or the cells are read
        held = {} if whole or schools.is_empty() else schools.held_hashes()
        if not held:
            return Table(source, raw.sheet(source.wanted), member, lines=raw, hashes=hashing.result())
        hashes = hashing.result()
    known = {row: held[found] for row, found in enumerate(hashes, FIRST) if found in held}
    if not known:
        return Table(source, raw.sheet(source.wanted), member, lines=raw, hashes=hashes)
    rows = [row for row in range(FIRST, len(raw.lines) + 1) if row not in known]
    sheet = opening.sheet_from_lines(raw.header, list(raw.rows(rows)), rows, raw.encoding, raw.name, source.wanted)
    return Table(source, sheet, member, known=known, lines=raw, hashes=hashes)


def _hashes(raw: opening.RawLines) -> list[bytes]:
    """The hash of each line below the header."""
    salt = salt_of(raw.header)
    return [hash_of(line, salt) for line in raw.lines.every(1)]


def _may_be_register(path: Path) -> bool:
    """A look at the first bytes, so that other large files are not cut into lines in vain."""
    with path.open("rb") as file:
        start = file.read(65_536)
    if start.startswith(b"PK"):
        return True
    line = start.split(b"\n", 1)[0].lower()
    return b"urn" in line and b"establishmentname" in line


def _without_repeats(table: Table, reading: Reading) -> Reading:
    """Rows that give a school again whose line is held: the first of the two counts, as in a file read whole."""
    frame = reading.tables.get("schools")
    if not table.known or frame is None or not frame.height:
        return reading
    first: dict[int, int] = {}
    for row, urn in table.known.items():
        first.setdefault(urn, row)
    again = [(row, urn) for row, urn in frame.select(ROW, "urn").rows() if first.get(urn, row) < row]
    if not again:
        return reading
    problems = [
        Problem(
            row, reading.columns.get("urn", "URN"), str(urn),
            f"Row {first[urn]} has the same URN and says something else. Leave the right row of the two.",
        )
        for row, urn in again
    ]  # fmt: skip
    left = {row for row, _ in again}
    tables = {name: f.filter(~pl.col(ROW).is_in(list(left))) for name, f in reading.tables.items()}
    return replace(reading, tables=tables, problems=(*reading.problems, *problems))

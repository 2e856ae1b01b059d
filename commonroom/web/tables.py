"""Tables built in Python: quick enough for 350 schools and thirteen measures. Templates only frame them.

Everything that enters is escaped here; what leaves is Markup. A cell is a `Cell`, a string, a number or None.
"""

# Everything is escaped where it enters, and a test tries to break in.
# ruff: noqa: S704

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from commonroom.web import ids
from commonroom.web.numbers import number

TONES = {
    "b2": "well below",
    "b1": "below",
    "": "close to",
    "a1": "above",
    "a2": "well above",
    "none": "no figure",
}
"""Tones of a heat cell: shade says less or more favourable; the word in the cell says less or more."""


class Cell(NamedTuple):
    """One cell. `value` is what an export writes (default: the text); `href` opens the figure; `extra` is Markup."""

    text: str
    tone: str = ""
    word: str = ""
    href: str = ""
    value: Any = None
    extra: str = ""


@dataclass(frozen=True)
class Column:
    """One column after the first. `kind`: heat, number or words. `sort` is the key that `sort_href` is asked with."""

    label: str
    detail: str = ""
    kind: str = "heat"
    sort: str = ""
    title: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its heading, where that leads, and its cells in the order of the columns. `ref` rows stand on paper."""

    label: str
    cells: Sequence[Cell | str | float | None]
    href: str = ""
    note: str = ""
    ref: bool = False


@dataclass(frozen=True)
class DataTable:
    """The big table: one school a row, one measure a column, shaded and worded against a comparator."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    first: str = "School"
    first_sort: str = "name"
    sort: str = "name"
    descending: bool = False
    sort_href: Callable[[str], str] | None = None
    footnote: str = ""
    show: int = 0
    id: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    stack: bool = False
    """On phones each row is a list under its heading, each cell with the head of its column before it."""

    @property
    def element_id(self) -> str:
        return self.id or ids.content_id(self.caption, *(column.label for column in self.columns), prefix="table")


_HEAT = {
    tone: (
        f'<td class="cr-heat{f" cr-heat--{tone}" if tone else ""}"><b>',
        f'<td class="cr-heat{f" cr-heat--{tone}" if tone else ""}"><b><a class="cr-fig" href="',
    )
    for tone in TONES
}


@lru_cache(maxsize=16384, typed=True)
def _escaped(text: str) -> str:
    """The same as `escape`, kept: the same few numbers, words and addresses stand in thousands of cells.

    Typed, so that a string which is safe never answers for one that only looks like it.
    """
    return str(escape(text))


def _heat(cell: Cell) -> str:
    text, tone, word, href, _, extra = cell
    plain, linked = _HEAT[tone]
    end = f"</b><i>{_escaped(word)}</i>" if word else "</b>"
    if extra:
        end += str(escape(extra))
    if href:
        return f'{linked}{_escaped(href)}">{_escaped(text)}</a>{end}</td>'
    return f"{plain}{_escaped(text)}{end}</td>"


def _plain(start: str, cell: Cell) -> str:
    text = escape(cell.text)
    inner = f'<a class="cr-fig" href="{escape(cell.href)}">{text}</a>' if cell.href else text
    word = f' <span class="cr-soft">{escape(cell.word)}</span>' if cell.word else ""
    return f"{start}{inner}{word}{escape(cell.extra)}</td>"


def _number(cell: Cell) -> str:
    return _plain('<td class="cr-num">', cell)


def _words(cell: Cell) -> str:
    return _plain('<td class="cr-grid__words">', cell)


_KINDS: dict[str, Callable[[Cell], str]] = {"heat": _heat, "number": _number, "words": _words}


def as_cell(cell: Cell | str | float | None) -> Cell:
    """A string, number or None as a cell. None is an empty cell."""
    if isinstance(cell, Cell):
        return cell
    if cell is None:
        return Cell("")
    if isinstance(cell, str):
        return Cell(cell)
    return Cell(number(cell, 0 if float(cell).is_integer() else 1), value=cell)


def _row(row: Row, makers: Sequence[Callable[[Cell], str]], labels: Sequence[str] = ()) -> str:
    label = escape(row.label)
    if row.href:
        label = Markup(f'<a class="govuk-link govuk-link--no-visited-state" href="{escape(row.href)}">{label}</a>')
    note = f' <span class="cr-rank">{escape(row.note)}</span>' if row.note else ""
    start = '<tr class="cr-grid__ref">' if row.ref else "<tr>"
    made = [
        make(cell if cell.__class__ is Cell else as_cell(cell))  # type: ignore[arg-type]
        for make, cell in zip(makers, row.cells, strict=True)
    ]
    if labels:
        made = [f"<td data-label={quoted(label)}{cell[3:]}" for label, cell in zip(labels, made, strict=True)]
    cells = "".join(made)
    return f'{start}<th scope="row">{label}{note}</th>{cells}</tr>'


def _head(table: DataTable, label: str, detail: str, sort: str, kind: str, title: str = "") -> str:
    state = ""
    if sort and sort == table.sort:
        state = f' aria-sort="{"descending" if table.descending else "ascending"}"'
    words = escape(label)
    if sort and table.sort_href:
        words = Markup(f'<a href="{escape(table.sort_href(sort))}">{words}</a>')
    small = f"<small>{escape(detail)}</small>" if detail else ""
    number_class = ' class="cr-num"' if kind == "number" else ""
    hover = f' title="{escape(title)}"' if title else ""
    return f'<th scope="col"{number_class}{state}{hover}>{words}{small}</th>'


def render(table: DataTable) -> Markup:
    """The whole table in its scrolling frame, with the caption for those who hear it and the footnote for all."""
    makers = [_KINDS[column.kind] for column in table.columns]
    heads = [_head(table, table.first, "", table.first_sort, "words")]
    heads += [_head(table, c.label, c.detail, c.sort, c.kind, c.title) for c in table.columns]
    show = f" cr-show-{table.show}" if table.show else ""
    show += " cr-grid--stack" if table.stack else ""
    labels = [" ".join(part for part in (c.label, c.detail) if part) for c in table.columns] if table.stack else []
    foot = f'<p class="cr-table__foot">{escape(table.footnote)}</p>' if table.footnote else ""
    body = "\n".join([_row(row, makers, labels) for row in table.rows])
    caption = escape(table.caption)
    return Markup(
        f'<div class="cr-scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="cr-grid{show}" id="{table.element_id}">'
        f'<caption class="govuk-visually-hidden">{caption}</caption>'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>\n{body}\n</tbody></table></div>{foot}"
    )


def one_measure(table: DataTable, name: str = "show") -> Markup:
    """On phones only: a select of one measure at a time. A GET form that keeps `table.kept`; a script saves the wait.

    The value of an option is the position of its column in the table, the first column being 1.
    """
    kept = "".join(
        f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">'
        for key, value in table.kept.items()
        if key != name
    )
    options = "".join(
        f'<option value="{place}"{" selected" if place == table.show else ""}>'
        f"{escape(column.label)}{escape(f', {column.detail}') if column.detail else ''}</option>"
        for place, column in enumerate(table.columns, start=2)
    )
    every = f'<option value="0"{"" if table.show else " selected"}>All, side by side</option>'
    field_id = f"{table.element_id}-{name}"
    return Markup(
        f'<form class="cr-onemeasure" method="get" action="#{table.element_id}">{kept}'
        f'<label class="govuk-label" for="{field_id}">Measure shown</label>'
        f'<select class="govuk-select" id="{field_id}" name="{escape(name)}" data-table="{table.element_id}">'
        f"{options}{every}</select>"
        '<button class="govuk-button govuk-button--secondary" type="submit">Show</button></form>'
    )


def heat_key(comparator: str, note: str = "") -> Markup:
    """The key above a heat table: five swatches with their words."""
    swatch = '<li><span class="cr-heat--{}"></span>{}</li>'
    end = f'<li class="cr-soft">{escape(note)}</li>' if note else ""
    return Markup(
        '<ul class="cr-key" aria-label="Key">'
        + swatch.format("b2", "well below")
        + swatch.format("b1", "below")
        + f'<li><span class="cr-key__swatch"></span>close to {escape(comparator)}</li>'
        + swatch.format("a1", "above")
        + swatch.format("a2", "well above")
        + f"{end}</ul>"
    )


def plain_table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    first: str = "School",
    stack: bool = True,
    visible_caption: bool = False,
) -> Markup:
    """A small table (similar schools, what will change, the table behind a chart). On phones rows stack with labels."""
    number_class = ["cr-num" if column.kind == "number" else "" for column in columns]
    heads = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col"{f" class={quoted(css)}" if css else ""}>{escape(column.label)}</th>'
        for column, css in zip(columns, number_class, strict=True)
    )
    body = "".join(_plain_row(row, columns, number_class) for row in rows)
    hidden = "" if visible_caption else ' class="govuk-visually-hidden"'
    table = (
        f'<table class="cr-table{" cr-table--stack" if stack else ""}"><caption{hidden}>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
    if stack:
        return Markup(table)
    return Markup(f'<div class="cr-xscroll" tabindex="0" role="region" aria-label="{escape(caption)}">{table}</div>')


def quoted(text: str) -> str:
    """A value as an HTML attribute writes it, in double quotes."""
    return f'"{escape(text)}"'


def _plain_row(row: Row, columns: Sequence[Column], number_class: Sequence[str]) -> str:
    label = escape(row.label)
    if row.href:
        label = Markup(f'<a class="govuk-link" href="{escape(row.href)}">{label}</a>')
    cells = []
    for column, css, raw in zip(columns, number_class, row.cells, strict=True):
        cell = as_cell(raw)
        start = f"<td{f' class={quoted(css)}' if css else ''} data-label={quoted(column.label)}>"
        cells.append(_plain(start, cell))
    return f'<tr><th scope="row">{label}</th>{"".join(cells)}</tr>'

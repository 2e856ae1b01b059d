"""What two versions of a method say differently, part by part and in words a head can read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonroom.risk import document, editing, method_parts
from commonroom.risk.document import SupportDocument
from commonroom.risk.editing import Cell, Choices, Data, Rows, Section


@dataclass(frozen=True)
class Change:
    """One thing that differs: what, how it was and will be; the last two are empty where a part comes or goes."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the method with what differs in it; `slug` is its page, empty where the part is gone."""

    slug: str
    title: str
    changes: tuple[Change, ...]


def differences(before: SupportDocument, after: SupportDocument, measures: Choices) -> list[Part]:
    """The parts in which two methods differ, in the order of the page on which they are changed."""
    old, new = document.as_data(before), document.as_data(after)
    found = [_part(slug, before, after, old, new, measures) for slug, _ in method_parts.PARTS]
    found += [
        _part(f"year-{slug}", before, after, old, new, measures) for slug in after.levels if slug in before.levels
    ]
    for slug in [*after.by_slug, *(slug for slug in before.by_slug if slug not in after.by_slug)]:
        if slug not in before.by_slug:
            found.append(Part(f"indicator-{slug}", after.by_slug[slug].name, (Change("A new indicator."),)))
        elif slug not in after.by_slug:
            found.append(Part("", before.by_slug[slug].name, (Change("The indicator is left out."),)))
        else:
            found.append(_part(f"indicator-{slug}", before, after, old, new, measures))
    return [part for part in found if part.changes]


def _part(slug: str, before: SupportDocument, after: SupportDocument, old: Data, new: Data, measures: Choices) -> Part:
    was, now = method_parts.added(slug, old), method_parts.added(slug, new)
    then, here = method_parts.section(slug, before, was, measures), method_parts.section(slug, after, now, measures)
    assert then is not None
    assert here is not None
    base, held = editing.base(then, was), editing.base(here, now)
    return Part(slug, here.title, (*_cells(_all(then.cells, here.cells), base, held), *_lists(then, here, base, held)))


def _all(old: Sequence[Cell], new: Sequence[Cell]) -> list[Cell]:
    """The cells of both, each once: a level that comes or goes brings and takes cells."""
    return list({cell.key: cell for cell in (*old, *new)}.values())


def _cells(cells: Sequence[Cell], old: Any, new: Any) -> Iterator[Change]:
    for cell in cells:
        if editing.get(old, cell.key) != editing.get(new, cell.key) and _said(cell, old) != _said(cell, new):
            yield Change(cell.label, _said(cell, old), _said(cell, new))


def _lists(then: Section, here: Section, old: Any, new: Any) -> Iterator[Change]:
    held = {rows.one: rows for rows in then.rows}
    for rows in here.rows:
        were = _keyed(held.get(rows.one, rows), old)
        are = _keyed(rows, new)
        for key, (name, row) in are.items():
            if key not in were:
                yield Change(f"{rows.one} added: {name}")
                continue
            for change in _cells(rows.cells, were[key][1], row):
                yield Change(f"{rows.one} “{name}”: {_lower(change.what)}", change.before, change.after)
        yield from (Change(f"{rows.one} left out: {name}") for key, (name, _) in were.items() if key not in are)


def _keyed(rows: Rows, data: Any) -> dict[tuple[str, int], tuple[str, Any]]:
    """The rows of a list by what names each: its slug, else its first cell; like ones are told apart by their place."""
    found: dict[tuple[str, int], tuple[str, Any]] = {}
    for row in editing.get(data, rows.key) or []:
        name = _said(rows.cells[0], row)
        key = str(row.get("slug") or name) if isinstance(row, Mapping) else name
        place = 0
        while (key, place) in found:
            place += 1
        found[key, place] = (name, row)
    return found


def _said(cell: Cell, part: Any) -> str:
    """A cell's value in words: the names of choices, yes and no, a dash for nothing."""
    value, words = editing.get(part, cell.key), dict(cell.choices)
    if cell.kind == "yes":
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(words.get(str(one), str(one)) for one in value) or "–"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return words.get(str(value), str(value)) if value not in (None, "") else "–"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]

"""The parts of a method as forms have them: which cells each part has, how they are read and written back. Pure.

A cell's key leads into the part by dots: “by_level.priority-1”, “when.0.priority-2”. A repeated part whose first cell
is emptied is left out; one blank part stands at the end of each list, so that something can be added.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

Data = dict[str, Any]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """One thing that can be filled in. `kind`: text, long, lines (a list, one a line), number, whole, date, yes, one
    (of the choices), many (of them) or numbers (many, whole).
    """

    key: str
    label: str
    kind: str = "text"
    choices: Choices = ()
    hint: str = ""


@dataclass(frozen=True)
class Rows:
    """A list of like parts at `key` of the data, each named for the reader by `one`."""

    key: str
    one: str
    cells: tuple[Cell, ...]
    named: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Section:
    """One page of the method: single cells and lists."""

    slug: str
    title: str
    lede: str
    cells: tuple[Cell, ...] = ()
    rows: tuple[Rows, ...] = ()
    at: tuple[str | int, ...] = field(default=())


def get(data: Any, key: str) -> Any:
    """What stands at a dotted key; None where nothing does."""
    for part in key.split("."):
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, Sequence) and not isinstance(data, str) and part.isdigit():
            data = data[int(part)] if int(part) < len(data) else None
        else:
            return None
    return data


def put(data: Any, key: str, value: Any) -> None:
    """Write at a dotted key; lists grow by empty parts. Nothing (None) takes an entry of a table away."""
    first, *rest = key.split(".")
    for here, after in zip([first, *rest[:-1]] if rest else [], rest, strict=True):
        empty: Any = [] if after.isdigit() else {}
        if isinstance(data, list):
            while len(data) <= int(here):
                data.append(copy.copy(empty))
            data = data[int(here)]
        else:
            data = data.setdefault(here, empty)
    last = rest[-1] if rest else first
    if isinstance(data, list):
        while len(data) <= int(last):
            data.append(None)
        data[int(last)] = value
    elif value is None:
        data.pop(last, None)
    else:
        data[last] = value


def shown(cell: Cell, part: Any) -> Any:
    """A cell's present value as a form shows it."""
    value = get(part, cell.key)
    if cell.kind == "lines":
        return "\n".join(value or ())
    if cell.kind in ("many", "numbers"):
        return [str(one) for one in value or ()]
    return value


def taken(cell: Cell, value: Any) -> Any:
    """A cell's value from a form, as the document keeps it; None where it was left empty."""
    if cell.kind == "lines":
        return [line.strip() for line in (value or "").splitlines() if line.strip()]
    if cell.kind == "many":
        return list(value or ())
    if cell.kind == "numbers":
        return sorted(int(one) for one in value or ())
    if cell.kind == "yes":
        return bool(value)
    if cell.kind == "date":
        return value.isoformat() if value else None
    if cell.kind in ("text", "long"):
        return (value or "").strip()
    return value if value not in ("", None) else None


def base(section: Section, data: Data) -> Any:
    """The part of the data that a section speaks of."""
    part: Any = data
    for step in section.at:
        part = part[step]
    return part


def fields(section: Section, data: Data) -> Iterable[tuple[str, Cell, Any]]:
    """(name, cell, value) of every field of a section, blanks at the end of lists included."""
    part = base(section, data)
    for cell in section.cells:
        yield cell.key, cell, shown(cell, part)
    for rows in section.rows:
        held = get(part, rows.key) or []
        for index, row in enumerate([*held, *([] if rows.fixed else [{}])]):
            for cell in rows.cells:
                yield f"{rows.key}.{index}.{cell.key}", cell, shown(cell, row)


def standing(fields: Iterable[tuple[str, Any]]) -> str:
    """A token of what a page showed as (name, value), in any order: its halves tell the names and the values."""
    pairs = sorted((name, str(value)) for name, value in fields)
    names, values = repr([name for name, _ in pairs]), repr([value for _, value in pairs])
    return f"{sha256(names.encode()).hexdigest()[:12]}.{sha256(values.encode()).hexdigest()[:12]}"


def written(section: Section, data: Data, said: Mapping[str, Any]) -> Data:
    """The whole data with what was filled in; rows whose first cell is empty are gone."""
    whole = copy.deepcopy(data)
    part = base(section, whole)
    for cell in section.cells:
        put(part, cell.key, taken(cell, said.get(cell.key)))
    for rows in section.rows:
        held = get(part, rows.key) or []
        kept = []
        for index, row in enumerate([*held, *([] if rows.fixed else [{}])]):
            filled = _row(rows, copy.deepcopy(row), f"{rows.key}.{index}", said)
            if filled is not None:
                kept.append(filled)
        if rows.named:
            _name(kept, rows.named)
        put(part, rows.key, kept)
    return whole


def _row(rows: Rows, row: Any, name: str, said: Mapping[str, Any]) -> Any:
    first = rows.cells[0]
    if not taken(first, said.get(f"{name}.{first.key}")):
        return None
    if all(cell.key.isdigit() for cell in rows.cells):
        return [taken(cell, said.get(f"{name}.{cell.key}")) for cell in rows.cells]
    for cell in rows.cells:
        put(row, cell.key, taken(cell, said.get(f"{name}.{cell.key}")))
    if isinstance(row.get("when"), list):
        counts = [{level: n for level, n in when.items() if n} for when in row["when"]]
        row["when"] = [when for when in counts if when]
    return row


def _name(rows: list[Data], source: str) -> None:
    """Parts that are new get a slug from their words; those that have one keep it."""
    held = {row["slug"] for row in rows if row.get("slug")}
    for row in rows:
        if not row.get("slug"):
            row["slug"] = slug_of(row[source], held)
            held.add(row["slug"])


def slug_of(words: str, held: Iterable[str]) -> str:
    """A slug from words that nobody has yet."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower().replace("’", "")).strip("-")[:36].strip("-")
    plain = plain if plain[:1].isalpha() and len(plain) > 1 else f"part-{plain}".strip("-")
    number, slug = 2, plain
    while slug in set(held):
        slug, number = f"{plain}-{number}", number + 1
    return slug

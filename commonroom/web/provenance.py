"""Every figure opens: what it counts, where it stands in which file, when it was loaded, what to mind."""

# Everything is escaped where it enters, and a test tries to break in.
# ruff: noqa: S704

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape


@dataclass(frozen=True)
class Origin:
    """Where one figure comes from. Empty fields are left out; `links` are (words, address) pairs."""

    counts: str
    source: str = ""
    file: str = ""
    row: int | None = None
    column: str = ""
    loaded: date | datetime | None = None
    loaded_by: str = ""
    release: str = ""
    earlier: str = ""
    mind: str = ""
    links: tuple[tuple[str, str], ...] = ()
    title: str = ""


def _day(day: date | datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _pairs(origin: Origin) -> list[tuple[str, str]]:
    row = f"row {origin.row:,}" if origin.row else ""
    column = f"column {origin.column}" if origin.column else ""
    loaded = _day(origin.loaded) if origin.loaded else ""
    if loaded and origin.loaded_by:
        loaded = f"{loaded} by {origin.loaded_by}"
    pairs = [
        ("Source", origin.source),
        ("File and row", ", ".join(part for part in (origin.file, row, column) if part)),
        ("Release", origin.release),
        ("Loaded", loaded),
        ("Earlier", origin.earlier),
        ("Mind", origin.mind),
    ]
    return [(name, value) for name, value in pairs if value]


def _sentence(links: tuple[tuple[str, str], ...]) -> str:
    made = [f'<a class="govuk-link" href="{escape(href)}">{escape(words)}</a>' for words, href in links]
    if len(made) < 2:
        return "".join(made)
    return ", ".join(made[:-1]) + f"{',' if len(made) > 2 else ''} or {made[-1]}"


def panel(figure: str, origin: Origin) -> Markup:
    """The panel alone, as the page behind a figure's link shows it."""
    title = origin.title or f"Where {figure} comes from"
    terms = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in _pairs(origin))
    counts = f"<p>{escape(origin.counts)}</p>" if origin.counts else ""
    links = f"<p>{_sentence(origin.links)}</p>" if origin.links else ""
    return Markup(
        f'<div class="cr-prov__panel"><p class="cr-prov__title">{escape(title)}</p>{counts}'
        f"{f'<dl>{terms}</dl>' if terms else ''}{links}</div>"
    )


def provenance(figure: str, origin: Origin, *, after: str = "", floating: bool = False) -> Markup:
    """A figure that opens, as `details`: works without a script.

    `after` are small words beside the figure (“60 pupils”). In the flow of a page the panel pushes what follows down;
    `floating=True` is for tables, where it lies over the page and a script turns it to the side with room.
    """
    kind = "cr-prov cr-prov--float" if floating else "cr-prov"
    small = f' <span class="cr-prov__after">{escape(after)}</span>' if after else ""
    return Markup(
        f'<details class="{kind}"><summary><b class="cr-prov__n">{escape(figure)}</b>{small}</summary>'
        f"{panel(figure, origin)}</details>"
    )


def figure_link(figure: str, href: str) -> Markup:
    """A figure that leads to a page of its own origin; a script opens that page where the figure stands."""
    return Markup(f'<a class="cr-fig" href="{escape(href)}">{escape(figure)}</a>')

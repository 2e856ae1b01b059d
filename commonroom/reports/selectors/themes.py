"""Themes that the figures of all schools propose (D03), and what the board made of earlier ones."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from commonroom.measures import themes as measures_themes
from commonroom.measures.selectors import area_page
from commonroom.measures.selectors.area import DrawnUp, Wanted
from commonroom.partnerships.models import Partnership
from commonroom.reports.models import ThemeDecision

FEWEST = 10
"""Schools of the area from which themes are proposed: published figures, yet nothing that points at one school."""


def proposed(partnership: Partnership) -> list[dict[str, str]]:
    """What stands out in the published figures of the area: worth sharing, or to be thought about together."""
    on = area_page.ground(partnership, Wanted(), DrawnUp())
    if len(on.schools) < FEWEST:
        return []
    found = area_page.summary(on, area_page.around_of(on, [])).themes
    return [
        {
            "key": slugify(theme.title)[:80],
            "title": theme.title,
            "numbers": theme.numbers,
            "kind": kind,
            "from": "figures",
        }
        for kind, listed in (("thought", found.thought), ("sharing", found.sharing))
        for theme in listed
        if not _is_part(theme)
    ]


def _is_part(theme: measures_themes.Theme) -> bool:
    """A part of the area, such as one ward, may be a school or two: such themes stay on the area page."""
    return bool(theme.where)


def newest_decisions(partnership: Partnership) -> dict[str, ThemeDecision]:
    """What the board said last of each theme, by its key."""
    rows = ThemeDecision.objects.filter(partnership=partnership).select_related("published").order_by("noted_at", "pk")
    return {row.theme: row for row in rows}


def standing(partnership: Partnership) -> list[dict[str, Any]]:
    """The themes that the board has agreed and that are not done, oldest first."""
    rows = [row for row in newest_decisions(partnership).values() if row.answer == "agreed"]
    return [
        {"key": row.theme, "title": row.title, "since": f"{row.decided_on:%-d %B %Y}"}
        for row in sorted(rows, key=lambda row: (row.decided_on, row.pk))
    ]

"""Making the draft of a report: counting, deciding what may be shown, and putting it into words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.reports.rules import publishing, writing
from commonroom.reports.rules.ground import Ground, as_data
from commonroom.reports.selectors import collecting, themes
from commonroom.reports.selectors.collecting import Collected
from commonroom.risk.document import TEAMS
from commonroom.web import numbers


def make(partnership: Partnership, *, by: Any, at: datetime) -> dict[str, Any]:
    """The parts of a draft: `document` as readers see it, `ground` and `origins` for those who see every school.

    Raises suppression.CannotBeSafe where the area is too small for any figure.
    """
    told = collecting.collect(partnership, by=by, at=at)
    ground = publishing.decide(told.ground, told.earlier, least=told.settings.least)
    origins = {key: [row.as_data() for row in rows] for key, rows in told.origins.items()}
    origins["days"] = [row.as_data() for row in told.days.rows]
    return {
        "document": document(partnership, told, ground),
        "ground": as_data(ground),
        "origins": {key: rows for key, rows in origins.items() if key in ground.shown or key == "days"},
        "after": told.number_before,
    }


def names_of(told: Collected) -> writing.Names:
    """What things are called in a report."""
    cadences = told.model.cadences
    kind = "working day" if cadences.review_notice_in == "working" else "day"
    return writing.Names(
        levels={slug: level.name for slug, level in told.model.levels.items()},
        groups={group.slug: group.name for group in told.settings.groups},
        teams=TEAMS,
        previous=f"report {told.number_before}" if told.number_before else "",
        note_days=told.settings.note_days,
        review_days=numbers.count(cadences.review_notice_days, kind),
        least=told.settings.least,
    )


def document(partnership: Partnership, told: Collected, ground: Ground) -> dict[str, Any]:
    """The report as readers see it: plain data that holds nothing but what may be shown."""
    names, counts = names_of(told), publishing.counts_of(ground)
    before = publishing.counts_of(told.earlier[-1]) if told.earlier else {}
    shown_before = {key: count for key, count in before.items() if key in told.earlier[-1].shown} if before else {}
    figures = writing.Figures(ground, counts, shown_before)
    sizes, schools = told.group_sizes, sum(told.group_sizes.values())
    term = told.term.words
    return {
        "title": f"Support for schools, {term[0].lower()}{term[1:]}",
        "partnership": partnership.name,
        "as_of": _day(told.window.until),
        "since": _day(told.window.after),
        "least": told.settings.least,
        "schools": schools,
        "meeting": "",
        "opening": "",
        "lede": writing.lede(figures, names, schools),
        "asks": [],
        "themes": told.themes,
        "standing": themes.standing(partnership),
        "sections": {
            "levels": writing.levels(figures, names, sizes),
            "moves": writing.moves(figures, names),
            "promises": writing.promises(figures, names),
            "days": writing.days(float(told.days.available), float(told.days.used), told.days.schools, names),
            "impact": writing.impact(figures, names),
            "register": writing.register(figures, names, told.register_themes),
            "teams": writing.teams(figures, names),
        },
        "audiences": {
            slug: {"name": one.name, "sections": list(one.sections), "about": one.about}
            for slug, one in told.settings.audiences.items()
        },
    }


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"

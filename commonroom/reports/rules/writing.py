"""A report in words and tables, made of figures that may be shown and of nothing else. Pure.

What comes out is plain data: it is frozen as it is when the report is published. A figure that is left out is a cell
without a number, the same whether it was small or went with a small one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonroom.reports.rules.ground import ALL, MOVES, PREVIOUS, TERM, Ground
from commonroom.web import numbers

LEFT_OUT = "not shown"
MOVE_WORDS = {"more": "To more support", "same": "At the same level", "less": "To less support"}
PROMISES = {
    "notes": "Notes shared within {note_days} of the visit",
    "reviews": "Reviews with a timetable agreed {review_days} before",
    "actions": "Actions of improvement plans done by their day",
}


@dataclass(frozen=True)
class Names:
    """What things are called in this report."""

    levels: Mapping[str, str]
    groups: Mapping[str, str]
    teams: Mapping[str, str]
    previous: str
    note_days: int
    review_days: str
    least: int


@dataclass(frozen=True)
class Figures:
    """The figures of a report, with those of the report before as they were shown."""

    ground: Ground
    counts: Mapping[str, int]
    before: Mapping[str, int]

    def shown(self, key: str) -> int | None:
        """A count that may be shown; None where it may not."""
        return self.counts[key] if key in self.ground.shown else None


def cell(figures: Figures, key: str) -> dict[str, Any]:
    """One figure of a table."""
    count = figures.shown(key)
    return {"key": key, "text": LEFT_OUT if count is None else numbers.number(count), "shown": count is not None}


def _plain(count: int | None) -> dict[str, Any]:
    return {"key": "", "text": LEFT_OUT if count is None else numbers.number(count), "shown": count is not None}


def _table(caption: str, head: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"caption": caption, "head": list(head), "rows": [dict(row) for row in rows]}


def levels(figures: Figures, names: Names, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Schools at each level by group, with all schools at the end of last term and at the report before."""
    ground = figures.ground
    groups = [*ground.groups, ALL] if len(ground.groups) > 1 else [ALL]
    has_term = ground.at(TERM) is not None
    head = ["Level", *(names.groups[g] if g != ALL else "All schools" for g in groups)]
    head += ["End of last term"] if has_term else []
    head += [names.previous.capitalize()] if names.previous else []
    rows = []
    for place, level in enumerate(ground.levels, 1):
        cells = [cell(figures, f"now/{level}/{group}") for group in groups]
        cells += [cell(figures, f"term/{level}/{ALL}")] if has_term else []
        cells += [_plain(figures.before.get(f"now/{level}/{ALL}"))] if names.previous else []
        rows.append({"name": names.levels[level], "level": place, "cells": cells})
    if figures.counts[f"now/none/{ALL}"]:
        cells = [cell(figures, f"now/none/{group}") for group in groups]
        rows.append({"name": "No level yet", "level": 0, "cells": _filled(cells, head)})
    totals = [sum(sizes.values()) if group == ALL else sizes.get(group, 0) for group in groups]
    rows.append({"name": "Schools", "level": 0, "cells": _filled([_plain(total) for total in totals], head)})
    table = _table("Schools at each level of support", head, rows)
    return {
        "title": "Levels of support",
        "wide": True,
        "tables": [table],
        "sentences": ["A level says how much support a school gets, not how good it is."],
    }


def _filled(cells: list[dict[str, Any]], head: Sequence[str]) -> list[dict[str, Any]]:
    return cells + [{"key": "", "text": "", "shown": True}] * (len(head) - 1 - len(cells))


def moves(figures: Figures, names: Names) -> dict[str, Any]:
    """How schools moved since the end of last term and since the report before."""
    ground = figures.ground
    points = [
        (p, w) for p, w in ((TERM, "the end of last term"), (PREVIOUS, names.previous)) if ground.at(p) is not None
    ]
    head = ["Schools that moved", *(f"Since {words}" for _, words in points)]
    rows: list[dict[str, Any]] = [
        {"name": MOVE_WORDS[how], "level": 0, "cells": [cell(figures, f"moves/{point}/{how}") for point, _ in points]}
        for how in MOVES
    ]
    any_shown = any(one["shown"] for row in rows for one in row["cells"])
    if not any_shown:
        few = "Few schools moved, or nearly none stayed; so the figures are not shown."
        return {"title": "Movement between levels", "tables": [], "sentences": [few]}
    return {"title": "Movement between levels", "tables": [_table("Movement", head, rows)], "sentences": []}


def promises(figures: Figures, names: Names) -> dict[str, Any]:
    """Whether we did what we promised, by when."""
    rows = []
    for name, words in PROMISES.items():
        if name not in figures.ground.tallies:
            continue
        said = words.format(note_days=numbers.count(names.note_days, "working day"), review_days=names.review_days)
        cells = [cell(figures, f"{name}/{what}") for what in (ALL, "on-time")]
        rows.append({"name": said, "level": 0, "cells": [*cells, _in_words(figures, name)]})
    head = ["What was promised", "Of", "On time", "In words"]
    return {
        "title": "Was support given as promised?",
        "wide": True,
        "tables": [_table("Promises kept", head, rows)],
        "sentences": [],
    }


def _in_words(figures: Figures, name: str) -> dict[str, Any]:
    whole, met = figures.shown(f"{name}/{ALL}"), figures.shown(f"{name}/on-time")
    if whole is None or met is None:
        text = "too few to show"
    elif not whole:
        text = "none fell due"
    else:
        text = f"{round(100 * met / whole)} in 100"
    return {"key": "", "text": text, "shown": True, "words": True}


def teams(figures: Figures, names: Names) -> dict[str, Any]:
    """How many notes each council team wrote: what it knew of schools, never about which."""
    tally = figures.ground.tallies.get("teams")
    if not tally or not any(tally.counts.values()):
        return {"title": TEAMS_TITLE, "tables": [], "sentences": ["No notes were written."]}
    rows: list[dict[str, Any]] = [
        {"name": names.teams.get(team, team), "level": 0, "cells": [cell(figures, f"teams/{team}")]}
        for team in tally.counts
    ]
    rows.append({"name": "All teams", "level": 0, "cells": [cell(figures, f"teams/{ALL}")]})
    sentence = "Notes of what teams know are gathered for the next assessment. What they say is never reported."
    if not any(cell["shown"] and cell["key"] for row in rows for cell in row["cells"]):
        return {"title": TEAMS_TITLE, "tables": [], "sentences": ["Too few notes were written to count.", sentence]}
    table = _table("Notes of council teams", ["Team", "Notes"], rows)
    return {"title": TEAMS_TITLE, "tables": [table], "sentences": [sentence]}


def impact(figures: Figures, names: Names) -> dict[str, Any]:
    """Schools with most support against the priorities that were agreed with them (N05)."""
    sentences = []
    met, whole = figures.shown("priorities/improved"), figures.shown(f"priorities/{ALL}")
    if met is not None and whole:
        early = figures.shown("priorities/early") or 0
        later = f" For {numbers.count(early, 'priority', 'priorities')} it is too early to say." if early else ""
        sentences.append(
            f"{met} of {whole} agreed priorities have improved since they were agreed, by published figures.{later}"
        )
    schools, of = figures.shown("impact/improved"), figures.shown(f"impact/{ALL}")
    if schools is not None and of:
        sentences.append(f"{schools} of {of} schools with most support improved on most of their priorities.")
    elif schools:
        sentences.append(
            f"{numbers.count(schools, 'school', capital=True)} with most support improved on most of their priorities."
        )
    if not sentences:
        sentences.append(
            "Too few schools have agreed priorities with newer figures to say more without pointing at one."
        )
    sentences.append("Schools that begin low tend to rise anyway; a rise alone does not show what brought it about.")
    return {"title": "Did schools with most support improve?", "tables": [], "sentences": sentences}


def register(figures: Figures, names: Names, themes: Sequence[str]) -> dict[str, Any]:
    """The register of schools at risk as one number and themes, where both are large enough (D07)."""
    on = figures.shown("register/on")
    if on is None:
        said = ["The number of schools on the register of schools at risk is not shown."]
    else:
        said = [f"{numbers.count(on, 'school', capital=True)} are on the register of schools at risk."]
        if themes:
            said.append(f"What most of their entries rest on: {_listed(themes)}.")
    return {"title": "The register, in themes", "tables": [], "sentences": [*said, "No school is named to any board."]}


def days(available: float, used: float, schools: int, names: Names) -> dict[str, Any]:
    """Adviser days; only where enough schools had some."""
    said = []
    if available:
        said.append(f"Advisers have {numbers.number(available)} days for schools this year.")
    if schools >= names.least:
        said.append(f"They have used {numbers.number(used)} of them since {names.previous or 'the year began'}.")
    else:
        since = f"since {names.previous}" if names.previous else "this year"
        said.append(f"Too few schools have had days {since} to say how many.")
    return {"title": "Adviser days", "tables": [], "sentences": said}


TEAMS_TITLE = "What council teams told"


def lede(figures: Figures, names: Names, schools: int) -> list[str]:
    """What a director would say aloud of the levels, from figures that are shown alone."""
    found = [
        (names.levels[level], count)
        for level in reversed(figures.ground.levels)
        if (count := figures.shown(f"now/{level}/{ALL}")) is not None
    ]
    said = []
    if found:
        parts = [f"{numbers.number(count)} {'is' if count == 1 else 'are'} at {name}" for name, count in found]
        said.append(f"Of {numbers.count(schools, 'school')}, {_listed(parts)}.")
    most = f"now/{figures.ground.levels[0]}/{ALL}"
    now, before = figures.shown(most), figures.before.get(most)
    if now is not None and before is not None:
        name = names.levels[figures.ground.levels[0]]
        word = "As many schools as" if now == before else "Fewer schools than" if now < before else "More schools than"
        said.append(f"{word} in {names.previous} are at {name}.")
    return said


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

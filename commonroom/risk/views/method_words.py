"""The method in plain words, as every school reads it."""

from __future__ import annotations

from commonroom.risk import phrasing
from commonroom.risk.kinds import SCHOOL_KINDS
from commonroom.risk.phrasing import Measured
from commonroom.web.numbers import number

_BY = {
    "measures": "from figures",
    "inspection": "from inspection",
    "intelligence": "from what council teams know",
    "adviser": "by an adviser",
}
_BESIDE = {"england": "England", "authority": "the local authority"}


def for_schools(model):
    """The kinds of school that the method looks at, as a sentence has them."""
    return phrasing.listed([SCHOOL_KINDS[kind] for kind in model.for_schools])


def not_for(model):
    """The kinds that the method does not look at, as a sentence has them; empty where it looks at all."""
    kinds = [SCHOOL_KINDS[kind] for kind in model.not_for_schools]
    return f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else "".join(kinds)


def indicator(indicator, specs):
    """One thing looked at: its name, how it is judged, and its lines."""
    lines = [_line(line, specs[line.measure]) for line in indicator.lines if line.measure in specs]
    by = phrasing.listed([_BY[way] for way in indicator.judged_by])
    return {"name": indicator.name, "by": by, "lines": lines, "note": indicator.note}


def _line(line, spec):
    """A line as a school reads it: “Persistent absence at 1.25 times England or more”."""
    measure = Measured(spec.short, spec.unit, spec.decimals)
    years = f", {line.years} years running" if line.years > 1 else ""
    amount = phrasing.figure(line.amount, measure, change=True)
    if line.comparator == "number":
        more = "more" if line.side == "above" else "less"
        return f"{spec.name}: {phrasing.figure(line.amount, measure)} or {more}{years}."
    if line.comparator == "itself":
        size = f"{number(line.amount, 3).rstrip('0')} times" if line.by == "times" else f"{amount} from"
        return f"{spec.name}: {size} what it was {line.years} years before, or further."
    beside = _BESIDE[line.comparator]
    if line.by == "times":
        more = "more" if line.side == "above" else "less"
        return f"{spec.name}: {number(line.amount, 2).rstrip('0').rstrip('.')} times {beside} or {more}{years}."
    return f"{spec.name}: {amount} or more {line.side} {beside}{years}."


def when(counts, model):
    """How many indicators suggest a level."""
    parts = [f"{phrasing.count(n, 'indicator')} of {model.levels[s].name}" for s, n in counts.items()]
    return f"{phrasing.listed(parts)}, or more"


def cadences(model):
    """How often, as rows of a table by level, and the notice of a review."""
    c = model.cadences
    rows = (
        ("Challenge task groups a year", c.task_groups_a_year, c.task_groups_note),
        ("Reviews by the council a year", c.reviews_a_year, c.reviews_note),
        ("Support and scrutiny meetings a year", c.scrutiny_meetings_a_year, ""),
    )
    table = [(name, [by.get(slug, 0) for slug in model.levels], note) for name, by, note in rows]
    return {"rows": table, "notice": c.review_notice_days, "in": c.review_notice_in, "note": c.review_notice_note}

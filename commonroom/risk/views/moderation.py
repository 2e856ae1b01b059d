"""All schools side by side, for the team to look at together; and what a line at another place would do."""

from __future__ import annotations

from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.risk import access, phrasing, selectors, support_model
from commonroom.risk.views.words import WATCHED, crumbs
from commonroom.web.numbers import number

SLIDERS = ("persistent-absence-high.0", "weak-outcomes.0", "exclusions-high.0", "weak-outcomes.1")
"""The lines that are worth moving together; the first three that have schools are shown."""


def moderation(request):
    """The schools of the newest term side by side. A plain form by GET: it never writes."""
    opening = selectors.latest_opening(request.partnership)
    if opening is None:
        return redirect("risk:overview", request.partnership.slug)
    today, model = timezone.localdate(), support_model.of_row(opening.model)
    rows = selectors.rows_of(opening, to=request.user, on=today)
    asked = _asked(request.GET, model)
    lines, moves = selectors.moved(rows, opening, asked, on=today)
    everything = request.GET.get("all") == "1"
    shown = rows if everything else [row for row in rows if row.to_look_at]
    context = {
        "title": "All schools, side by side",
        "opening": opening,
        "rows": [_row(row, model) for row in shown],
        "levels": list(model.levels.values()),
        "schools": len(rows),
        "settled": sum(1 for row in rows if row.assessment.state == "agreed"),
        "look_at": sum(1 for row in rows if row.to_look_at),
        "would_be": _would_be(rows, model),
        "sliders": [_slider(line, asked) for line in _chosen(lines)],
        "moves": moves,
        "asked": bool(asked),
        "everything": everything,
        "is_lead": access.is_lead(request.user, partnership=request.partnership),
        "container": "cr-wide",
        "breadcrumbs": crumbs(request, (opening.of.words, "")),
    }
    return render(request, "risk/moderation.html", context)


def _asked(query, model):
    """The amounts that differ from the method’s, by “indicator.index”; what is no number is left out."""
    found = {}
    for indicator, index, line in selectors.movable(model):
        name = f"{indicator.slug}.{index}"
        try:
            amount = float(query[name])
        except (KeyError, ValueError):
            continue
        if amount == amount and abs(amount) < 100_000 and amount != line.amount:
            found[name] = amount
    return found


def _chosen(lines):
    by_name = {line.name: line for line in lines}
    first = [by_name[name] for name in SLIDERS if name in by_name and by_name[name].figures]
    rest = [line for line in lines if line not in first and line.figures]
    return [*first, *rest][:3]


def _slider(line, asked):
    times = line.line.by == "times"
    step = 0.05 if times else 0.5
    low = 0.5 if times else 0.0
    high = round(max(line.line.amount * 2, line.asked), 2)
    more = line.raised - line.raised_now
    said = "as now" if not more else f"{phrasing.count(abs(more), 'school')} {'more' if more > 0 else 'fewer'} than now"
    return {
        "line": line,
        "name": line.name,
        "id": f"line-{line.indicator.slug}-{line.index}",
        "min": low,
        "max": high,
        "step": step,
        "value": line.asked,
        "shown": f"{number(line.asked, 2).rstrip('0').rstrip('.')} {'times' if times else 'points'}",
        "beside": "England" if times else f"{line.line.side} England",
        "said": said,
        "dots": _dots(line),
    }


def _dots(line):
    """The schools' figures as bars of a small histogram: heights in shares of the fullest, left to right."""
    values = line.figures
    if len(values) < 2 or values[0] == values[-1]:
        return []
    low, width, counts = values[0], (values[-1] - values[0]) / 24, [0] * 24
    for value in values:
        counts[min(23, int((value - low) / width))] += 1
    most = max(counts)
    return [
        {"x": 6 + index * 12, "y": round(50 - 46 * n / most, 1), "height": round(46 * n / most, 1)}
        for index, n in enumerate(counts)
        if n
    ]


def _row(row, model):
    dots = [(level, range(row.counts.get(level.slug, 0))) for level in list(model.levels.values())[:2]]
    return {
        "row": row,
        "level": model.levels.get(row.level.level) if row.level else None,
        "suggested": model.levels.get(row.assessment.suggested),
        "proposed": model.levels.get(row.assessment.proposed),
        "dots": dots,
        "watch": WATCHED.get(row.assessment.gobar, ""),
        "changes": _changes(row.assessment.changes, model),
        "adviser": row.adviser or ("no adviser: academy" if row.academy else "none yet"),
    }


def _changes(told, model):
    """What is raised now and was not last term, and the other way round, in names; None in a first term."""
    if told.get("first", True):
        return None
    names = {
        key: [model.by_slug[slug].name for slug in told.get(key, ()) if slug in model.by_slug]
        for key in ("raised_now", "no_longer")
    }
    return names if names["raised_now"] or names["no_longer"] else None


def _would_be(rows, model):
    return [(level, sum(1 for row in rows if row.assessment.suggested == slug)) for slug, level in model.levels.items()]

"""The team's page: every school's year side by side, advisers' days, and one press that makes schedules."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import add

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk import support_model
from commonroom.support import access, rules, selectors, services
from commonroom.support.rules import Days, LineState
from commonroom.support.views import choosing, words


def team(request):
    """Schools by columns, as the strategy prints its schedule; for an adviser, her schools."""
    partnership, today = request.partnership, timezone.localdate()
    year = AcademicYear.of(today)
    model = support_model.document(partnership, on=today)
    spans = selectors.half_terms(partnership, year)
    now = rules.column_of(today, year, spans)
    rows = selectors.team(partnership, to=request.user, year=year, on=today)
    boxes = _boxes(request, rows, model, now)
    fitting = [row for row in rows if _fits(row, boxes, now)]
    page = choosing.page_of(request, fitting)
    shown = _shown(boxes)
    makes = access.role_for("make a schedule", by=request.user, partnership=partnership)
    context = {
        "title": f"Support in {year}",
        "whole": len(rows),
        "shown": len(fitting),
        "boxes": boxes,
        "chosen": choosing.chosen(boxes),
        "page": page,
        "rows": [_row(row, model, now, shown) for row in page],
        "columns": [(n, words.column_name(n), n == now) for n in shown],
        "one_column": len(shown) == 1,
        "now_name": words.column_name(now),
        "internal": [(n, n == now, n in model.internal_review.columns) for n in shown],
        "internal_what": model.internal_review.what,
        "by_level": _by_level(rows, model),
        "days": reduce(add, (row.year.days for row in rows), Days()),
        "unmade": len(selectors.without_schedule(partnership, year=year)) if makes else 0,
        "is_lead": bool(makes),
        "is_adviser": access.is_adviser(request.user, partnership=partnership),
        "advisers": selectors.advisers(partnership, year=year, on=today) if makes else [],
        "year": year,
    }
    return render(request, "support/team.html", context)


def _boxes(request, rows, model, now):
    people = [pair for row in rows for pair in row.advisers]
    return choosing.boxes(
        request,
        choosing.advisers(people, nobody="None yet"),
        choosing.levels(model),
        choosing.half_terms(range(7), now=now),
        choosing.still("Days", "Booked or not", "Still to book"),
    )


def _shown(boxes):
    """The columns to show: the one that was chosen, or all seven."""
    return [int(boxes["half-term"].value)] if boxes["half-term"].value else list(range(7))


def _fits(row, boxes, now):
    """Whether a school is among those chosen. Without a half-term, what is still to book counts until this one ends."""
    adviser, level, half_term, still = (boxes[name].value for name in ("adviser", "level", "half-term", "still"))
    held = {str(pk) for pk, _ in row.advisers} or {choosing.NOBODY}
    if (adviser and adviser not in held) or (level and level != row.level):
        return False
    return not still or row.year.to_book([int(half_term)] if half_term else range(now + 1)) > 0


def _row(row, model, now, shown):
    return {
        "school": row.school,
        "level": model.levels.get(row.level),
        "advisers": ", ".join(name for _, name in row.advisers),
        "days": row.year.days,
        "cells": [(_cell(row.year, n), n == now) for n in shown],
    }


def _cell(year, number):
    """What stands in one cell: short words, each with whether it was done."""
    found = []
    for each in year.column(number):
        line = each.line
        if line.kind in rules.FOR_ALL:
            continue
        name = words.SHORT.get(line.kind, "" if line.days else line.what)
        days = rules.said(line.days) if line.days else ""
        said = ", ".join(part for part in (name, days) if part)
        found.append((said, line.state == LineState.DONE, bool(each.booked)))
    return found


def _by_level(rows, model):
    found = Counter(row.level for row in rows)
    return [(level, found[slug]) for slug, level in model.levels.items() if found[slug]]


def make_all(request):
    """Make the schedule of every agreed level that has none."""
    year = AcademicYear.of(timezone.localdate())
    try:
        made = services.schedule_all(partnership=request.partnership, year=year, by=request.user, at=timezone.now())
    except services.CannotSchedule as error:
        messages.error(request, str(error))
    else:
        schedules = "One schedule was" if made == 1 else f"{made} schedules were"
        messages.success(request, f"{schedules} made for {year}. Each school can read its own.")
    return redirect("support:team", request.partnership.slug)

"""One school's year of support, for the school itself and for those who work with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.documents import access as documents
from commonroom.kit.academic_year import AcademicYear
from commonroom.people.access import Refused
from commonroom.risk import access as levels
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.schools.models import School
from commonroom.support import access, beside, forms, rules, selectors, services, strategy
from commonroom.support.rules import LineState
from commonroom.support.services import common
from commonroom.support.views import words


def school(request, urn):
    """The schedule in seven columns, what the level brings, the school's relationship, and what every school has."""
    partnership, today = request.partnership, timezone.localdate()
    role = access.role_to_read(request.user, partnership=partnership, urn=urn)
    found = get_object_or_404(School, pk=urn)
    common.noted(
        "opened a schedule",
        "schedule",
        urn,
        partnership=partnership,
        urn=urn,
        by=request.user,
        at=timezone.now(),
        role=role,
    )
    year, model = AcademicYear.of(today), support_model.document(partnership, on=today)
    decision = risk.current_level(partnership, urn)
    level = model.levels.get(decision.level) if decision else None
    planned = selectors.schedule(partnership, urn=urn, year=year)
    context = {
        "title": f"{found.name}: support in {year}",
        "school": found,
        "year": year,
        "level": level,
        "planned": planned,
        "columns": _columns(request, planned, model, today) if planned else [],
        "left_out": planned.left_out if planned else [],
        "brings": [(e.name, e.by_level[level.slug]) for e in model.entitlements if level and level.slug in e.by_level],
        "may_make": _may_make(request, decision, year),
        "is_school": role in access.SCHOOLS,
        "breadcrumbs": None if role in access.SCHOOLS else words.crumbs(request, (found.name, "")),
        **_standing(request, found, level, model, year, today),
        **_beside(request, found, model, today),
    }
    return render(request, "support/school.html", context)


def _columns(request, planned, model, today):
    """The seven columns, each with its lines and what the reader may do to them."""
    partnership, urn = request.partnership, planned.urn
    spans = selectors.half_terms(partnership, planned.year)
    now = rules.column_of(today, planned.year, spans)
    books = access.role_for("book a day", by=request.user, partnership=partnership, urn=urn)
    return [
        {
            "name": words.column_name(number),
            "when": words.span_words(spans[number]) if number else "",
            "now": number == now,
            "lines": [
                {
                    "row": row,
                    "line": row.line,
                    "days": rules.said(row.line.days) if row.line.days else "",
                    "who": words.who(row.line.who, model, today),
                    "state": words.state_of(row, column=number, now=now, year_is_now=True),
                    "books": books and row.line.days and row.line.state == LineState.PLANNED,
                    "ends": books and _ends(row.line),
                    "bookings": [(b, books and b.state == "booked", b.on <= today) for b in row.bookings],
                }
                for row in planned.column(number)
            ],
        }
        for number in range(7)
    ]


def _ends(line):
    """Whether somebody can say that a line was done: it has no days, and does not go on all the time."""
    return not line.days and line.state == LineState.PLANNED and line.kind not in rules.ALWAYS


def _may_make(request, decision, year):
    """Whether the reader may make this year's schedule of the level that stands."""
    if decision is None or not access.role_for("make a schedule", by=request.user, partnership=request.partnership):
        return False
    return not selectors.Schedule.objects.filter(
        partnership=request.partnership, decision=decision, year=year.start
    ).exists()


def _standing(request, found, level, model, year, today):
    standing = beside.standing(
        request.partnership, school=found, level=level.slug if level else "", year=year, on=today, model=model
    )
    notes = access.role_for("note what is expected", by=request.user, partnership=request.partnership, urn=found.pk)
    return {
        "standing": standing,
        "status": strategy.STATUSES.get(standing.status, ""),
        "may_note": bool(notes and standing.expected),
    }


def _beside(request, found, model, today):
    partnership, said = request.partnership, strategy.strategy()
    cluster, others = beside.cluster_of(partnership, found)
    books = access.role_for("book a day", by=request.user, partnership=partnership, urn=found.pk)
    given = risk.advisers(partnership, on=today).get(found.pk, [])
    return {
        "everyone": [*said.everyone, *model.universal],
        "adviser": said.adviser,
        "advisers": [name for _, _, name in given],
        "cluster": cluster,
        "cluster_schools": others,
        "kept": documents.read_before_visits(to=request.user, partnership=partnership, urn=found.pk),
        "may_keep": bool(documents.role_to_add(request.user, partnership=partnership, urn=found.pk)),
        "may_book": bool(books),
        "is_lead": levels.is_lead(request.user, partnership=partnership),
    }


def make(request, urn):
    """Make the schedule of one school's level."""
    decision = risk.current_level(request.partnership, urn)
    if decision is None:
        messages.error(request, "No level has been settled yet. Agree one first: the schedule follows from it.")
        return redirect("support:school", request.partnership.slug, urn)
    year = AcademicYear.of(timezone.localdate())
    try:
        services.schedule_year(decision=decision, year=year, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The schedule for {year} stands. The school can read it.")
    return redirect("support:school", request.partnership.slug, urn)


def expect(request, urn):
    """Note what a school has done of what is expected of it."""
    partnership, today = request.partnership, timezone.localdate()
    access.role_to_read(request.user, partnership=partnership, urn=urn)
    found = get_object_or_404(School, pk=urn)
    model, decision = support_model.document(partnership, on=today), risk.current_level(partnership, urn)
    standing = beside.standing(
        partnership,
        school=found,
        level=decision.level if decision else "",
        year=AcademicYear.of(today),
        on=today,
        model=model,
    )
    if not standing.expected:
        raise Http404
    form = forms.ExpectationForm(request.POST or None, expected=standing.expected, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.note_expectation(
                partnership=partnership, urn=urn, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Noted. The school, its adviser and the leads read it.")
            return redirect("support:school", partnership.slug, urn)
    page = reverse("support:school", args=[partnership.slug, urn])
    context = {
        "title": "What was done",
        "form": form,
        "lede": f"For {found.name}.",
        "button": "Note it",
        "back": page,
        "breadcrumbs": [(found.name, page), ("What was done", "")],
    }
    return render(request, "support/form.html", context)

"""Who goes where: the plan of the year side by side, changed by hand school by school, and conflicts of interest."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import HalfTerm
from commonroom.people import access as people
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.risk import support_model
from commonroom.schools.selectors import listing
from commonroom.support import assigning, forms, planning, rules, selectors, services
from commonroom.support.assigning import Key
from commonroom.support.rules import RunState
from commonroom.support.views import choosing, words
from commonroom.web.templatetags.commonroom import status

TITLE = "Who goes where"


def assignment(request):
    """The plan of the year, what is open first; ask for a proposal. Asked for a part, it tells whether one is done."""
    partnership, today = request.partnership, timezone.localdate()
    year = AcademicYear.of(today)
    if request.method == "POST":
        return _ask(request, year)
    run = planning.newest_run(partnership, year=year)
    waits = run is not None and run.state == RunState.WAITING and run.asked_at > timezone.now() - services.STALE
    if request.htmx:
        return HttpResponse(status=204) if waits else HttpResponse(headers={"HX-Refresh": "true"})
    stands = planning.standing(partnership, year=year, on=today)
    plan = stands.plan
    model = support_model.document(partnership, on=today)
    boxes = _boxes(request, stands, model)
    rows = _rows(stands, plan, model.levels)
    fitting = [row for row in rows if _fits(row, boxes)]
    page = choosing.page_of(request, fitting)
    shown = _shown(stands, boxes)
    context = {
        "title": f"{TITLE} in {year}",
        "columns": [(HalfTerm(n).words, n == stands.first) for n in shown],
        "rows": rows,
        "whole": len(rows),
        "shown": len(fitting),
        "boxes": boxes,
        "chosen": choosing.chosen(boxes),
        "page": page,
        "drawn": _drawn(page, shown, partnership.slug),
        "open_days": rules.said(plan.open_days),
        "is_open": bool(plan.open),
        "loads": planning.loads(stands),
        "solution": planning.newest(partnership, year=year),
        "run": run,
        "waits": waits,
        "refused": run is not None and run.state == RunState.REFUSED,
        "without_post": _without_post(partnership, stands, today),
        "gives_posts": any(post.role == "head-of-service" for post in people.posts_in(request.user, partnership)),
        "conflicts": planning.conflicts(partnership).count(),
        "by_hand": len(stands.problem.fixed),
        "breadcrumbs": words.crumbs(request, (TITLE, "")),
    }
    return render(request, "support/assignment.html", context)


def _without_post(partnership, stands, today):
    """Schools of the plan that their adviser does not read of yet, each with the adviser's name."""
    pairs = planning.without_post(partnership, stands, on=today)
    return sorted((stands.problem.school[urn].name, stands.known[pk].name) for pk, urn in pairs)


def _ask(request, year):
    try:
        services.ask_for_assignment(partnership=request.partnership, year=year, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("support:assignment", request.partnership.slug)


def _boxes(request, stands, model):
    named = [(pk, adviser.name) for pk, adviser in stands.known.items()]
    return choosing.boxes(
        request,
        choosing.advisers(named),
        choosing.levels(model),
        choosing.half_terms(_half_terms(stands), now=stands.first),
        choosing.still("Still to plan", "Planned or not", "Without an adviser"),
    )


def _shown(stands, boxes):
    """The half-terms to draw: the one that was chosen, or all of them."""
    return [int(boxes["half-term"].value)] if boxes["half-term"].value else list(_half_terms(stands))


def _fits(row, boxes):
    """Whether a school is among those chosen; adviser and “without an adviser” count within the half-term chosen."""
    adviser, level, half_term, still = (boxes[name].value for name in ("adviser", "level", "half-term", "still"))
    if level and level != row["level"]:
        return False
    cells = [cell for n, cell in row["cells"].items() if not half_term or n == int(half_term)]
    cells = [cell for cell in cells if cell["state"] != "none"]
    if still and not any(cell["state"] == "open" for cell in cells):
        return False
    return any(cell["person"] == adviser for cell in cells) if adviser else bool(cells)


def _half_terms(stands):
    """The half-terms to show: those to come, and earlier ones if somebody was assigned in one."""
    return range(min([stands.first, *(key.half_term for key in stands.rows)]), 7)


_NONE = Markup('<td class="cr-assign__none"><span class="cr-soft">–</span></td>')
_OPEN = Markup('<td data-label="{}">{} <span class="cr-small cr-soft">{}</span></td>')
_HELD = Markup('<td data-label="{}">{} <span class="cr-small cr-soft">{}{}</span></td>')
_ROW = Markup(
    '<tr><th scope="row"><a class="govuk-link" href="{}">{}</a></th>{}'
    '<td><a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> {}</span></a></td></tr>\n'
)


def _drawn(rows, shown, slug):
    """The rows as HTML, put together here: drawing them by template took about three times as long in a profile."""
    school, change = (reverse(f"support:{name}", args=[slug, 0]) for name in ("school", "assignment_school"))
    nobody = status("watch", "nobody yet")
    drawn = []
    for row in rows:
        cells = []
        for n in shown:
            cell, name = row["cells"][n], HalfTerm(n).words
            if cell["state"] == "none":
                cells.append(_NONE)
            elif cell["state"] == "open":
                cells.append(_OPEN.format(name, nobody, cell["days"]))
            else:
                by_hand = ", by hand" if cell["state"] == "hand" else ""
                cells.append(_HELD.format(name, cell["who"], cell["days"], by_hand))
        urn = f"/{row['urn']}/"
        where = (school.replace("/0/", urn), change.replace("/0/", urn))
        drawn.append(_ROW.format(where[0], row["name"], Markup("").join(cells), where[1], row["name"]))
    return Markup("").join(drawn)


def _rows(stands, plan, levels):
    """Each school with its half-terms: what is open first, then the most urgent, then by name."""
    names = {pk: adviser.name for pk, adviser in stands.known.items()}
    order, found = list(levels), []
    for urn, school in stands.problem.school.items():
        cells = {n: _cell(stands, plan, names, Key(urn, n)) for n in _half_terms(stands)}
        urgent = max(stands.problem.need[key].urgency for key in stands.problem.chain[urn])
        is_open = any(key.urn == urn for key in plan.open)
        level = order[-urgent] if urgent <= len(order) else ""
        said = {"urn": urn, "name": school.name, "cells": cells, "is_open": is_open, "level": level, "order": -urgent}
        found.append(said)
    return sorted(found, key=lambda row: (not row["is_open"], row["order"], row["name"], row["urn"]))


def _cell(stands, plan, names, key):
    need, row = stands.problem.need.get(key), stands.rows.get(key)
    if need is None:
        who = names.get(row.person_id, "somebody who left") if row and key.half_term < stands.first else ""
        days, state = (rules.number(row.days), "over") if who else ("", "none")
        return {"who": who, "person": str(row.person_id) if who else "", "days": days, "state": state}
    days = rules.number(need.days)
    if key not in plan.assigned:
        return {"who": "Nobody yet", "person": "", "days": days, "state": "open"}
    person, by_hand = plan.assigned[key], row is not None and row.by_hand
    return {"who": names[person], "person": str(person), "days": days, "state": "hand" if by_hand else "planned"}


def assignment_school(request, urn):
    """One school: who goes there in each half-term and why, with a choice by hand for each."""
    partnership, today = request.partnership, timezone.localdate()
    year = AcademicYear.of(today)
    stands = planning.standing(partnership, year=year, on=today)
    keys = stands.problem.chain.get(urn)
    if not keys:
        raise Http404
    plan, school = stands.plan, stands.problem.school[urn]
    offered = [(load.adviser.person_id, f"{load.adviser.name} ({load.words})") for load in planning.loads(stands)]
    apart = {pk for pk, where in stands.problem.conflicts if where == urn}
    form = forms.AssignForm(
        request.POST if request.method == "POST" else None,
        keys=[(key, HalfTerm(key.half_term).words, rules.said(stands.problem.need[key].days)) for key in keys],
        people=[(pk, said) for pk, said in offered if pk not in apart],
        chosen=stands.problem.fixed,
    )
    if form.is_bound and form.is_valid() and _chose(request, form, year, school):
        return redirect("support:assignment", partnership.slug)
    context = {
        "title": f"{TITLE}: {school.name}",
        "school": school,
        "form": form,
        "told": [(HalfTerm(key.half_term).words, assigning.why(stands.problem, plan, key)) for key in keys],
        "apart": [stands.known[pk].name for pk in sorted(apart) if pk in stands.known],
        "breadcrumbs": [*_crumbs(request), (school.name, "")],
    }
    return render(request, "support/assignment_school.html", context)


def _chose(request, form, year, school):
    try:
        changed = services.choose(
            partnership=request.partnership, year=year, choices=form.choices, by=request.user, at=timezone.now()
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    said = "Nothing was changed." if not changed else f"{school.name} is changed. The next proposal keeps your choices."
    messages.success(request, said)
    if changed:
        _tell_of_too_many(request, form, year)
    return True


def _tell_of_too_many(request, form, year):
    """Say of each adviser who was just chosen if she now has more days to give than she has."""
    chosen = {pk for pk in form.choices.values() if pk}
    stands = planning.standing(request.partnership, year=year, on=timezone.localdate())
    for load in planning.loads(stands):
        if load.too_many and load.adviser.person_id in chosen:
            messages.warning(request, f"{load.adviser.name} now has {load.words}.")


def give_posts(request):
    """Give the advisers of the plan their schools."""
    year = AcademicYear.of(timezone.localdate())
    try:
        given = services.give_posts(partnership=request.partnership, year=year, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        said = "One school was" if given == 1 else f"{given} schools were"
        messages.success(request, f"{said} given to advisers. They read of them from now on.")
    return redirect("support:assignment", request.partnership.slug)


def apart(request):
    """Conflicts of interest of advisers: note one, or end one."""
    partnership, today = request.partnership, timezone.localdate()
    named = selectors.adviser_names(partnership, on=today)
    schools = [(school.pk, school.name) for school in listing.open_in(partnership.la_codes)]
    ends = request.method == "POST" and "end" in request.POST
    form = forms.ApartForm(
        request.POST if request.method == "POST" and not ends else None, people=named, schools=schools
    )
    if (ends and _ended(request)) or (form.is_bound and form.is_valid() and _kept(request, form)):
        return redirect("support:apart", partnership.slug)
    names = dict(schools)
    context = {
        "title": "Conflicts of interest of advisers",
        "rows": [(row, names.get(row.urn, f"URN {row.urn}")) for row in planning.conflicts(partnership)],
        "form": form,
        "breadcrumbs": [*_crumbs(request), ("Conflicts of interest", "")],
    }
    return render(request, "support/apart.html", context)


def _ended(request):
    sent = request.POST["end"]
    row = planning.conflicts(request.partnership).filter(pk=sent).first() if sent.isdigit() else None
    if row is None:
        raise Http404
    services.end_conflict(conflict=row, by=request.user, at=timezone.now())
    messages.success(request, "That conflict of interest has ended.")
    return True


def _kept(request, form):
    person = Person.objects.get(pk=form.cleaned_data["person"])
    told = {"urn": form.cleaned_data["urn"], "because": form.cleaned_data["because"]}
    try:
        services.keep_apart(partnership=request.partnership, person=person, by=request.user, at=timezone.now(), **told)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"The next proposal does not send {person.name} there.")
    return True


def _crumbs(request):
    return words.crumbs(request, (TITLE, reverse("support:assignment", args=[request.partnership.slug])))

"""One load: how it stands, what is wrong with it, what it changed, and what is decided about it."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.imports import access, rules, selectors, services
from commonroom.imports.forms import WhenForm, WhyForm
from commonroom.imports.rules import State
from commonroom.imports.sentences import shown
from commonroom.imports.views.places import address, crumbs
from commonroom.kit.academic_year import AcademicYear
from commonroom.schools.models import School, SchoolChange

PER_PAGE = 100


def load(request, pk):
    """How a load stands; it watches itself while it moves."""
    run = access.open_run(pk, to=request.user, partnership=request.partnership)
    one = shown(run)
    context = {"one": one, "run": run, "here": address(request, "load", pk)} | _decisions(request, run)
    if request.htmx:
        return render(request, "imports/_load.html", context)
    return render(request, "imports/load.html", context | _frame(request, one))


def decide(request, pk):
    """Do what a button of the load's page says."""
    run = access.open_run(pk, to=request.user, partnership=request.partnership)
    deed = {"date": _date, "load": _load, "confirm": _confirm, "leave-out": _leave_out, "withdraw": _withdraw}.get(
        request.POST.get("deed", "")
    )
    if deed is None:
        raise Http404
    try:
        form = deed(request, run)
    except services.CannotDecide as error:
        messages.error(request, str(error))
        form = None
    if form is None or not form.errors:
        return redirect(address(request, "load", pk))
    one = shown(run)
    context = {"one": one, "run": run, "here": address(request, "load", pk), "form": form}
    context |= _frame(request, one) | _decisions(request, run)
    name = "why" if isinstance(form, WhyForm) else "when"
    return render(request, "imports/load.html", context | {name: form}, status=422)


def problems(request, pk):
    """What is wrong with a file, row by row."""
    run = access.open_run(pk, to=request.user, partnership=request.partnership)
    page = Paginator(run.problems.order_by("row", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    one = shown(run)
    context = {
        "title": f"What is wrong in {run.preview.get('name') or run.file.name}",
        "page": page,
        "run": run,
        "refused_url": address(request, "refused", pk),
        "breadcrumbs": crumbs(request, (one.heading, address(request, "load", pk)), ("What is wrong", "")),
    }
    return render(request, "imports/problems.html", context)


def refused(request, pk):
    """The refused rows as they came, with what is wrong in a first column: mend them and bring them in again."""
    run = access.open_run(pk, to=request.user, partnership=request.partnership)
    header, rows = selectors.refused_rows(run)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="load-{run.pk}-refused-rows.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows(rows)
    return response


def changes(request, pk):
    """What a load changed, school by school."""
    run = access.open_run(pk, to=request.user, partnership=request.partnership)
    if run.partnership_id is not None or run.loading_id is None:
        raise Http404
    found = SchoolChange.objects.filter(loading_id=run.loading_id).order_by("urn")
    if request.partnership is not None and request.GET.get("all") != "1":
        here = School.objects.filter(la_code__in=request.partnership.la_codes).values("urn")
        found = found.filter(urn__in=here)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = dict(School.objects.filter(urn__in=[change.urn for change in page]).values_list("urn", "name"))
    one = shown(run)
    context = {
        "title": "What this file changed",
        "one": one,
        "page": page,
        "rows": [_change(change, names) for change in page],
        "whole": request.partnership is None or request.GET.get("all") == "1",
        "breadcrumbs": crumbs(request, (one.heading, address(request, "load", pk)), ("What it changed", "")),
    }
    return render(request, "imports/changes.html", context)


def _change(change, names):
    facts = [(rules.field_words(name), change.before.get(name), new) for name, new in sorted(change.after.items())]
    return {"urn": change.urn, "name": names.get(change.urn, f"URN {change.urn}"), "facts": facts}


def _frame(request, one):
    return {"title": one.heading, "breadcrumbs": crumbs(request, (one.heading, ""))}


def _decisions(request, run):
    """What the reader may decide now, and the addresses that the page needs."""
    may = bool(access.may_bring(request.user, partnership=run.partnership))
    state = State(run.state)
    found = {
        "decide_url": _decide_url(request, run),
        "problems_url": address(request, "problems", run.pk),
        "refused_url": address(request, "refused", run.pk),
        "changes_url": address(request, "changes", run.pk) if _has_changes(run) else "",
        "may_load": may and state is State.TO_CHECK,
        "may_leave_out": may and state in (State.TO_CHECK, State.TO_DATE, State.TO_CONFIRM, State.WAITING),
        "may_confirm": state is State.TO_CONFIRM and bool(access.may_confirm(request.user, run=run)),
        "counts_wrong": (run.preview.get("refused", 0), run.preview.get("remarks", 0)),
    }
    if may and state is State.TO_DATE:
        year = None if run.year is None else AcademicYear(run.year).slug
        found["when"] = WhenForm(initial={"year": year, "as_at": run.as_at}, needs=run.preview.get("needs", ""))
    if state is State.LOADED and access.may_withdraw(request.user, run=run):
        found["why"] = WhyForm()
    return found | (_onward(request, run) if may else {})


def _onward(request, run):
    """Where whoever brings files in goes after this one: her next file that waits for her, and all of them."""
    found = {"bring_url": reverse("imports:bring") if run.partnership_id is None else address(request, "own")}
    asked = (State.TO_DATE, State.TO_CHECK)
    waiting = [one for one in selectors.batch_of(request.user.pk, run.partnership) if one.state in asked]
    other = next((one for one in waiting if one.pk != run.pk), None)
    if other is not None and run.state not in asked:
        name = other.preview.get("name") or other.file.name
        found["next"] = {"name": name, "url": address(request, "load", other.pk)}
    return found


def _decide_url(request, run):
    """National files are decided on the national page, wherever their load is looked at."""
    return (
        reverse("imports:national_decide", args=[run.pk])
        if run.partnership_id is None
        else address(request, "decide", run.pk)
    )


def _has_changes(run):
    return (
        run.partnership_id is None
        and run.loading_id is not None
        and run.state == State.LOADED
        and run.preview.get("counts", {}).get("schools_changed", 0) > 0
    )


def _needed(role):
    if not role:
        raise Http404
    return role


def _date(request, run):
    _needed(access.may_bring(request.user, partnership=run.partnership))
    form = WhenForm(request.POST, needs=run.preview.get("needs", ""))
    if form.is_valid():
        try:
            said = form.cleaned_data
            services.set_date(
                run=run, year=said.get("year"), as_at=said.get("as_at"), by=request.user, at=timezone.now()
            )
        except services.CannotDecide as error:
            form.add_error(None, str(error))
    return form


def _load(request, run):
    role = _needed(access.may_bring(request.user, partnership=run.partnership))
    services.ask_to_load(run=run, by=request.user, at=timezone.now(), acting_as=role)


def _confirm(request, run):
    role = _needed(access.may_confirm(request.user, run=run))
    services.confirm(run=run, by=request.user, at=timezone.now(), acting_as=role)


def _leave_out(request, run):
    _needed(access.may_bring(request.user, partnership=run.partnership))
    services.leave_out(run=run, by=request.user, at=timezone.now())


def _withdraw(request, run):
    role = _needed(access.may_withdraw(request.user, run=run))
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw_run(
                run=run, by=request.user, at=timezone.now(), because=form.cleaned_data["because"], acting_as=role
            )
        except services.CannotWithdraw as error:
            form.add_error(None, str(error))
    return form

"""Bring files in: one page that takes many files and shows how each stands."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.imports import access, selectors, services
from commonroom.imports.forms import FilesForm
from commonroom.imports.rules import REGISTER_KINDS as REGISTERS
from commonroom.imports.rules import State
from commonroom.imports.sentences import shown, tally
from commonroom.imports.services.bringing import new_batch
from commonroom.imports.views.places import address, crumbs
from commonroom.kit.academic_year import AcademicYear
from commonroom.schools import services as schools
from commonroom.web.numbers import count


def bring(request):
    """Take files, and show those that were brought in last and those that wait."""
    if not access.may_bring(request.user, partnership=request.partnership):
        raise Http404
    if request.POST.get("deed") in FOR_ALL:
        return _for_all(request, FOR_ALL[request.POST["deed"]])
    form = FilesForm(request.POST or None, request.FILES or None) if request.method == "POST" else FilesForm()
    if request.method == "POST" and form.is_valid():
        _take(request, form.cleaned_data["chosen"])
        return redirect(address(request, "own"))
    runs = selectors.batch_of(request.user.pk, request.partnership)
    files = [_with_address(request, shown(run)) for run in runs]
    context = {
        "files": files,
        "moving": any(one.moving for one, _ in files),
        "here": address(request, "own"),
        "tally": tally(runs),
        "ready": (ready := len(_ready(runs))),
        "ready_words": count(ready, "file"),
        "proposed": (proposed := len(_proposed(runs))),
        "proposed_words": count(proposed, "file"),
        "hint": _hint(runs),
    }
    if request.htmx and request.method == "GET":
        return render(request, "imports/_files.html", context)
    context |= {
        "title": "Bring files in" if request.partnership is None else "Bring your own measures in",
        "form": form,
        "breadcrumbs": crumbs(request, ("Bring files in", "")),
        "where_url": address(request, "data") + "#where",
    }
    return render(request, "imports/bring.html", context)


def _take(request, files):
    batch = new_batch()
    for file in files:
        try:
            services.bring(
                source=file.file,
                name=file.name,
                batch=batch,
                by=request.user,
                at=timezone.now(),
                partnership=request.partnership,
            )
        except services.CannotBring as error:
            messages.error(request, str(error))


def _for_all(request, deed):
    """Do with every file of the list what one button says."""
    for_these, do = deed
    for run in for_these(selectors.batch_of(request.user.pk, request.partnership)):
        try:
            do(request, run)
        except services.CannotDecide as error:
            messages.error(request, str(error))
    return redirect(address(request, "own"))


def _load(request, run):
    role = access.may_bring(request.user, partnership=request.partnership)
    services.ask_to_load(run=run, by=request.user, at=timezone.now(), acting_as=role)


def _agree(request, run):
    year = None if run.year is None else AcademicYear(run.year)
    services.set_date(run=run, year=year, as_at=run.as_at, by=request.user, at=timezone.now())


def _proposed(runs):
    """Files whose year and day, as far as they are asked for, are proposed."""
    wanted = {"year": ("year",), "as_at": ("as_at",), "both": ("year", "as_at")}
    asked = [(run, wanted.get(run.preview.get("needs", ""), ())) for run in runs if run.state == State.TO_DATE]
    return [run for run, names in asked if all(getattr(run, name) is not None for name in names)]


def _ready(runs):
    """Files that one press may load: registers from the oldest on, other lists of schools, then what is about them.

    None, where the first register still wants its day.
    """
    if any(run.kind in REGISTERS and run.state == State.TO_DATE for run in runs) and schools.is_empty():
        return []
    ready = [run for run in runs if run.state == State.TO_CHECK and not run.needs_second]
    registers = sorted((run for run in ready if run.kind in REGISTERS), key=lambda run: (run.as_at or date.min, run.pk))
    others = [run for run in ready if run.kind not in REGISTERS]
    return registers + sorted(others, key=lambda run: run.kind != "school_information")


FOR_ALL = {"load-all": (_ready, _load), "date-all": (_proposed, _agree)}


def _hint(runs):
    """What to load first, where no register is held and files that need one wait."""
    waiting = [run for run in runs if run.state in (State.TO_CHECK, State.TO_DATE)]
    if not waiting or all(run.kind in REGISTERS for run in waiting) or not schools.is_empty():
        return ""
    if any(run.kind in REGISTERS for run in waiting):
        return "Load the register of schools first: the other files are about its schools."
    return (
        "No register of schools is held yet. Bring it in and load it first: the other files are about its schools, "
        "and their figures show once it is there."
    )


def _with_address(request, one):
    return one, address(request, "load", one.run.pk)

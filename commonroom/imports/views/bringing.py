"""Bring files in: one page that takes many files and shows how each stands."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.imports import access, selectors, services
from commonroom.imports.forms import FilesForm
from commonroom.imports.sentences import shown, tally
from commonroom.imports.services.bringing import new_batch
from commonroom.imports.views.places import address, crumbs


def bring(request):
    """Take files, and show those that were brought in last and those that wait."""
    if not access.may_bring(request.user, partnership=request.partnership):
        raise Http404
    form = FilesForm(request.POST or None, request.FILES or None) if request.method == "POST" else FilesForm()
    if request.method == "POST" and form.is_valid():
        _take(request, form.cleaned_data["chosen"])
        return redirect(address(request, "own"))
    files = [_with_address(request, shown(run)) for run in selectors.batch_of(request.user.pk, request.partnership)]
    context = {"files": files, "moving": any(one.moving for one, _ in files), "here": address(request, "own")}
    if request.htmx and request.method == "GET":
        return render(request, "imports/_files.html", context)
    context |= {
        "title": "Bring files in" if request.partnership is None else "Bring your own measures in",
        "form": form,
        "tally": tally([one.run for one, _ in files]),
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


def _with_address(request, one):
    return one, address(request, "load", one.run.pk)

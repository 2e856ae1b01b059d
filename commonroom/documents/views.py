"""A school's documents: listed, added, opened, withdrawn."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from commonroom.documents import access, services
from commonroom.documents.forms import DocumentForm, OpenDocumentForm, WithdrawForm
from commonroom.documents.rules import Classification, Kind
from commonroom.schools.models import School


def _crumbs(request, school, *more):
    try:
        page = reverse("measures:school", args=[request.partnership.slug, school.pk])
    except NoReverseMatch:
        page = ""
    return [(school.name, page), *more]


def _list_url(request, urn):
    return reverse("documents:school", args=[request.partnership.slug, urn])


def documents(request, urn):
    """The documents of one school that the reader may see."""
    school = get_object_or_404(School, pk=urn)
    rows = list(access.visible_documents(to=request.user, partnership=request.partnership, urn=urn))
    context = {
        "title": f"Documents of {school.name}",
        "school": school,
        "documents": rows,
        "may_add": bool(access.role_to_add(request.user, partnership=request.partnership, urn=urn)),
        "breadcrumbs": _crumbs(request, school, ("Documents", "")),
    }
    return render(request, "documents/documents.html", context)


def _asked_kind(request):
    """The kind that a link asks for; “something else” where it asks for none."""
    asked = request.GET.get("kind", "")
    return asked if asked in {kind.value for kind in Kind} else Kind.OTHER.value


def add(request, urn):
    """Add a document about a school."""
    school = get_object_or_404(School, pk=urn)
    role = access.role_to_add(request.user, partnership=request.partnership, urn=urn)
    if not role:
        raise Http404
    restricted = access.can_read_restricted(request.user, partnership=request.partnership, urn=urn)
    form = (DocumentForm if restricted else OpenDocumentForm)(
        request.POST or None, request.FILES or None, initial={"kind": _asked_kind(request)}
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            added = services.add_document(
                partnership=request.partnership,
                urn=urn,
                title=form.cleaned_data["title"],
                classification=Classification(form.cleaned_data["classification"]),
                source=file.file,
                name=file.name,
                by=request.user,
                at=timezone.now(),
                acting_as=role,
                kind=Kind(form.cleaned_data["kind"]),
                dated_on=form.cleaned_data["dated_on"],
            )
        except services.CannotKeep as error:
            form.add_error("file", str(error))
        except services.CannotAdd as error:
            form.add_error("dated_on", str(error))
        else:
            messages.success(request, f"“{added.title}” has been added.")
            return redirect(_list_url(request, urn))
    crumbs = _crumbs(request, school, ("Documents", _list_url(request, urn)), ("Add", ""))
    context = {"title": "Add a document", "form": form, "school": school, "breadcrumbs": crumbs}
    return render(request, "documents/add.html", context)


def document(request, pk):
    """The bytes of a document, always as a download: nothing that people bring in is shown by our own address."""
    found = access.open_document(pk, to=request.user, partnership=request.partnership)
    try:
        stream = services.open_kept(found.sha256)
    except services.CannotKeep as error:
        raise Http404 from error
    response = FileResponse(stream, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def withdraw(request, pk):
    """Withdraw a document, with a reason."""
    found = access.open_document(pk, to=request.user, partnership=request.partnership)
    role = access.role_to_add(request.user, partnership=request.partnership, urn=found.urn)
    if not role:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_document(
                document=found,
                because=form.cleaned_data["because"],
                by=request.user,
                at=timezone.now(),
                acting_as=role,
            )
        except services.CannotAdd as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{found.title}” has been withdrawn.")
            return redirect(_list_url(request, found.urn))
    school = get_object_or_404(School, pk=found.urn)
    crumbs = _crumbs(request, school, ("Documents", _list_url(request, found.urn)), ("Withdraw", ""))
    context = {"title": f"Withdraw “{found.title}”", "form": form, "document": found, "breadcrumbs": crumbs}
    return render(request, "documents/withdraw.html", context)

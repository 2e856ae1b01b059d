"""Groups of schools of one's own, to compare with."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.measures.forms_groups import GroupForm, as_line
from commonroom.measures.models import ComparisonGroup
from commonroom.measures.services import groups as services
from commonroom.schools.models import School


def groups(request):
    """A person's own groups."""
    own = list(ComparisonGroup.objects.filter(owner_id=request.user.pk).order_by("name"))
    names = School.objects.in_bulk({urn for group in own for urn in group.urns})
    rows = [(group, [names[urn].name for urn in group.urns if urn in names]) for group in own]
    context = {"title": "Groups of your own", "rows": rows, "breadcrumbs": _crumbs(request, ("Groups of your own", ""))}
    return render(request, "measures/area_groups.html", context)


def make_group(request):
    """Make a group."""
    return _edit(request, None, "Make a group")


def edit_group(request, pk):
    """Change the name or the schools of a group of one's own."""
    return _edit(request, _own(request, pk), "Change the group")


def delete_group(request, pk):
    """Delete a group of one's own, asked again in words."""
    group = _own(request, pk)
    if request.method == "POST":
        services.delete_group(partnership=request.partnership, group=group, by=request.user, at=timezone.now())
        messages.success(request, f"The group “{group.name}” is deleted.")
        return redirect("measures:groups", request.partnership.slug)
    title = f"Delete the group “{group.name}”?"
    context = {"title": title, "group": group, "breadcrumbs": _crumbs(request, _own_crumb(request), ("Delete", ""))}
    return render(request, "measures/area_group_delete.html", context)


def _edit(request, group, title):
    form = GroupForm(request.POST or None, near_codes=request.partnership.la_codes, initial=_initial(group))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_group(
                partnership=request.partnership,
                name=form.cleaned_data["name"],
                urns=[school.urn for school in form.cleaned_data["schools"]],
                by=request.user,
                at=timezone.now(),
                group=group,
            )
        except services.CannotSaveGroup as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"The group “{made.name}” is saved, with {len(made.urns)} schools.")
            return redirect("measures:groups", request.partnership.slug)
    context = {"title": title, "form": form, "breadcrumbs": _crumbs(request, _own_crumb(request), (title, ""))}
    return render(request, "measures/area_group.html", context)


def _own(request, pk):
    group = ComparisonGroup.objects.filter(owner_id=request.user.pk, pk=pk).first()
    if group is None:
        raise Http404
    return group


def _initial(group):
    if group is None:
        return {}
    held = School.objects.in_bulk(group.urns)
    return {"name": group.name, "schools": "\n".join(as_line(held[urn]) for urn in group.urns if urn in held)}


def _crumbs(request, *more):
    return [("Area overview", reverse("measures:area", args=[request.partnership.slug])), *more]


def _own_crumb(request):
    return ("Groups of your own", reverse("measures:groups", args=[request.partnership.slug]))

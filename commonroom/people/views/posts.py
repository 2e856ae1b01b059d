"""People and posts of a partnership, or of the platform where the path names no partnership."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people import selectors, services
from commonroom.people.forms import EndForm, InviteForm, PostFields, site_of
from commonroom.people.models import Person
from commonroom.people.roles import ROLES


def address(request, name, *args):
    """Where one of these pages stands: in the partnership, or for the platform."""
    if request.partnership is None:
        return reverse(f"platform_{name}", args=args)
    return reverse(name, args=[request.partnership.slug, *args])


def _place(request):
    return request.partnership.short_name if request.partnership else "the platform"


def _crumbs(request, *more):
    return [(f"People of {_place(request)}", address(request, "people")), *more]


def _choices(request):
    roles = selectors.roles_to_give(by=request.user, partnership=request.partnership)
    schools = selectors.school_choices(request.partnership, by=request.user) if request.partnership else []
    return {"roles": roles, "schools": schools}


def people(request):
    """Who holds which post, filtered by role and school."""
    role, school = request.GET.get("role", ""), request.GET.get("school", "")
    rows = selectors.rows(selectors.visible_posts(to=request.user, partnership=request.partnership))
    shown = [row for row in rows if role in ("", row.role.slug) and school in ("", str(row.post.urn or ""))]
    context = {
        "title": f"People of {_place(request)}",
        "rows": shown,
        "holders": selectors.holders(shown),
        "roles": sorted({(row.role.slug, row.role.name) for row in rows}, key=lambda pair: pair[1]),
        "schools": sorted({(row.post.urn, row.school) for row in rows if row.school}, key=lambda pair: pair[1]),
        "role": role,
        "school": school,
        "may_invite": bool(selectors.roles_to_give(by=request.user, partnership=request.partnership)),
        "invite_url": address(request, "invite"),
        "roles_url": address(request, "roles"),
    }
    return render(request, "people/people.html", context)


def invite(request):
    """Invite somebody and give her first post."""
    form = InviteForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.invite_person(
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                **_post_of(form),
                partnership=request.partnership,
                by=request.user,
                at=timezone.now(),
                site=site_of(request),
            )
        except services.CannotGivePost as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made.post.person.name} has been written to.")
            return redirect(address(request, "people"))
    context = {"title": "Invite somebody", "form": form, "breadcrumbs": _crumbs(request, ("Invite somebody", ""))}
    return render(request, "people/invite.html", context)


def _post_of(form):
    data = form.cleaned_data
    return {
        "role": data["role"],
        "urn": data.get("school"),
        "starts_on": data["starts_on"],
        "ends_on": data["ends_on"],
    }


def _open_person(request, pk):
    """A person of whom the asker may see a post here, with those posts; 404 for anybody else."""
    posts = selectors.visible_posts(to=request.user, partnership=request.partnership, ended=True).filter(person_id=pk)
    rows = selectors.rows(posts)
    if not rows:
        raise Http404
    return rows[0].person, rows


def person(request, pk):
    """One person's posts here, with what they let her do; giving another."""
    found, rows = _open_person(request, pk)
    choices = _choices(request)
    form = PostFields(request.POST or None, **choices) if choices["roles"] and found.pk != request.user.pk else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            services.give_post(
                person=found, **_post_of(form), partnership=request.partnership, by=request.user, at=timezone.now()
            )
        except services.CannotGivePost as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{found.name} holds the post now.")
            return redirect(address(request, "person", pk))
    context = {
        "title": found.name,
        "found": found,
        "rows": [
            (row, address(request, "end_post", row.post.pk) if selectors.may_keep(row.post, by=request.user) else "")
            for row in rows
        ],
        "form": form,
        "breadcrumbs": _crumbs(request, (found.name, "")),
    }
    return render(request, "people/person.html", context)


def end_post(request, pk):
    """End a post, for a reason."""
    seen = selectors.visible_posts(to=request.user, partnership=request.partnership).filter(pk=pk)
    rows = selectors.rows(seen)
    if not rows or not selectors.may_keep(rows[0].post, by=request.user):
        raise Http404
    row = rows[0]
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_post(post=row.post, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        except services.CannotEndPost as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{row.person.name} no longer holds this post.")
            return redirect(address(request, "people"))
    crumbs = _crumbs(request, (row.person.name, address(request, "person", row.person.pk)), ("End a post", ""))
    return render(
        request, "people/end_post.html", {"title": "End a post", "row": row, "form": form, "breadcrumbs": crumbs}
    )


def roles(request):
    """Who may do what: the table of roles in plain words."""
    here = "partnership" if request.partnership else "platform"
    shown = [role for role in ROLES.values() if ("platform" in role.held) == (here == "platform")]
    context = {
        "title": "Who may do what",
        "roles": [(role, sorted(permission.value for permission in role.permissions)) for role in shown],
        "breadcrumbs": _crumbs(request, ("Who may do what", "")),
    }
    return render(request, "people/roles.html", context)


def close_account(request, pk):
    """Close somebody's account: the platform's operator alone."""
    found = Person.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.deactivate_person(
            person=found, because=form.cleaned_data["because"], by=request.user, at=timezone.now()
        )
        messages.success(request, f"{found.name} can no longer sign in.")
        return redirect("platform_people")
    crumbs = _crumbs(request, (found.name, ""), ("Close the account", ""))
    context = {"title": "Close an account", "found": found, "form": form, "breadcrumbs": crumbs}
    return render(request, "people/close_account.html", context)

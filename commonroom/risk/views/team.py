"""Which adviser works with which schools: an adviser at a school is a post, given and ended like any other (F16)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.people import services as people
from commonroom.people.access import Refused
from commonroom.people.models import Person, Post
from commonroom.risk import access, kinds, phrasing, selectors, support_model
from commonroom.risk.forms import AllocateForm
from commonroom.risk.views.words import crumbs
from commonroom.schools.rules import is_academy
from commonroom.schools.selectors import listing


def team(request):
    """The advisers with their schools; give one more, or end one."""
    partnership, today = request.partnership, timezone.localdate()
    schools = listing.open_in(partnership.la_codes)
    given = selectors.advisers(partnership, on=today)
    model = support_model.document(partnership, on=today)
    seen = [s for s in schools if kinds.is_for(model.for_schools, type_of_school=s.type, type_group=s.type_group)]
    free = [(s.pk, s.name) for s in seen if s.pk not in given and not is_academy(s.type)]
    named = _people(partnership, today)
    form = AllocateForm(request.POST if "give" in request.POST else None, people=named, schools=free)
    if request.method == "POST" and (_ends(request) or (form.is_valid() and _gives(request, form))):
        return redirect("risk:team", partnership.slug)
    names = {school.pk: school.name for school in schools}
    by_adviser = {pk: [name, []] for pk, name in named}
    for urn, posts in given.items():
        for post, person_id, name in posts:
            by_adviser.setdefault(person_id, [name, []])[1].append((names.get(urn, f"URN {urn}"), post))
    context = {
        "title": "Advisers and their schools",
        "advisers": [(name, sorted(held)) for name, held in sorted(by_adviser.values(), key=lambda pair: pair[0])],
        "form": form,
        "free": len(free),
        "may_give": access.role_of(request.user, partnership=partnership, among=("head-of-service",)),
        "academies": sum(1 for school in seen if is_academy(school.type)),
        "breadcrumbs": crumbs(request, ("Team", "")),
    }
    return render(request, "risk/team.html", context)


def _people(partnership, today):
    rows = Post.objects.filter(partnership=partnership, role="adviser", ended_at__isnull=True, starts_on__lte=today)
    return sorted({(post.person_id, post.person.name) for post in rows.select_related("person")}, key=lambda p: p[1])


def _gives(request, form):
    person = Person.objects.get(pk=form.cleaned_data["person"])
    try:
        with transaction.atomic():
            for urn in form.cleaned_data["urns"]:
                people.give_post(
                    person=person,
                    role="adviser",
                    partnership=request.partnership,
                    urn=urn,
                    by=request.user,
                    at=timezone.now(),
                )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    more = phrasing.count(len(form.cleaned_data["urns"]), "more school")
    messages.success(request, f"{person.name} now works with {more}.")
    return True


def _ends(request):
    if "end" not in request.POST:
        return False
    posts = Post.objects.filter(partnership=request.partnership, role="adviser", urn__isnull=False)
    post = posts.filter(pk=request.POST["end"]).first() if request.POST["end"].isdigit() else None
    if post is None:
        raise Http404
    people.end_post(post=post, because="Schools were given to advisers anew.", by=request.user, at=timezone.now())
    messages.success(request, "That allocation has ended. From now on the adviser does not see the school’s records.")
    return True

"""What people make of the themes of the area: confirm, reword, set aside, take back, add."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.measures import decided_themes as decided
from commonroom.measures.forms_themes import AddForm, DecideForm
from commonroom.measures.models import ThemeOfArea
from commonroom.measures.selectors import area as schools
from commonroom.measures.selectors import area_page
from commonroom.measures.services import themes as services
from commonroom.people.roles import ROLES
from commonroom.schools.selectors import house
from commonroom.schools.selectors.kept import kept

EMPTY = {
    "sharing": "No headline measure stands out beyond chance.",
    "thought": "No headline measure stands out beyond chance.",
    "early": "Nothing waits for another year.",
}
SAVED = {
    decided.CONFIRMED: "The theme “{}” is confirmed.",
    decided.SET_ASIDE: "The theme “{}” is set aside.",
    decided.PROPOSED: "The theme “{}” stands as the figures propose it.",
}


def context(found, decisions, *, slug, may):
    """The columns, and the themes that were set aside, for the section of the area page. `may`: the reader decides."""
    said = list(decided.told(found, {one.key: one for one in decisions}).values())
    columns = [
        {"title": title, "empty": EMPTY[kind], "themes": [_line(one, slug, may) for one in decided.column(said, kind)]}
        for kind, title in decided.COLUMNS
    ]
    return {
        "themes": columns,
        "put_away": [_line(one, slug, may) for one in decided.put_away(said)],
        "any_confirmed": any(one.confirmed for one in said),
        "add_theme_url": reverse("measures:add_theme", args=[slug]) if may else "",
    }


def _line(one, slug, may):
    """One theme as its place on the page needs it."""
    url = reverse("measures:decide_theme", args=[slug, one.key]) if may else ""
    return {"said": one, "theme": one.proposed, "decide_url": url, "who": who(one.decision) if one.decision else ""}


def who(decision):
    """“the head of education improvement”, by the role that somebody decided in."""
    name = ROLES[decision.role].name if decision.role in ROLES else "somebody of the partnership"
    return f"the {name[:1].lower()}{name[1:]}" if decision.role in ROLES else name


def decide_theme(request, key):
    """Decide on one theme that is told, or that was told before."""
    one = _told(request).get(key)
    if one is None:
        raise Http404
    answers = [decided.CONFIRMED, decided.SET_ASIDE]
    if one.proposed is not None and one.decision is not None and one.decision.answer != decided.PROPOSED:
        answers.append(decided.PROPOSED)
    initial = {"title": one.title, "decided_on": timezone.localdate()}
    form = DecideForm(request.POST or None, answers=answers, initial=initial)
    if request.method == "POST" and form.is_valid():
        numbers = {"key": key, "kind": one.kind, "rests_on": one.numbers}
        if done := _kept(request, form, services.decide_theme, **numbers):
            return done
    return _page(request, form, f"Decide on “{one.title}”", one)


def add_theme(request):
    """Bring in a theme that the figures do not propose."""
    form = AddForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and (done := _kept(request, form, services.add_theme)):
        return done
    return _page(request, form, "Add a theme", None)


def _kept(request, form, service, **facts):
    """Back to the area page, or None with the reason on the form."""
    try:
        made = service(
            partnership=request.partnership, by=request.user, at=timezone.now(), **facts, **form.cleaned_data
        )
    except services.CannotDecide as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, SAVED[made.answer].format(made.title))
    return redirect(f"{reverse('measures:area', args=[request.partnership.slug])}#h-themes")


def _page(request, form, title, one):
    area = reverse("measures:area", args=[request.partnership.slug])
    before = ThemeOfArea.objects.filter(key=one.key).order_by("-pk") if one else ()
    context = {
        "title": title,
        "form": form,
        "said": one,
        "column": dict(decided.COLUMNS).get(one.kind) if one else "",
        "before": [(row, who(row), WORDS[row.answer]) for row in before],
        "area_url": area,
        "breadcrumbs": [("Area overview", area), (title, "")],
    }
    return render(request, "measures/area_theme.html", context)


WORDS = {
    decided.CONFIRMED: ("done", "confirmed"),
    decided.SET_ASIDE: ("wait", "set aside"),
    decided.PROPOSED: ("wait", "left as proposed"),
}


def _told(request):
    """Every theme of the area by its key, as the area page tells them."""
    partnership = request.partnership
    drawn_up = schools.drawn_up(partnership, request.user.pk)
    found = kept(
        "themes of an area",
        (partnership.pk, partnership.short_name, tuple(partnership.la_codes), drawn_up.clusters),
        lambda: area_page.proposed(partnership, drawn_up),
        at=house.held_for(request).facts,
    )
    return decided.told(found, {one.key: one for one in drawn_up.decisions})

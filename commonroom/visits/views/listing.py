"""The list of visits and notes: what waits, what is to come and what was shared, or the part of it that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.support import rules as columns
from commonroom.support import selectors as support
from commonroom.support.views import choosing
from commonroom.visits import access, asked, selectors

OPEN_HELP = ("asked", "matched", "under-way")


@dataclass(frozen=True)
class Choice:
    """What was chosen: schools of an adviser and at a level (None: all), whose visits, which days, if all of it."""

    given: frozenset[int] | None
    at_level: frozenset[int] | None
    person: int | None
    days: Any
    still: bool

    @property
    def urns(self):
        """The schools chosen; None for all of them."""
        if self.given is None or self.at_level is None:
            return self.at_level if self.given is None else self.given
        return self.given & self.at_level

    def has(self, urn, day=None):
        """Whether something about a school, on a day where it has one, is among what was chosen."""
        fits = self.urns is None or urn in self.urns
        return fits and (day is None or self.days is None or day in self.days)

    @property
    def of_notes(self):
        """The same as a condition on notes: an adviser's are those that she made, wherever."""
        found = Q() if self.person is None else Q(visit__person_id=self.person)
        found &= Q() if self.at_level is None else Q(urn__in=self.at_level)
        return found & (Q(visit__on__range=(self.days.first, self.days.last)) if self.days else Q())


def visits(request):
    """Visits and notes: an adviser's own schools, every school for a lead; what waits first."""
    to, partnership, today = request.user, request.partnership, timezone.localdate()
    is_lead = access.schools_of(to, partnership=partnership, roles=()) is None
    mine = access.schools_of(to, partnership=partnership, roles=("adviser",))
    told, model = asked.stories(partnership), support_model.document(partnership, on=today)
    levels = {urn: story[0].level for urn, story in told.items()}
    given = risk.advisers(partnership, on=today) if is_lead else {}
    boxes = _boxes(request, partnership, given, model, today)
    choice = _choice(boxes, partnership, given, levels, today)
    may_review = bool(access.role_for("review a note", by=to, partnership=partnership, urn=None))
    settings = selectors.settings_for(partnership, on=today, model=model)
    yearly = selectors.yearly_visits(partnership, urns=mine, today=today)
    whole_year = choice.days is None
    context = {
        "title": "Visits",
        "boxes": boxes,
        "chosen": choosing.chosen(boxes),
        **_notes(request, choice, yearly.names, today),
        **_to_do(request, choice, settings, yearly, told, mine),
        "yearly": yearly.of(choice.urns) if whole_year else None,
        "watched": _watched(request, choice, settings, levels, yearly.names) if is_lead and whole_year else [],
        "next_booked": None if is_lead else support.next_booking(partnership, person_id=to.pk, on=today),
        "internal_due": may_review and not selectors.internal_meeting_of(partnership, today=today),
        "is_lead": is_lead,
        "may_review": may_review,
        "may_write": bool(access.role_for("plan a visit", by=to, partnership=partnership, urn=None) or mine),
        "today": today,
    }
    return render(request, "visits/list.html", context)


def _boxes(request, partnership, given, model, today):
    now = columns.column_of(today, AcademicYear.of(today), support.half_terms(partnership, AcademicYear.of(today)))
    people = [(pk, name) for posts in given.values() for _, pk, name in posts]
    return choosing.boxes(
        request,
        choosing.advisers(people),
        choosing.levels(model),
        choosing.half_terms(range(1, 7), now=now),
        choosing.still("Show", "Everything", "Still to plan or do"),
    )


def _choice(boxes, partnership, given, levels, today):
    adviser, level, half_term = (boxes[name].value for name in ("adviser", "level", "half-term"))
    theirs = frozenset(urn for urn, posts in given.items() if any(str(pk) == adviser for _, pk, _ in posts))
    at_level = frozenset(urn for urn, stands in levels.items() if stands == level)
    days = None
    if half_term:
        year = AcademicYear.of(today)
        days = columns.whole_span(int(half_term), year, support.half_terms(partnership, year))
    return Choice(
        theirs if adviser else None,
        at_level if level else None,
        int(adviser) if adviser else None,
        days,
        bool(boxes["still"].value),
    )


def _notes(request, choice, names, today):
    """Notes that are open, all of them; those that were shared, a page of them."""
    rows = access.visible_notes(to=request.user, partnership=request.partnership)
    rows = rows.filter(choice.of_notes, visit__cancelled_at__isnull=True).order_by("-visit__on", "-pk")
    open_ = list(rows.exclude(state="shared"))
    shared = Paginator(rows.none() if choice.still else rows.filter(state="shared"), choosing.ON_A_PAGE)
    page = shared.get_page(request.GET.get("shared"))
    found = selectors.named_notes(open_, names)
    to_come = [row for row in reversed(found) if row.note.state == "draft" and row.visit.on > today]
    return {
        "to_review": [row for row in found if row.note.state == "review"],
        "drafts": [row for row in found if row.note.state == "draft" and row.visit.on <= today],
        "to_come": choosing.page_of(request, to_come, "to-come"),
        "shared": selectors.named_notes(page, names),
        "shared_page": page,
    }


def _to_do(request, choice, settings, yearly, told, mine):
    """Help being found, meetings to arrange, plans to validate: each with the name of its school."""
    to, partnership, names = request.user, request.partnership, yearly.names
    helped = access.visible_help(to=to, partnership=partnership).filter(state__in=OPEN_HELP).order_by("made_at")
    to_meet = []
    if mine or access.role_for("review a note", by=to, partnership=partnership, urn=None):
        ours = told if mine is None else {urn: story for urn, story in told.items() if urn in mine}
        to_meet = asked.to_meet(partnership, settings=settings, urns=mine, told=ours, maintained=yearly.maintained)
    return {
        "open_help": [(one, names.get(one.urn, "")) for one in helped if choice.has(one.urn, _day(one.made_at))],
        "to_meet": choosing.page_of(
            request,
            [(one, names.get(one.urn, "")) for one in to_meet if not one.meeting and choice.has(one.urn, one.by)],
            "meetings",
            most=10,
        ),
        "unvalidated": [
            (one, names.get(one.urn, ""))
            for one in selectors.unvalidated(to=to, partnership=partnership)
            if choice.has(one.urn)
        ],
    }


def _day(at):
    return timezone.localtime(at).date()


def _watched(request, choice, settings, levels, names):
    rows = selectors.reviews_watched(
        request.partnership, today=timezone.localdate(), settings=settings, levels=levels, names=names
    )
    rows = [row for row in rows if choice.has(row.urn) and (row.standing.still_to_plan or not choice.still)]
    return choosing.page_of(request, rows, "reviews")

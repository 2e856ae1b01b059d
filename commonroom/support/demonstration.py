"""The demonstration's story of this room, told through the services: schedules of every agreed level, days booked and
had, one beyond what was planned, what schools did themselves, a talk with a trust. Deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import access as people
from commonroom.risk import access as levels
from commonroom.risk import selectors as risk
from commonroom.schools.rules import is_academy
from commonroom.schools.selectors import listing
from commonroom.support import rules, selectors, services
from commonroom.support.models import Line, Schedule

DAYS = Decimal(60)


def fill(partnership: Partnership, cast: dict[str, Any], at: datetime) -> None:
    """Tell the story with the demonstration's people by slug: farid (head of service) and whoever advises
    schools. Nothing where no level is agreed, or schedules stand. Enters the partnership itself.
    """
    leads = cast["farid"]
    year = AcademicYear.of(timezone.localdate(at))
    for person in cast.values():
        people.forget_posts(person)
    with entered(partnership, person_id=leads.pk):
        if Schedule.objects.filter(partnership=partnership).exists() or not risk.levels(partnership):
            return
        services.schedule_all(partnership=partnership, year=year, by=leads, at=at - timedelta(days=1))
        named = selectors.adviser_names(partnership, on=timezone.localdate(at))
        advisers = [person for pk, _ in named for person in cast.values() if person.pk == pk]
        for adviser in advisers:
            services.give_adviser_days(
                partnership=partnership, person=adviser, year=year, days=DAYS, phases=["Primary"], by=leads, at=at
            )
        if advisers:
            services.propose(partnership=partnership, year=year, by=leads, at=at)
        _talk(partnership, leads, at)
    for adviser in advisers:
        with entered(partnership, person_id=adviser.pk):
            _book(partnership, adviser, year, at)
            _expect(partnership, adviser, at)


def _book(partnership: Partnership, adviser: Any, year: AcademicYear, at: datetime) -> None:
    """In this half-term some days were had, one is booked and some are still to book; plans were agreed."""
    today = timezone.localdate(at)
    now = max(rules.column_of(today, year, selectors.half_terms(partnership, year)), 1)
    span = selectors.half_terms(partnership, year)[now]
    urns = levels.schools_of(adviser, partnership=partnership, roles=("adviser",))
    lines = Line.objects.filter(partnership=partnership, urn__in=urns, state="planned").order_by("urn", "pk")
    before, after = _free(max(span.first, today - timedelta(days=30)), today), _free(today, span.last)
    for index, line in enumerate(lines.filter(kind="adviser-day", column=now)[:8]):
        days = before if index % 4 < 2 else after
        on = next(days, None)
        if index % 4 == 3 or on is None:
            continue
        booking = services.book_day(
            partnership=partnership,
            urn=line.urn,
            line=line,
            on=on,
            days=Decimal(1),
            starts=time(9, 0),
            by=adviser,
            at=at,
        )
        if on < today and index % 4 == 0:
            services.day_had(booking=booking, by=adviser, at=at)
    for line in lines.filter(kind="plan")[:5]:
        services.line_done(line=line, on=today - timedelta(days=20), by=adviser, at=at)


def _free(first: date, last: date) -> Iterator[date]:
    """Every second weekday after a first day and before a last one."""
    day = first + timedelta(days=1)
    while day < last:
        if day.weekday() < 5:
            yield day
            day += timedelta(days=1)
        day += timedelta(days=1)


def _expect(partnership: Partnership, adviser: Any, at: datetime) -> None:
    """Two schools with the least support have done something of what is expected of them."""
    urns = levels.schools_of(adviser, partnership=partnership, roles=("adviser",))
    stand = risk.levels(partnership)
    told = (
        ("external-review", "A review of special needs with two heads of the cluster."),
        ("shares-practice", "Showed its early reading to three schools of the cluster."),
    )
    quiet = [urn for urn in sorted(urns) if urn in stand and stand[urn].level == "priority-3"]
    for urn, (kind, words) in zip(quiet, told, strict=False):
        on = timezone.localdate(at) - timedelta(days=35)
        services.note_expectation(partnership=partnership, urn=urn, kind=kind, on=on, words=words, by=adviser, at=at)


def _talk(partnership: Partnership, by: Any, at: datetime) -> None:
    academies = [s for s in listing.open_in(partnership.la_codes) if is_academy(s.type) and s.trust_uid]
    for index, school in enumerate(sorted(academies, key=lambda s: s.pk)[:2]):
        services.log_dialogue(
            partnership=partnership,
            urn=school.pk,
            whole_trust=index == 0,
            on=timezone.localdate(at) - timedelta(days=40 - 25 * index),
            how=("meeting", "telephone")[index],
            spoke_with="the chief executive",
            about="Attendance, places for pupils with special needs, and who comes to the cluster’s meetings.",
            next_on=timezone.localdate(at) + timedelta(days=50) if index == 0 else None,
            by=by,
            at=at,
        )

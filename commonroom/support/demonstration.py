"""The demonstration's story of this room, told through the services: schedules of every agreed level, who goes where
for the year with a few places open, days had and booked, what schools did themselves, talks with trusts. Deterministic.
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
from commonroom.support import planning, rules, selectors, services
from commonroom.support.models import Booking, Line, Schedule

DAYS = {"ben": (Decimal(168), ("Primary", "Special")), "daniel": (Decimal(82), ("Primary", "Secondary"))}
"""Days for schools in a year and what each knows well: Ben works here all week, Daniel two days of it."""
USUAL = (Decimal(60), ("Primary",))
SECONDS = 8.0


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
        advisers = _give_days(partnership, cast, year, leads, at)
        _talk(partnership, leads, at)
    assigned = bool(advisers) and _assign(partnership, cast, year, at)
    for adviser in advisers:
        people.forget_posts(adviser)
        with entered(partnership, person_id=adviser.pk):
            _book_past(partnership, adviser, year, at)
            _book(partnership, adviser, year, at)
            _expect(partnership, adviser, at)
    if assigned:
        _assign(partnership, cast, year, at)


def _give_days(partnership: Partnership, cast: dict[str, Any], year: AcademicYear, by: Any, at: datetime) -> list[Any]:
    """Everybody who advises schools here gets days for the year; who they are."""
    named = selectors.adviser_names(partnership, on=timezone.localdate(at))
    slugs = {person.pk: slug for slug, person in cast.items()}
    advisers = [cast[slugs[pk]] for pk, _ in named if pk in slugs]
    for person in advisers:
        days, phases = DAYS.get(slugs[person.pk], USUAL)
        services.give_adviser_days(
            partnership=partnership, person=person, year=year, days=days, phases=phases, by=by, at=at
        )
    return advisers


def _assign(partnership: Partnership, cast: dict[str, Any], year: AcademicYear, at: datetime) -> bool:
    """Work out who goes where for what is left of the year, and give advisers their schools. The school of the head
    in the cast stays with the adviser who tells her story. False where no schedule asks for a day from now on.
    """
    leads = cast["farid"]
    people.forget_posts(leads)
    with entered(partnership, person_id=leads.pk):
        stands = planning.standing(partnership, year=year, on=timezone.localdate(at))
        if not stands.problem.need:
            return False
        if "daniel" in cast and "ruth" in cast:
            people.forget_posts(cast["ruth"])
            urns = {post.urn for post in people.posts_in(cast["ruth"], partnership)}
            keys = [key for urn in urns for key in stands.problem.chain.get(urn, ())]
            choices = {key: cast["daniel"].pk for key in keys if key not in stands.problem.fixed}
            if choices and cast["daniel"].pk in stands.known:
                services.choose(partnership=partnership, year=year, choices=choices, by=leads, at=at)
        services.propose(partnership=partnership, year=year, by=leads, at=at, seconds=SECONDS)
        services.give_posts(partnership=partnership, year=year, by=leads, at=at)
    return True


def _lines(partnership: Partnership, adviser: Any, **more: Any) -> list[Line]:
    urns = levels.schools_of(adviser, partnership=partnership, roles=("adviser",))
    lines = Line.objects.filter(partnership=partnership, urn__in=urns, state="planned", **more)
    return list(lines.order_by("column", "urn", "pk"))


def _book_past(partnership: Partnership, adviser: Any, year: AcademicYear, at: datetime) -> None:
    """In half-terms that are over, nearly every day was had; one in eleven was not."""
    today = timezone.localdate(at)
    spans = selectors.half_terms(partnership, year)
    now = rules.column_of(today, year, spans)
    lines = _lines(partnership, adviser, kind="adviser-day", column__in=range(1, now))
    free = {n: _free(spans[n].first, min(spans[n].last, today), every=1) for n in range(1, now)}
    for index, line in enumerate(lines):
        for _ in range(int(line.days) if index % 11 != 10 else 0):
            if (on := next(free[line.column], None)) is not None:
                booking = _booked(partnership, line, on, adviser, at)
                services.day_had(booking=booking, by=adviser, at=at)


def _book(partnership: Partnership, adviser: Any, year: AcademicYear, at: datetime) -> None:
    """In this half-term some days were had, others are booked and a few are still to book; plans were agreed."""
    today = timezone.localdate(at)
    now = max(rules.column_of(today, year, selectors.half_terms(partnership, year)), 1)
    span = selectors.half_terms(partnership, year)[now]
    before, after = _free(max(span.first, today - timedelta(days=30)), today), _free(today, span.last)
    for index, line in enumerate(_lines(partnership, adviser, kind="adviser-day", column=now)[:16]):
        is_past = index % 4 < 2
        on = next(before if is_past else after, None)
        if index % 5 == 4 or on is None:
            continue
        booking = _booked(partnership, line, on, adviser, at)
        if is_past and index != 1:
            services.day_had(booking=booking, by=adviser, at=at)
    for index, line in enumerate(_lines(partnership, adviser, kind="plan")):
        if index % 6 != 5:
            services.line_done(line=line, on=today - timedelta(days=20), by=adviser, at=at)


def _booked(partnership: Partnership, line: Line, on: date, adviser: Any, at: datetime) -> Booking:
    return services.book_day(
        partnership=partnership,
        urn=line.urn,
        line=line,
        on=on,
        days=Decimal(1),
        starts=time(9, 0),
        by=adviser,
        at=at,
    )


def _free(first: date, last: date, *, every: int = 2) -> Iterator[date]:
    """Every so many weekdays after a first day and before a last one."""
    day = first + timedelta(days=1)
    while day < last:
        if day.weekday() < 5:
            yield day
            day += timedelta(days=every - 1)
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

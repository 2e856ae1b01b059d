"""The demonstration’s small story of the register, told through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register import services as register
from commonroom.register.models import Entry
from commonroom.register.rules.placing import Route, route_of
from commonroom.schools.models import School

WORDS = "Outcomes at key stage 2 fell two years running, and three heads have led the school in four years."


def fill(partnership: Partnership, people: Mapping[str, Person], at: datetime) -> int:
    """Two maintained schools and an academy on the register, one with a notice; how many entries were made.

    Chooses the schools by URN, so the story is the same each time; does nothing where an entry stands already.
    """
    farid = people["farid"]
    with entered(partnership, person_id=farid.pk):
        if Entry.objects.filter(partnership=partnership).exists():
            return 0
        taken = list(School.objects.filter(la_code__in=partnership.la_codes, is_open=True).order_by("urn"))
        ours = [s for s in taken if route_of(s.type) is Route.MAINTAINED and s.phase == "Primary"]
        academies = [s for s in taken if route_of(s.type) is Route.ACADEMY]
        slugs = [slug for slug, _ in selectors.indicators(partnership, on=at.date())][:2] or ["outcomes"]
        made = 0
        for place, school in enumerate([*ours[3:5], *academies[:1]]):
            _place(partnership, school, slugs, farid, people, at, place)
            made += 1
    return made


def _place(
    partnership: Partnership,
    school: School,
    slugs: list[str],
    farid: Person,
    people: Mapping[str, Person],
    at: datetime,
    place: int,
) -> None:
    first = at - timedelta(days=200 - 60 * place)
    entry = register.place_school(
        partnership=partnership,
        urn=school.urn,
        indicators=slugs,
        because=WORDS,
        decided_on=first.date(),
        decided_with="the director of education",
        due_on=at.date() + timedelta(days=3 + 20 * place),
        by=farid,
        at=first,
    )
    academy = entry.route == Route.ACADEMY
    for kind, words in (
        (("told-trust", "The chief executive was telephoned."), ("told-regions", "Told by letter."))
        if academy
        else (("told-school", "Met with the head and the chair."), ("adviser", "An adviser works with the school."))
    ):
        day = first + timedelta(days=2)
        register.record_step(entry=entry, kind=kind, on=day.date(), words=words, by=farid, at=day)
    if place == 1:
        _notice(entry, farid, at)
    if academy and "noor" in people:
        register.give_sight(
            entry=entry,
            person=people["noor"],
            purpose="To prepare the termly meeting about academies",
            until=at.date() + timedelta(days=14),
            by=farid,
            at=at,
        )


def _notice(entry: Entry, farid: Person, at: datetime) -> None:
    day = at - timedelta(days=20)
    notice = register.draft_notice(
        entry=entry,
        issuer="council",
        grounds=["governance"],
        evidence="The governing body has not met since the summer, and two posts have stood empty for a year.",
        recipients=["The chair of governors", "The headteacher", "The diocese"],
        by=farid,
        at=day,
    )
    register.write_letter(
        notice=notice, kind="warning", signed_by="Head of education improvement", dated=day.date(), by=farid, at=day
    )

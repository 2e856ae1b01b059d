"""World A, and what makes it world B: one school on the register, with all that hangs on it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonroom.partnerships.scope import entered
from commonroom.people import access
from tests.cast import hold, make_person, make_school

UNCLEARED = (
    ("amara", "partnership-manager", None),
    ("eleanor", "board-chair", None),
    ("bola", "board-member", None),
    ("grace", "headteacher", 900102),
    ("carol", "chair-of-governors", 900102),
    ("dora", "business-manager", 900101),
    ("nia", "training-lead", 900101),
    ("kezia", "finance-officer", None),
    ("joel", "portal-editor", None),
    ("lucia", "support-officer", None),
    ("ben", "adviser", 900102),
    ("odile", "ofsted", None),
    ("noor", "regions-group", None),
    ("nadia", "national-association", None),
    ("meera", "elected-member", None),
    ("winifred", "returning-officer", None),
    ("ivy", "", None),
)
CLEARED = (("farid", "head-of-service", None), ("hannah", "school-improvement-lead", None),
           ("chidi", "headteacher", 900101), ("daniel", "adviser", 900101))  # fmt: skip
SECRET_SCHOOL = 900101


def build(partnership: Any) -> dict[str, Any]:
    """World A: eight schools and a cast; the people by their slug."""
    make_school(900101, "Oakfield Primary School", ward="Mill")
    make_school(900102, "Osier Bank Primary School", ward="Mill")
    for place, name in enumerate(("Bellfounders", "Foundry Lane", "Larkrise", "Quillfeather", "Reedmace", "Tanyard")):
        make_school(900103 + place, f"{name} Primary School", ward="Quay")
    people = {}
    for slug, role, urn in (*UNCLEARED, *CLEARED):
        people[slug] = make_person(f"{slug.capitalize()} Example", email=f"{slug}@example.org")
        if role:
            hold(people[slug], role, partnership, urn=urn)
    _open_term(partnership, people)
    with entered(partnership, person_id=people["farid"].pk):
        _book(partnership, people["farid"], people["ben"], 900102)
    return people


def _open_term(partnership: Any, people: dict[str, Any]) -> None:
    """Everybody knows that a term is open: every school of the area has a draft, in both worlds."""
    from commonroom.risk import selectors
    from commonroom.risk import services as risk

    now, farid = timezone.now(), people["farid"]
    with entered(partnership, person_id=farid.pk):
        risk.open_term(partnership=partnership, term=selectors.term_of(timezone.localdate(now)), by=farid, at=now)


def feed_of(partnership: Any, adviser: Any) -> str:
    """The address of an adviser's calendar, made anew."""
    from commonroom.support import services as support

    access.forget_posts(adviser)
    with entered(partnership, person_id=adviser.pk):
        secret = support.new_feed(partnership=partnership, by=adviser, at=timezone.now())
    return f"/calendar/{partnership.slug}/{secret}/visits.ics"


def reveal(partnership: Any, people: dict[str, Any]) -> dict[str, UUID]:
    """World B: what is added to world A. The random ids of what was made, by kind."""
    now = timezone.now()
    farid = people["farid"]
    ids: dict[str, UUID] = {}
    access.forget_posts(farid)
    with entered(partnership, person_id=farid.pk):
        _register(partnership, farid, now, ids)
    _risk(partnership, people, now, ids)
    with entered(partnership, person_id=farid.pk):
        _support(partnership, people, now, ids)
    access.forget_posts(people["daniel"])
    with entered(partnership, person_id=people["daniel"].pk):
        _visits(partnership, people["daniel"], now, ids)
    return ids


def _register(partnership: Any, farid: Any, now: Any, ids: dict[str, UUID]) -> None:
    from commonroom.register import services as register

    today = now.date()
    entry = register.place_school(
        partnership=partnership,
        urn=SECRET_SCHOOL,
        indicators=["outcomes"],
        because="Outcomes fell two years running.",
        decided_on=today - timedelta(days=10),
        due_on=today,
        by=farid,
        at=now,
    )
    notice = register.draft_notice(
        entry=entry,
        issuer="council",
        grounds=["standards"],
        evidence="58 in 100, then 49, then 41.",
        recipients=["The chair"],
        by=farid,
        at=now,
    )
    register.write_letter(notice=notice, kind="warning", signed_by="", dated=today, by=farid, at=now)
    made = register.disclose(
        entry=entry,
        kind="order",
        to="The information officer",
        ground="Request 2026-17",
        parts=["placement"],
        by=farid,
        at=now,
    )
    register.share_intelligence(
        partnership=partnership,
        urn=SECRET_SCHOOL,
        office="ofsted",
        what="Two senior posts stand empty.",
        purpose="Before an inspection",
        ground="Section 10, Children Act 2004",
        shared_on=today,
        school_reads=True,
        by=farid,
        at=now,
    )
    register.open_record(entry=entry, reason="other", words="To test it", partnership=partnership, by=farid, at=now)
    ids |= {"entry": entry.public_id, "notice": notice.public_id, "disclosure": made.public_id}


def _risk(partnership: Any, people: dict[str, Any], now: Any, ids: dict[str, UUID]) -> None:
    """Noted, asked for, judged, proposed, settled at the level of most support, and answered."""
    from commonroom.risk import services as risk
    from commonroom.risk.models import Assessment

    farid, daniel, chidi = (people[slug] for slug in ("farid", "daniel", "chidi"))
    common = {"partnership": partnership, "urn": SECRET_SCHOOL, "at": now}
    for person in (farid, daniel, chidi):
        access.forget_posts(person)
    with entered(partnership, person_id=chidi.pk):
        risk.refer_oneself(text="Help with reading.", by=chidi, **common)
    with entered(partnership, person_id=daniel.pk):
        risk.note_intelligence(team="finance", said_on=now.date(), text="A loan ends.", by=daniel, **common)
        draft = Assessment.objects.get(urn=SECRET_SCHOOL)
        risk.add_finding(assessment=draft, indicator="weak-outcomes", because="Seen in books.", by=daniel, at=now)
        risk.propose_level(assessment=draft, level="priority-1", because="Two matters.", by=daniel, at=now)
    with entered(partnership, person_id=farid.pk):
        held = Assessment.objects.get(urn=SECRET_SCHOOL)
        made = risk.agree_level(level="priority-1", because="Two matters", assessment=held, by=farid, **common)
        risk.record_agreement(decision=made, answer="agreed", by=farid, at=now)
    ids |= {"decision": made.public_id, "assessment": held.public_id}


def _support(partnership: Any, people: dict[str, Any], now: Any, ids: dict[str, UUID]) -> None:
    """The year at the level, an adviser's days for it, and one of them booked."""
    from commonroom.kit.academic_year import AcademicYear
    from commonroom.risk.models import LevelDecision
    from commonroom.support import services as support

    farid, daniel, year = people["farid"], people["daniel"], AcademicYear.of(timezone.localdate(now))
    decision = LevelDecision.objects.get(urn=SECRET_SCHOOL)
    schedule = support.schedule_year(decision=decision, year=year, by=farid, at=now)
    support.give_adviser_days(
        partnership=partnership, person=daniel, year=year, days=Decimal(20), phases=["Primary"], by=farid, at=now
    )
    booking = _book(partnership, farid, daniel, SECRET_SCHOOL)
    ids |= {"schedule": schedule.public_id, "booking": booking.public_id}


def _book(partnership: Any, by: Any, adviser: Any, urn: int) -> Any:
    """A day of an adviser at a school, on the first day from the day after tomorrow that may be booked."""
    from commonroom.support import services as support

    now = timezone.now()
    for days in range(2, 90):
        try:
            return support.book_day(
                partnership=partnership, urn=urn, on=timezone.localdate(now) + timedelta(days=days), days=Decimal(1),
                what="Reading", by=by, person=adviser, at=now,
            )  # fmt: skip
        except support.CannotBook:
            continue
    raise AssertionError("No day of the next three months may be booked.")


def _visits(partnership: Any, daniel: Any, now: Any, ids: dict[str, UUID]) -> None:
    from commonroom.visits import services as visits

    today: date = now.date()
    common = {"partnership": partnership, "urn": SECRET_SCHOOL, "by": daniel, "at": now}
    for days in (2, 5):
        note = visits.plan_visit(kind=_kind("notes"), on=today + timedelta(days=days), purpose="Reading", **common)
    plan = visits.start_plan(name="Rapid improvement", starts_on=today, ends_on=today + timedelta(days=200), **common)
    priority = visits.add_priority(plan=plan, name="Reading", success="More read well", by=daniel, at=now)
    visits.add_action(
        priority=priority, what="Train", owner="Head", due_on=today + timedelta(days=30), by=daniel, at=now
    )
    visits.add_funding(plan=plan, what="Early reading", source="Council", amount=Decimal("9500"), by=daniel, at=now)
    for days in (10, 40, 70):
        visits.plan_meeting(kind=_kind("meetings"), on=today + timedelta(days=days), **common)
    visits.ask_for_help(what="A reading lead", **common)
    ids |= {"note": note.public_id, "plan": plan.public_id}


def _kind(of: str) -> str:
    from commonroom.visits.rules import cases, notes

    return next(iter(notes.KINDS if of == "notes" else cases.MEETINGS))

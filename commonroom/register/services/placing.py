"""Placing a school, recording what was done, reviewing, tapering and handing over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.measures.models import Inspection
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register.models import Entry, Step
from commonroom.register.rules.placing import (
    DECISIONS,
    Gobar,
    Kind,
    Route,
    decision_problem,
    open_things,
    placing_problem,
    route_of,
)
from commonroom.register.services.guards import day_of, keeper_role
from commonroom.schools.models import School
from commonroom.visits import selectors as visits

FOI = "FOI: an exemption may apply, ask the information officer before anything is released"
CODE = "Code of Practice for working with schools: confidentiality"


class CannotPlace(Refused):
    """A school was not placed; the message says why and what to do."""


class CannotRecord(Refused):
    """A step was not recorded; the message says why and what to do."""


def place_school(
    *,
    partnership: Partnership,
    urn: int,
    indicators: Sequence[str],
    because: str,
    decided_on: date,
    by: Person,
    at: datetime,
    decided_with: str = "",
    gobar: str = "",
    due_on: date | None = None,
    assessment_id: UUID | None = None,
    level_decision_id: UUID | None = None,
    rule: str = "",
    rule_source: dict[str, Any] | None = None,
) -> Entry:
    """Place a school on the register on one or more indicators, with who decided, why and when (G04).

    The route follows from the kind of school (G05); markers come from the partnership’s settings (G07).
    Raises CannotPlace, and then nothing is written.
    """
    role = keeper_role(by, partnership=partnership, urn=urn)
    school = School.objects.filter(pk=urn, la_code__in=partnership.la_codes).first()
    if school is None:
        raise CannotPlace("This school is not in the area of your partnership. Choose one that is.")
    if not indicators and not rule:
        raise CannotPlace("Choose at least one indicator: a school is placed on one or more of them.")
    if not because.strip():
        raise CannotPlace("Say why, in words that the head and the chair can read.")
    before = (
        Entry.objects.filter(partnership=partnership, urn=urn, closed_at__isnull=False).order_by("-closed_at").first()
    )
    closed_on = timezone.localtime(before.closed_at).date() if before and before.closed_at else None
    if wrong := placing_problem(decided_on=decided_on, due_on=due_on, today=day_of(at), closed_on=closed_on):
        raise CannotPlace(wrong)
    own = selectors.settings_of(partnership)
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
        if Entry.objects.filter(partnership=partnership, urn=urn, closed_at=None).exists():
            raise CannotPlace("This school is on the register already. Open its entry and record what is new there.")
        entry = Entry.objects.create(
            partnership=partnership,
            urn=urn,
            route=route_of(school.type),
            indicators=list(indicators),
            because=because.strip(),
            decided_on=decided_on,
            decided_with=decided_with.strip(),
            gobar=Gobar(gobar),
            rule=rule,
            rule_source=rule_source or {},
            assessment_id=assessment_id,
            level_decision_id=level_decision_id,
            foi_marker=own.get("foi_marker", FOI),
            code_marker=own.get("code_marker", CODE),
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        _step(entry, Kind.PLACED, decided_on, because.strip(), by, at, due_on=due_on)
        _audit("school placed", entry, by, at, role, {"indicators": list(indicators), "rule": rule})
    return entry


def record_inclusion(*, partnership: Partnership, urn: int, by: Person, at: datetime) -> Entry:
    """Record what an automatic rule proposes, with the rule and the row that it read (G01). Raises CannotPlace."""
    proposal = next((p for p in selectors.proposals(partnership, to=by) if p.school.urn == urn), None)
    if proposal is None:
        raise CannotPlace("No rule proposes this school now. Place it on indicators instead.")
    return place_school(
        partnership=partnership,
        urn=urn,
        indicators=[],
        because=f"{proposal.fit.rule.sentence} Inspected on {proposal.inspected_on:%-d %B %Y}.",
        decided_on=day_of(at),
        by=by,
        at=at,
        rule=proposal.fit.rule.slug,
        rule_source=dict(proposal.source),
    )


def inspection_behind(entry: Entry) -> Inspection | None:
    """The row that an automatic rule read, while it is still held."""
    source = entry.rule_source
    return Inspection.objects.filter(loading_id=source.get("loading"), row=source.get("row"), urn=entry.urn).first()


def record_step(
    *, entry: Entry, kind: str, on: date, words: str, by: Person, at: datetime, accepted: bool | None = None
) -> Step:
    """Record something that was done: who was told, the first conversation, an adviser allocated (G03, G05, G08)."""
    role = keeper_role(by, partnership=entry.partnership, urn=entry.urn)
    step = Kind(kind)
    if step in (*DECISIONS, Kind.MARKED):
        raise CannotRecord("This is a decision. Record it under “What do you decide?”.")
    if step is Kind.ADVISER and entry.route == Route.ACADEMY:
        raise CannotRecord("An academy gets no adviser of the council. Record who was told instead.")
    if step is Kind.TOLD_TRUST and entry.route == Route.MAINTAINED:
        raise CannotRecord("A maintained school has no trust. Record that head and chair were told.")
    _check(entry, on, words, at)
    with transaction.atomic():
        made = _step(entry, step, on, words.strip(), by, at, accepted=accepted)
        _audit("register step recorded", entry, by, at, role, {"step": step.value})
    return made


def mark(*, entry: Entry, foi_marker: str, code_marker: str, because: str, by: Person, at: datetime) -> Step:
    """Change the markers of an entry (G07), with a reason; what stood before stays in the story. CannotRecord."""
    role = keeper_role(by, partnership=entry.partnership, urn=entry.urn)
    foi, code = foi_marker.strip(), code_marker.strip()
    if not (foi and code):
        raise CannotRecord("Both markers say something: at least “none”, with the reason.")
    if not because.strip():
        raise CannotRecord("Say why the markers change. It stays in the story.")
    with transaction.atomic():
        held = Entry.objects.select_for_update().get(pk=entry.pk)
        if (held.foi_marker, held.code_marker) == (foi, code):
            raise CannotRecord("These are the markers that stand already.")
        before = {"foi": held.foi_marker, "code": held.code_marker}
        words = f"{because.strip()} Before: {held.foi_marker}; {held.code_marker}."
        held.foi_marker, held.code_marker = foi[:200], code[:200]
        held.save(update_fields=["foi_marker", "code_marker"])
        made = _step(held, Kind.MARKED, day_of(at), words, by, at)
        after = {"foi": held.foi_marker, "code": held.code_marker}
        _audit("markers changed", held, by, at, role, {"before": before, "after": after})
    entry.foi_marker, entry.code_marker = held.foi_marker, held.code_marker
    return made


def decide(
    *,
    entry: Entry,
    kind: str,
    on: date,
    words: str,
    by: Person,
    at: datetime,
    due_on: date | None = None,
    handed_to: str = "",
) -> Step:
    """Keep the entry as it is, begin the taper, or take the school off and hand over (G39). Raises CannotRecord.

    An entry cannot close while something in it is open: the message names each thing and what to do.
    """
    role = keeper_role(by, partnership=entry.partnership, urn=entry.urn)
    decision = Kind(kind)
    if decision not in (Kind.KEPT, Kind.TAPER, Kind.HANDED_OVER):
        raise CannotRecord("Choose one of the decisions.")
    _check(entry, on, words, at)
    if wrong := decision_problem(
        kind=decision, on=on, due_on=due_on, handed_to=handed_to, last=selectors.last_decision(entry)
    ):
        raise CannotRecord(wrong)
    with transaction.atomic():
        held = Entry.objects.select_for_update().get(pk=entry.pk)
        if decision is Kind.HANDED_OVER and (still := what_is_open(held, on=day_of(at))):
            raise CannotRecord("This entry cannot be closed yet. " + " ".join(still))
        made = _step(held, decision, on, words.strip(), by, at, due_on=due_on, handed_to=handed_to.strip())
        if decision is Kind.HANDED_OVER:
            held.closed_at = at
            held.save(update_fields=["closed_at"])
            entry.closed_at = at
        _audit("register decision", held, by, at, role, {"decision": decision.value})
    return made


def what_is_open(entry: Entry, *, on: date) -> tuple[str, ...]:
    """Why an entry cannot be closed on a day, each with what to do; empty where it can.

    Asks the work with the school too: its plan, help, meetings, reviews, notes and queries.
    """
    story = selectors.steps(entry)
    standing = selectors.standing(entry.partnership, entry.urn)
    return open_things(
        missing=selectors.missing(entry, story),
        tapering=selectors.is_tapering(story),
        notices=selectors.open_notices(entry),
        eligible=standing.eligible,
        grants=len(selectors.live_grants_of(entry, on=on)),
        category=standing.category,
        elsewhere=(
            *selectors.plans_wanted_of(entry),
            *(one.sentence for one in visits.still_open(entry.partnership, entry.urn)),
        ),
    )


def _check(entry: Entry, on: date, words: str, at: datetime) -> None:
    if entry.closed_at is not None:
        raise CannotRecord("This entry is closed. If the school needs help again, place it anew.")
    if on > day_of(at):
        raise CannotRecord("This day has not come yet. Give the day on which it happened.")
    if on < entry.decided_on:
        raise CannotRecord(f"This is before the school was placed, on {entry.decided_on:%-d %B %Y}. Give a later day.")
    if not words.strip():
        raise CannotRecord("Say in a few words what happened and why. The head and the chair will read it.")


def _step(entry: Entry, kind: Kind, on: date, words: str, by: Person, at: datetime, **more: Any) -> Step:
    return Step.objects.create(
        partnership=entry.partnership,
        urn=entry.urn,
        entry=entry,
        kind=kind,
        on=on,
        words=words,
        at=at,
        by_id=by.pk,
        by_name=by.name,
        **more,
    )


def _audit(verb: str, entry: Entry, by: Person, at: datetime, role: str, data: dict[str, Any]) -> None:
    audit.record(
        verb=verb,
        by=by,
        at=at,
        chain=entry.partnership,
        acting_as=role,
        kind="register entry",
        object_id=entry.public_id,
        urn=entry.urn,
        data=data,
    )

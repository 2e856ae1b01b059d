"""Handing over what an order asks for, or local intelligence to a partner: frozen, flat, and kept on record (E21)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register.models import Disclosure, Entry, Grant, Notice
from commonroom.register.rules import notices
from commonroom.register.rules.placing import Kind
from commonroom.register.services.guards import keeper_role

KINDS = {"order": "An order or request that must be answered", "intelligence": "Local intelligence, to a partner"}
PARTS = {
    "standing": "The two statuses",
    "placement": "Why and when it was placed, and who decided",
    "steps": "What was decided and done since",
    "notices": "Notices and how they ended",
    "sight": "Who was given sight, for what",
    "openings": "Who opened it, by role",
}
COLUMNS = ("Part", "Date", "What", "Words")


class CannotDisclose(Refused):
    """Nothing was handed over; the message says why."""


def disclose(
    *, entry: Entry, kind: str, to: str, ground: str, parts: Sequence[str], by: Person, at: datetime
) -> Disclosure:
    """Freeze the chosen parts of an entry for somebody outside, and keep to whom and on what ground it went.

    Each row is a part, a date, what, and words: nothing else is in the pack. Raises CannotDisclose.
    """
    role = keeper_role(by, partnership=entry.partnership, urn=entry.urn)
    if kind not in KINDS:
        raise CannotDisclose("Choose why it is handed over.")
    chosen = [part for part in PARTS if part in set(parts)]
    if not chosen:
        raise CannotDisclose("Choose at least one part: hand over what is asked for and no more.")
    if not to.strip() or len(ground.strip()) < 10:
        raise CannotDisclose("Say who gets it, and on what ground: the order, the request, the section of the law.")
    rows = [list(row) for part in chosen for row in rows_of(entry, part)]
    with transaction.atomic():
        made = Disclosure.objects.create(
            partnership=entry.partnership,
            urn=entry.urn,
            entry=entry,
            kind=kind,
            to=to.strip()[:300],
            ground=ground.strip()[:500],
            parts=chosen,
            rows=rows,
            sha256=fingerprint(rows),
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        audit.record(
            verb="record disclosed",
            by=by,
            at=at,
            chain=entry.partnership,
            acting_as=role,
            kind="disclosure",
            object_id=made.public_id,
            urn=entry.urn,
            because=made.ground,
            data={"kind": kind, "parts": chosen, "rows": len(rows), "sha256": made.sha256},
        )
    return made


def fingerprint(rows: Sequence[Sequence[str]]) -> str:
    """The SHA-256 of a pack’s rows, by which two copies can be compared."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def rows_of(entry: Entry, part: str) -> list[tuple[str, str, str, str]]:
    """The rows of one part of a pack, as text."""
    name = PARTS[part]
    if part == "standing":
        standing = selectors.standing(entry.partnership, entry.urn)
        return [(name, "", standing.words, standing.because)]
    if part == "placement":
        said = "; ".join(entry.indicators) or str(entry.rule_source.get("rule", ""))
        return [(name, str(entry.decided_on), f"Decided by {entry.by_name}. {said}".strip(), entry.because)]
    if part == "steps":
        return [(name, str(s.on), Kind(s.kind).words, s.words) for s in reversed(selectors.steps(entry))]
    if part == "notices":
        return [_notice(name, notice) for notice in Notice.objects.filter(entry=entry).order_by("drafted_on", "pk")]
    if part == "sight":
        grants = Grant.objects.filter(entry=entry).order_by("starts_on", "pk")
        return [(name, str(g.starts_on), f"{selectors.role_name(g.role)} until {g.until}", g.purpose) for g in grants]
    return [(name, str(o.opening.opened_at.date()), o.seen, "") for o in reversed(selectors.openings(entry))]


def _notice(name: str, notice: Notice) -> tuple[str, str, str, str]:
    state = notices.FLOWS[notice.flow].state(notice.state).words
    return name, str(notice.issued_on or notice.drafted_on), state, notice.evidence

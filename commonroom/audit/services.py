"""Writing the trail, anchoring it outside the database, and proving it whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction

from commonroom.audit import rules
from commonroom.audit.models import NATIONAL, Chain, Event
from commonroom.partnerships.models import Partnership

FIELDS = tuple(name for name in rules.Entry.__dataclass_fields__)


class Actor(Protocol):
    """Whoever acts: a person with an id and a name."""

    pk: Any
    name: str


def chain_of(partnership: Partnership | None) -> str:
    """The slug of a partnership's chain, or of the national one."""
    return NATIONAL if partnership is None else f"p-{partnership.slug}"


def record(
    *,
    verb: str,
    at: datetime,
    by: Actor | None,
    chain: Partnership | None = None,
    acting_as: str = "",
    kind: str = "",
    object_id: object = "",
    urn: int | None = None,
    because: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Add one event to a chain, in the caller's transaction: if it fails the deed fails, and the other way round.

    `data` holds ids, counts and words for states, never the content of a record. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event is written in the transaction of its deed.")
    slug = chain_of(chain)
    Chain.objects.bulk_create([Chain(slug=slug)], ignore_conflicts=True)
    head = Chain.objects.select_for_update().get(slug=slug)
    entry = rules.Entry(
        chain=slug,
        number=head.last + 1,
        at=at,
        actor_id=None if by is None else by.pk,
        actor_name="" if by is None else by.name,
        acting_as=acting_as,
        verb=verb,
        kind=kind,
        object_id=str(object_id),
        urn=urn,
        because=because,
        data=json.loads(json.dumps(data or {}, default=str)),
    )
    sealed = entry.seal(bytes(head.head))
    values = {name: getattr(entry, name) for name in FIELDS}
    event = Event.objects.create(**{**values, "previous": bytes(head.head), "hash": sealed})
    Chain.objects.filter(pk=slug).update(last=entry.number, head=sealed)
    return event


def anchor_folder() -> Path:
    """Where heads are kept outside the database."""
    return Path(settings.DATA) / "anchors"


def anchor(*, at: datetime) -> int:
    """Append the head of each chain that has grown since its last anchor to that chain's file; how many had."""
    written = 0
    for head in Chain.objects.exclude(last=0).order_by("slug"):
        known = anchors_of(head.slug)
        if known and known[-1].number >= head.last:
            continue
        line = {"chain": head.slug, "number": head.last, "hash": bytes(head.head).hex(), "at": at.isoformat()}
        folder = anchor_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / f"{head.slug}.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        written += 1
    return written


def anchors_of(slug: str) -> list[rules.Anchor]:
    """The anchors of a chain, oldest first. A last line cut short by a crash is passed over."""
    path = anchor_folder() / f"{slug}.jsonl"
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        at = datetime.fromisoformat(row["at"])
        found.append(rules.Anchor(row["chain"], row["number"], bytes.fromhex(row["hash"]), at))
    return found


def _entries(slug: str) -> Iterator[rules.Entry]:
    rows = Event.objects.filter(chain=slug).order_by("number", "pk").values(*FIELDS)
    for row in rows.iterator(chunk_size=2000):
        yield rules.Entry(**{**row, "previous": bytes(row["previous"]), "hash": bytes(row["hash"])})


def verify() -> list[rules.Finding]:
    """Prove every chain that the database or an anchor file knows, in order of name."""
    heads = {head.slug: head for head in Chain.objects.all()}
    anchored = {path.stem for path in anchor_folder().glob("*.jsonl")}
    written = set(Event.objects.values_list("chain", flat=True).distinct())
    findings = []
    for slug in sorted(heads.keys() | anchored | written):
        head = heads.get(slug)
        stored = (head.last, bytes(head.head)) if head else (0, rules.START)
        findings.append(rules.verify(slug, _entries(slug), anchors_of(slug), head=stored))
    return findings

"""The hash chain: what is hashed and how a chain is proved whole. Pure.

Each event's hash covers the hash before it and the event's own canonical text, so an edit, a deletion, a reordering
or an insertion breaks the chain at the first bad row. A tail cut or a rewrite of the whole chain keeps it
consistent: only an anchor kept outside the database shows those (assurance R-A5).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

START = bytes(32)
"""The hash before the first event."""


@dataclass(frozen=True)
class Entry:
    """One event as it is hashed."""

    chain: str
    number: int
    at: datetime
    actor_id: int | None
    actor_name: str
    acting_as: str
    verb: str
    kind: str
    object_id: str
    urn: int | None
    because: str
    data: dict[str, object]
    previous: bytes = START
    hash: bytes = START

    def canonical(self) -> bytes:
        """The same bytes for the same facts, whatever stored them."""
        words = [
            self.chain,
            self.number,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor_id,
            self.actor_name,
            self.acting_as,
            self.verb,
            self.kind,
            self.object_id,
            self.urn,
            self.because,
            self.data,
        ]
        return json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def seal(self, previous: bytes) -> bytes:
        """The hash of this event after that one."""
        return hashlib.sha256(previous + self.canonical()).digest()


@dataclass(frozen=True)
class Anchor:
    """The head of a chain as it was written outside the database at some minute."""

    chain: str
    number: int
    hash: bytes
    at: datetime


@dataclass(frozen=True)
class Finding:
    """What verification found in one chain. `first_bad` is the number of the first row that cannot be true."""

    chain: str
    events: int
    anchored: int
    first_bad: int | None = None
    sentence: str = ""

    @property
    def whole(self) -> bool:
        return self.first_bad is None

    @property
    def not_yet_anchored(self) -> int:
        """How many events since the last anchor rest on the database's word alone."""
        return max(0, self.events - self.anchored)


def verify(chain: str, entries: Iterable[Entry], anchors: Sequence[Anchor], *, head: tuple[int, bytes]) -> Finding:
    """Walk a chain from its first event, in order of number, against its anchors and its stored head (number, hash)."""
    wanted = {anchor.number: anchor for anchor in anchors}
    last_anchor = max(wanted, default=0)
    previous, number = START, 0

    def bad(at: int, sentence: str) -> Finding:
        return Finding(chain, number, last_anchor, at, sentence)

    for entry in entries:
        if entry.number != number + 1:
            return bad(number + 1, f"Event {number + 1} is missing: after {number} comes {entry.number}.")
        if entry.previous != previous:
            return bad(entry.number, f"Event {entry.number} does not follow the one before it.")
        if entry.hash != entry.seal(previous):
            return bad(entry.number, f"Event {entry.number} was changed after it was written.")
        if (anchor := wanted.get(entry.number)) and anchor.hash != entry.hash:
            return bad(_first_unanchored(wanted, entry.number), f"Event {entry.number} is not the one anchored.")
        previous, number = entry.hash, entry.number
    if number < last_anchor:
        return bad(number + 1, f"The chain ends at {number}; an anchor outside the database has {last_anchor}.")
    if head != (number, previous):
        return bad(min(head[0], number) + 1, f"The chain’s head says {head[0]} events; {number} are there.")
    return Finding(chain, number, last_anchor)


def _first_unanchored(anchors: dict[int, Anchor], number: int) -> int:
    """The first event after the last anchor that still held: the rewrite began there or later."""
    return max((n for n in anchors if n < number), default=0) + 1

"""Find a school by part of its name, place, postcode, URN, DfE number or trust, forgiving typing errors.

A word that begins no word of the vocabulary is replaced by the words nearest to it (one letter wrong in short words,
two in longer ones; two letters swapped count as one), then PostgreSQL's full-text index answers.
"""

from __future__ import annotations

import re
import time
import unicodedata
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from commonroom.schools.models import School, SearchWord
from commonroom.schools.selectors.listing import listed

LONGEST = 80
MOST_WORDS = 6
NEAR = 6
CANDIDATES = 300
KEPT_FOR = 60.0
"""Seconds for which a process keeps the vocabulary: only near words depend on it."""

_POSTCODE = re.compile(r"^[a-z]{1,2}[0-9][0-9a-z]?( ?[0-9]([a-z]{0,2}))?$")


@dataclass
class _Vocabulary:
    words: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    read_at: float = -KEPT_FOR

    def fresh(self) -> _Vocabulary:
        """The vocabulary, read anew when it is older than a minute."""
        if time.monotonic() - self.read_at > KEPT_FOR:
            self.counts = dict(SearchWord.objects.values_list("word", "schools"))
            self.words = sorted(self.counts)
            self.read_at = time.monotonic()
        return self

    def forget(self) -> None:
        self.read_at = -KEPT_FOR

    def begins(self, start: str) -> bool:
        """Whether any word begins so."""
        at = bisect_left(self.words, start)
        return at < len(self.words) and self.words[at].startswith(start)

    def near(self, word: str) -> list[str]:
        """The words nearest to one that stands nowhere, the nearest and most frequent first."""
        if len(word) < 3 or word.isdigit():
            return []
        cutoff = 1 if len(word) <= 5 else 2
        found = process.extract(word, self.words, scorer=OSA.distance, score_cutoff=cutoff, limit=50)
        ranked = sorted(found, key=lambda match: (match[1], -self.counts[match[0]]))
        return [match[0] for match in ranked[:NEAR]]


VOCABULARY = _Vocabulary()


@dataclass(frozen=True)
class Found:
    """What a search found, the likeliest first. `instead` says which words were read as which others."""

    urns: tuple[int, ...]
    instead: tuple[tuple[str, str], ...] = ()
    more: bool = False

    @cached_property
    def schools(self) -> tuple[School, ...]:
        """The schools themselves, read when asked for: a page of a list needs only its own."""
        return listed(self.urns)


def plain(text: str) -> str:
    """Words as the index holds them: lower case, no accents, no apostrophes, single spaces."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST]).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", " ", folded).strip()


def find_schools(text: str, *, limit: int = 20, near_codes: Collection[str] = ()) -> Found:
    """The schools that a person most likely means: open ones and those of `near_codes` (LA codes) first.

    Nothing for text without letters or digits.
    """
    words = plain(text)
    if not words:
        return Found(())
    (where, values), instead = _candidates(words)
    if not where:
        return Found((), instead)
    with connection.cursor() as cursor:
        table = "schools_searchcard" if where == _BY_WORDS else "schools_school"
        cursor.execute(_CLOSEST.format(table=table, where=where), [list(near_codes), *values, CANDIDATES])
        rows = cursor.fetchall()
    said = " ".join([*(b for _, b in instead), *(w for w in words.split() if w not in dict(instead))])
    alike = process.extract(said, [_plain_name(row[2]) for row in rows], scorer=fuzz.WRatio, limit=None)
    likeness = {at: round(score) for _, score, at in alike}
    ranked = sorted(
        (not is_open, -likeness.get(at, 0), not local, name, urn) for at, (is_open, local, name, urn) in enumerate(rows)
    )
    return Found(tuple(row[-1] for row in ranked[:limit]), instead, len(ranked) > limit)


_CLOSEST = (
    "select is_open, la_code = any(%s) as local, name, urn from {table} where {where} "
    "order by is_open desc, local desc, name, urn limit %s"
)
_BY_WORDS = "words @@ to_tsquery('simple', %s)"
_plain_name = lru_cache(maxsize=60_000)(plain)

Where = tuple[str, list[Any]]


def _candidates(words: str) -> tuple[Where, tuple[tuple[str, str], ...]]:
    """(the condition that candidates meet with its values, the words that were read as others)."""
    digits = words.replace(" ", "")
    if digits.isdigit() and len(digits) == 6:
        return ("urn = %s", [int(digits)]), ()
    if digits.isdigit() and len(digits) == 7:
        return ("la_code = %s and establishment_number = %s", [digits[:3], int(digits[3:])]), ()
    if _POSTCODE.match(words):
        return _postcode(words), ()
    if not VOCABULARY.fresh().words:
        return _in_name(words), ()
    query, instead = _as_query(words)
    if not query:
        return ("", []), ()
    return (_BY_WORDS, [query]), instead


def _in_name(words: str) -> Where:
    """Words anywhere in the name: all that there is in the seconds between a first register and its vocabulary."""
    wanted = [f"%{word}%" for word in words.split()[:MOST_WORDS]]
    return " and ".join(["name ilike %s"] * len(wanted)), wanted


def _postcode(words: str) -> Where:
    """A postcode or its beginning, with or without its space. The words are letters, digits and spaces alone."""
    written = words.upper()
    if " " not in written and len(written) >= 5:
        return "(postcode like %s or postcode like %s)", [f"{written[:-3]} {written[-3:]}%", f"{written}%"]
    return "postcode like %s", [f"{written}%"]


def _as_query(words: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A tsquery of prefixes, all of which must be met, and the words that were read as others."""
    vocabulary = VOCABULARY.fresh()
    parts, instead = [], []
    for word in words.split()[:MOST_WORDS]:
        if vocabulary.begins(word):
            parts.append(f"{word}:*")
        elif near := vocabulary.near(word):
            parts.append("(" + "|".join(near) + ")")
            instead.append((word, near[0]))
        else:
            return "", ()
    return " & ".join(parts), tuple(instead)

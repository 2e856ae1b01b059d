"""One-page papers: the summary of a review and the record of a meeting, measured before they are finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonroom.schools.models import School
from commonroom.visits.models import Meeting, Review
from commonroom.visits.rules import asked, cases
from commonroom.web import pdf

ROUGHLY = 520
"""Words that fit on the page where this machine cannot make the paper and so cannot measure it."""


def context_of(thing: Review | Meeting, words: Mapping[str, Any]) -> dict[str, Any]:
    """What the paper of a review or a meeting says."""
    school = None if thing.urn is None else School.objects.filter(pk=thing.urn).first()
    place = school.name if school else "All schools"
    titles = cases.SUMMARY if isinstance(thing, Review) else cases.RECORD
    return {
        "title": f"{'Review summary' if isinstance(thing, Review) else thing.get_kind_display()}: {place}",
        "school": school,
        "thing": thing,
        "is_review": isinstance(thing, Review),
        "sections": [(title, words.get(key, "")) for key, title in titles.items() if words.get(key)],
        "present": _listed(thing.there) if isinstance(thing, Meeting) else [],
        "away": _listed(thing.absent) if isinstance(thing, Meeting) else [],
        "outcome": asked.OUTCOMES.get(thing.kind, {}).get(thing.outcome, "") if isinstance(thing, Meeting) else "",
        "officers": [cases.OFFICERS[one] for one in thing.officers] if isinstance(thing, Review) else [],
        "partnership": thing.partnership,
        "said": "Confidential to the school and its advisers",
    }


def _listed(parties: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(cases.PARTIES.get(party, party), words) for party, words in parties.items()]


def paper(thing: Review | Meeting, words: Mapping[str, Any]) -> tuple[bytes, int]:
    """The PDF and how many pages it has. Raises web.pdf.PaperUnavailable."""
    return pdf.render_pages("visits/paper.html", context_of(thing, words))


def words_over(thing: Review | Meeting, words: Mapping[str, Any]) -> int:
    """By about how many words a paper is too long for its one page; 0 where it fits.

    The paper is made and its pages are counted; words are then taken from its longest section until it fits, by
    halving. Where this machine makes no PDFs the words are counted instead.
    """
    keys = [key for key in (cases.SUMMARY if isinstance(thing, Review) else cases.RECORD) if words.get(key)]
    count = sum(len(str(words[key]).split()) for key in keys)
    if not pdf.available():
        return max(0, count - ROUGHLY)
    if _fits(thing, words):
        return 0
    fits, too_many = count, 0
    while fits - too_many > max(1, count // 64):
        middle = (fits + too_many) // 2
        if _fits(thing, _without(words, keys, middle)):
            fits = middle
        else:
            too_many = middle
    return fits


def _fits(thing: Review | Meeting, words: Mapping[str, Any]) -> bool:
    return paper(thing, words)[1] == 1


def _without(words: Mapping[str, Any], keys: list[str], count: int) -> dict[str, str]:
    """The paper with so many words fewer, from the end of its longest section first; line breaks are kept."""
    kept = {key: str(words[key]) for key in keys}
    for key in sorted(keys, key=lambda one: -len(kept[one].split())):
        taken = min(count, len(kept[key].split()))
        kept[key] = _first(kept[key], len(kept[key].split()) - taken)
        count -= taken
    return kept


def _first(text: str, count: int) -> str:
    """The first so many words of a text."""
    lines = []
    for line in text.split("\n"):
        taken = line.split()[:count]
        count -= len(taken)
        if taken:
            lines.append(" ".join(taken))
    return "\n".join(lines)

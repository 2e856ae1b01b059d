"""What sight for a time shows of our work with the school: its plan, shared notes, finished reviews, money.

Read through the row policies that name the same roles: what Python forgets to leave out, the database does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from commonroom.register.models import Entry
from commonroom.visits import selectors as visits
from commonroom.visits.models import Brokerage, Funding, NoteOfVisit, Plan, Review
from commonroom.visits.rules import cases
from commonroom.visits.rules import notes as note_rules


@dataclass(frozen=True)
class Papers:
    """The papers that one reader's sight covers; each empty where it does not."""

    plans: list[tuple[Plan, list[visits.PriorityRow]]] = field(default_factory=list)
    notes: list[tuple[NoteOfVisit, list[note_rules.Paragraph]]] = field(default_factory=list)
    reviews: list[tuple[Review, list[tuple[str, str]]]] = field(default_factory=list)
    funding: list[Funding] = field(default_factory=list)
    whole: Decimal = Decimal(0)
    help: list[Brokerage] = field(default_factory=list)


def papers_of(entry: Entry, parts: Collection[str]) -> Papers:
    """The papers about an entry's school that the parts of a reader's sight cover: finished and shared ones alone."""
    mine: dict[str, Any] = {"partnership": entry.partnership, "urn": entry.urn}
    plans = list(Plan.objects.filter(**mine, state__in=("agreed", "closed")).order_by("-starts_on", "-pk"))
    notes = NoteOfVisit.objects.filter(**mine, issued__gt=0).select_related("visit").order_by("-visit__on", "-pk")
    reviews = Review.objects.filter(**mine, state="finished").order_by("-on", "-pk")
    funding = list(Funding.objects.filter(**mine).order_by("pk")) if "funding" in parts else []
    helped = Brokerage.objects.filter(**mine).exclude(source="").order_by("pk")
    return Papers(
        [(plan, visits.priority_rows(plan)) for plan in plans] if "plan" in parts else [],
        [(note, note_rules.paragraphs(visits.editions_of(note)[0].words)) for note in notes]
        if "notes" in parts
        else [],
        [(one, _summary(one)) for one in reviews] if "reviews" in parts else [],
        funding,
        sum((line.amount for line in funding), Decimal(0)),
        list(helped) if "funding" in parts else [],
    )


def _summary(review: Review) -> list[tuple[str, str]]:
    words = visits.editions_of(review)[0].words
    return [(title, str(words[key])) for key, title in cases.SUMMARY.items() if words.get(key)]

"""The demonstration's board report, told through the services: begun by the lead, read and published by the head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.people.models import Person
from commonroom.reports import services
from commonroom.reports.models import BoardReport, PublishedReport

OPENING = (
    "Every school has had its level agreed or talked through this term. Thank you to the heads and chairs who gave "
    "their time to it."
)
ASKS = (
    "note the levels and how adviser days were used;",
    "agree the themes for the coming term;",
    "ask the council’s teams about waits for speech and language.",
)
HEARD = ("Waits for speech and language therapy are long",)


def fill(partnership: Partnership, people: Mapping[str, Person], at: datetime) -> int:
    """One report, published, with a theme that the board has agreed; how many were published. A second time none.

    `people` by slug: hannah (lead), farid (head of service), eleanor (chair of the board).
    """
    lead, head, chair = people["hannah"], people["farid"], people["eleanor"]
    with entered(partnership, person_id=head.pk):
        if PublishedReport.objects.filter(partnership=partnership).exists():
            return 0
    with _as(partnership, lead):
        draft = services.begin_report(partnership=partnership, by=lead, at=at - timedelta(hours=3))
        draft = _write(draft, lead, at - timedelta(hours=2))
    with _as(partnership, head):
        services.read_report(report=draft, by=head, at=at - timedelta(hours=1))
        made = services.publish_report(report=draft, by=head, at=at)
    with _as(partnership, chair):
        services.note_theme(
            published=made,
            theme=made.document["themes"][-1]["key"],
            answer="agreed",
            decided_on=timezone.localdate(at),
            words="The chair writes to the council’s therapies team.",
            by=chair,
            at=at,
        )
    return 1


def _as(partnership: Partnership, person: Person):
    access.forget_posts(person)
    return entered(partnership, person_id=person.pk)


def _write(draft: BoardReport, lead: Person, at: datetime) -> BoardReport:
    kept = [one["key"] for one in draft.document["themes"] if one["from"] == "figures"]
    return services.write_words(
        report=draft,
        meeting=f"Strategic education board, {(timezone.localdate(at) + timedelta(days=11)):%-d %B %Y}. Paper 4.",
        opening=OPENING,
        asks=ASKS,
        heard=HEARD,
        kept=kept,
        by=lead,
        at=at,
    )

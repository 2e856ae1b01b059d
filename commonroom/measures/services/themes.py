"""Deciding on themes of the area: each decision is a row that stays, and the newest of a theme counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.measures import access
from commonroom.measures.decided_themes import COLUMNS, CONFIRMED, PROPOSED, SET_ASIDE, key_of_added
from commonroom.measures.models import ThemeOfArea
from commonroom.partnerships.models import Partnership

VERBS = {
    CONFIRMED: "theme of the area confirmed",
    SET_ASIDE: "theme of the area set aside",
    PROPOSED: "theme of the area left as proposed",
}


class CannotDecide(Exception):
    """The reason is written for the reader."""


def decide_theme(
    *,
    partnership: Partnership,
    key: str,
    kind: str,
    title: str,
    rests_on: str,
    answer: str,
    because: str,
    decided_on: date,
    by: Any,
    at: datetime,
) -> ThemeOfArea:
    """Keep what people made of a theme; inside the partnership's scope.

    `kind` is the column, `rests_on` the numbers as they stood. Raises CannotDecide without a role, a reason, a title or
    a day that has come.
    """
    role = access.role_to_decide(by, partnership=partnership)
    if not role:
        raise CannotDecide("Themes are confirmed by the head of service, the improvement lead or the manager.")
    if answer not in VERBS or kind not in dict(COLUMNS):
        raise CannotDecide("Choose what to do with the theme.")
    if not because.strip() or not title.strip():
        raise CannotDecide("A decision has words and a reason.")
    if decided_on > timezone.localdate(at):
        raise CannotDecide("This day has not come yet. Give the day on which it was decided.")
    with transaction.atomic():
        made = ThemeOfArea.objects.create(
            partnership=partnership, key=key, kind=kind, title=" ".join(title.split()), rests_on=rests_on.strip(),
            answer=answer, because=" ".join(because.split()), decided_on=decided_on, role=role, noted_at=at,
            noted_by_id=by.pk, noted_by_name=by.name,
        )  # fmt: skip
        audit.record(
            verb=VERBS[answer], by=by, chain=partnership, acting_as=role, kind="theme of the area", object_id=key,
            data={"decision": made.pk, "column": kind, "decided_on": decided_on.isoformat()}, at=at,
        )  # fmt: skip
    return made


def add_theme(
    *,
    partnership: Partnership,
    kind: str,
    title: str,
    rests_on: str,
    because: str,
    decided_on: date,
    by: Any,
    at: datetime,
) -> ThemeOfArea:
    """Bring in a theme that the figures do not propose, confirmed at once. Raises CannotDecide as `decide_theme`."""
    return decide_theme(
        partnership=partnership, key=key_of_added(title), kind=kind, title=title, rests_on=rests_on,
        answer=CONFIRMED, because=because, decided_on=decided_on, by=by, at=at,
    )  # fmt: skip

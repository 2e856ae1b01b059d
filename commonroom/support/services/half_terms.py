"""The half-term dates of a year: what rests on them, and changing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.people.access import Refused
from commonroom.people.permissions import Permission
from commonroom.support import rules
from commonroom.support.rules import Span
from commonroom.support.services import common


class CannotSetHalfTerms(Refused):
    """Dates that cannot be; the message says everything that is in their way."""


@transaction.atomic
def set_half_terms(
    *, partnership: Partnership, year: AcademicYear, spans: Mapping[int, Span], by: Any, at: datetime
) -> None:
    """Set the six half-terms of a year. Schedules, columns and days to book follow at once; booked days stay on their
    day. Raises CannotSetHalfTerms where the dates are out of order or overlap, Refused.
    """
    if not people.can(by, Permission.SET_UP_PARTNERSHIP, partnership=partnership):
        raise Refused("The partnership manager and the head of service set the dates. Ask one of them.")
    if wrong := rules.why_not_half_terms(year, spans):
        raise CannotSetHalfTerms(" ".join(wrong))
    held = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    pairs = [[spans[n].first.isoformat(), spans[n].last.isoformat()] for n in sorted(spans)]
    every = {**held.settings.get("half_terms", {}), year.slug: pairs}
    held.settings = {**held.settings, "half_terms": every}
    held.save(update_fields=["settings"])
    partnership.settings = held.settings
    role = next((post.role for post in people.posts_in(by, partnership)), "")
    common.noted(
        "set half-term dates",
        "half-terms",
        year.slug,
        partnership=partnership,
        urn=None,
        by=by,
        at=at,
        role=role,
        dates=pairs,
    )

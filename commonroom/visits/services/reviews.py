"""Reviews of a school: planned, their timetable agreed in time, their one-page summary finished on site."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.visits import access, papers, selectors
from commonroom.visits.models import Priority, Review
from commonroom.visits.rules import cases, states
from commonroom.visits.services import common, texts


class CannotReview(people.Refused):
    """A review that cannot go on; the message says what to do."""


@transaction.atomic
def plan_review(
    *,
    partnership: Partnership,
    urn: int,
    theme: str,
    on: date,
    officers: list[str] | None = None,
    priority: Priority | None = None,
    by: Any,
    at: datetime,
) -> Review:
    """Plan a review led by the person who plans it (G29), in general or of a theme that the plan names (G30).

    Raises CannotReview, Refused.
    """
    role = access.check("plan a review", by=by, partnership=partnership, urn=urn)
    if theme not in cases.REVIEWS:
        raise CannotReview("Choose what the review looks at.")
    if priority is not None and priority.urn != urn:
        raise CannotReview("Choose a priority of this school’s plan.")
    if not 0 <= (on - common.day_of(at)).days <= 400:
        raise CannotReview("A review is planned for a day to come, within a year or so.")
    review = Review.objects.create(
        partnership=partnership,
        urn=urn,
        theme=theme,
        on=on,
        officers=[name for name in officers or [] if name in cases.OFFICERS],
        priority=priority,
        lead_name=by.name,
        **common.made(by, at),
    )
    texts.start_draft(review, by=by, at=at)
    common.noted("review.planned", review, by=by, at=at, role=role, theme=theme)
    return review


@transaction.atomic
def agree_timetable(
    *, review: Review, agreed_on: date, with_whom: str, timetable: str, by: Any, at: datetime
) -> Review:
    """Record that a review's timetable was agreed with the school, in time for the review (G27)."""
    role = common.check("write a summary", review, by=by)
    held = common.locked(review)
    end = common.step(states.REVIEW, held, "agree the timetable", CannotReview)
    if agreed_on > common.day_of(at):
        raise CannotReview("This day is still to come. Record the timetable once it is agreed.")
    settings = selectors.settings_for(held.partnership, on=common.day_of(at))
    if sentence := cases.why_not_timetable(agreed_on, held.on, settings):
        raise CannotReview(sentence)
    held.timetable_with = common.filled(with_whom, "Name whom at the school you agreed it with.", CannotReview)
    held.timetable = common.filled(timetable, "Write the timetable.", CannotReview)
    held.state, held.timetable_agreed_on = end, agreed_on
    held.save()
    common.tell(held, (states.HEAD,), key="timetable", at=at)
    common.noted("review.timetable-agreed", held, by=by, at=at, role=role, agreed_on=agreed_on)
    return held


@transaction.atomic
def move_review(*, review: Review, on: date, because: str, by: Any, at: datetime) -> Review:
    """Move a review to another day; its timetable is then agreed again. Raises CannotReview, Refused."""
    role = common.check("write a summary", review, by=by)
    held = common.locked(review)
    held.state = common.step(states.REVIEW, held, "move", CannotReview)
    words = common.filled(because, "Say why the review moves.", CannotReview)
    if not 0 <= (on - common.day_of(at)).days <= 400:
        raise CannotReview("A review is moved to a day to come, within a year or so.")
    before, held.on = held.on, on
    held.timetable_agreed_on, held.timetable_with = None, ""
    held.save()
    common.noted("review.moved", held, by=by, at=at, role=role, because=words, **{"from": before, "to": on})
    return held


@transaction.atomic
def cancel_review(*, review: Review, because: str, by: Any, at: datetime) -> Review:
    """Cancel a review that has not been held. Raises CannotReview, Refused."""
    role = common.check("plan a review", review, by=by)
    held = common.locked(review)
    held.state = common.step(states.REVIEW, held, "cancel", CannotReview)
    held.cancelled_because = common.filled(because, "Say why the review is cancelled.", CannotReview)
    held.save()
    common.noted("review.cancelled", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def finish_review(*, review: Review, because: str = "", by: Any, at: datetime, site: str = "") -> Review:
    """Finish the summary of a review: one page, truly, as an edition that never changes (G28).

    Refuses a summary that runs onto a second page, and says by how much. A finished one is corrected by a further
    edition that says why. Raises CannotReview, Refused.
    """
    role = common.check("write a summary", review, by=by)
    held = common.locked(review)
    is_first = held.state != "finished"
    end = common.step(states.REVIEW, held, "finish" if is_first else "correct", CannotReview)
    draft = selectors.draft_of(held)
    assert draft is not None
    missing = cases.why_not_finish(draft.words, held.on, common.day_of(at))
    if not is_first and not because.strip():
        missing.append("Say what is corrected and why.")
    if missing:
        raise CannotReview(" ".join(missing))
    if over := papers.words_over(held, draft.words):
        raise CannotReview(cases.too_long(over, "summary"))
    edition = texts.add_edition(held, words=draft.words, because="" if is_first else because.strip(), by=by, at=at)
    held.state, held.finished_at, held.finished_by_name = end, at, by.name
    held.save()
    common.tell(held, ("headteacher", "chair-of-governors"), key=f"summary-{edition.number}", at=at, site=site)
    data: dict[str, Any] = {"edition": edition.number, "sha256": edition.sha256}
    common.noted("review.finished", held, by=by, at=at, role=role, **data)
    return held

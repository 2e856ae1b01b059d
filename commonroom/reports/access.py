"""The doors to board reports: drafts and origins for those who see every school, published ones for the board too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.reports.models import BoardReport, PublishedReport, ReportOrigin

SERVICE = ("head-of-service",)
WRITERS = ("head-of-service", "school-improvement-lead")
BOARD = ("board-member", "board-chair")
MEMBERS = ("elected-member",)
"""Elected members read the version that is written for them, and nothing else of a report."""
READERS = (*WRITERS, *BOARD)
AGREE = ("board-chair", "head-of-service")


def _role(person: Any, partnership: Partnership, among: tuple[str, ...]) -> str:
    held = {post.role for post in access.posts_in(person, partnership)}
    return next((role for role in among if role in held), "")


def role_to_write(person: Any, *, partnership: Partnership) -> str:
    """The role by which a person may begin and write reports."""
    return _role(person, partnership, WRITERS)


def role_to_publish(person: Any, *, partnership: Partnership) -> str:
    """The role by which a person may read a report through and publish it."""
    return _role(person, partnership, SERVICE)


def role_to_agree(person: Any, *, partnership: Partnership) -> str:
    """The role by which a person may note what the board decided about a theme."""
    return _role(person, partnership, AGREE)


def reads(person: Any, *, partnership: Partnership) -> bool:
    """Whether a person reads published reports, in one version at least: for the menu."""
    return bool(_role(person, partnership, (*READERS, *MEMBERS)))


def reads_the_boards(person: Any, *, partnership: Partnership) -> bool:
    """Whether a person reads the board's version too."""
    return bool(_role(person, partnership, READERS))


def visible_published(*, to: Any, partnership: Partnership) -> QuerySet[PublishedReport]:
    """The published reports that a person may read, the newest first."""
    rows = PublishedReport.objects.filter(partnership=partnership).order_by("-number")
    return rows if reads(to, partnership=partnership) else rows.none()


def open_published(number: int, *, to: Any, partnership: Partnership, audience: str = "board") -> PublishedReport:
    """A published report for one audience. Raises Http404 for whoever may not read that version as for none."""
    found = visible_published(to=to, partnership=partnership).filter(number=number).first()
    if found is None or (audience != "members" and not reads_the_boards(to, partnership=partnership)):
        raise Http404
    return found


def visible_drafts(*, to: Any, partnership: Partnership) -> QuerySet[BoardReport]:
    """Reports that are being written, for those who write them."""
    rows = BoardReport.objects.filter(partnership=partnership, state__in=("draft", "read")).order_by("-made_at")
    return rows if role_to_write(to, partnership=partnership) else rows.none()


def open_draft(public_id: UUID, *, to: Any, partnership: Partnership) -> BoardReport:
    """A report that is being written. Raises Http404 for others as for none."""
    found = visible_drafts(to=to, partnership=partnership).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def open_origin(published: PublishedReport, *, to: Any) -> ReportOrigin:
    """What stands behind a published report, for those who see every school. Raises Http404 for others."""
    found = ReportOrigin.objects.filter(partnership=published.partnership_id, published=published).first()
    if found is None or not role_to_write(to, partnership=published.partnership):
        raise Http404
    return found

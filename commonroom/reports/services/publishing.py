"""A report’s way: begun, written, read by the head of service, published for good; and what the board agreed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from commonroom.audit import services as audit
from commonroom.mail import services as mail
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.people.selectors import posts_of_partnership
from commonroom.reports import access
from commonroom.reports.models import BoardReport, PublishedReport, ReportOrigin, ThemeDecision
from commonroom.reports.rules import naming, numbers, suppression
from commonroom.reports.rules.audit import Contradiction
from commonroom.reports.selectors import collecting
from commonroom.reports.services import drafting
from commonroom.schools.models import School

SUBJECT = "There is something to read in Commonroom"


class CannotBegin(Refused):
    """No report was begun; the message says why and what to do."""


class CannotWrite(Refused):
    """Nothing was written; the message says why and what to do."""


class CannotPublish(Refused):
    """The report was not read, or not published; the message says why and what to do."""


class CannotNote(Refused):
    """The board's word was not noted; the message says why and what to do."""


def begin_report(
    *, partnership: Partnership, by: Person, at: datetime, replaces: int | None = None, because: str = ""
) -> BoardReport:
    """Count everything as it stands now and begin a report of it. Raises CannotBegin, and then nothing is written.

    `replaces` is the number of a published report that this one takes the place of, with the reason.
    """
    role = _role(access.role_to_write(by, partnership=partnership), CannotBegin)
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
        if BoardReport.objects.filter(partnership=partnership, state__in=("draft", "read")).exists():
            raise CannotBegin("A report is being written already. Publish it or leave it before you begin another.")
        if replaces is not None:
            _check_replaced(partnership, replaces, because)
        _check_names(partnership, [because], CannotBegin)
        try:
            parts = drafting.make(partnership, by=by, at=at)
        except suppression.CannotBeSafe as unsafe:
            raise CannotBegin(
                "The area has too few schools for any figure to be shown without pointing at one. Report in words."
            ) from unsafe
        except Contradiction as unclear:
            raise CannotBegin(
                "What is held now does not fit the last report, so nobody can say what both tell together. "
                "Ask whoever runs this house to look at the schools that were merged or moved since."
            ) from unclear
        report = BoardReport.objects.create(
            partnership=partnership,
            state="draft",
            as_of=at,
            replaces=replaces,
            replaces_because=because.strip(),
            made_at=at,
            made_by_id=by.pk,
            made_by_name=by.name,
            **parts,
        )
        _noted("board report begun", report, by, at, role, because=because.strip())
    return report


def _check_replaced(partnership: Partnership, number: int, because: str) -> None:
    rows = PublishedReport.objects.filter(partnership=partnership)
    if not rows.filter(number=number).exists():
        raise CannotBegin(f"There is no report {number} to replace.")
    if rows.filter(replaces=number).exists():
        raise CannotBegin(f"Report {number} has been replaced already. Replace the newer one.")
    if not because.strip():
        raise CannotBegin("Say why the report is replaced. Its readers will see your words.")


def write_words(
    *,
    report: BoardReport,
    meeting: str,
    opening: str,
    asks: Sequence[str],
    heard: Sequence[str],
    kept: Sequence[str],
    by: Person,
    at: datetime,
) -> BoardReport:
    """Keep the words of a draft: where it is read, its opening, what the board is asked, themes that schools brought
    (`heard`) and keys of the proposed themes that stay (`kept`). A report that was read must be read again.

    Raises CannotWrite where the words name a school.
    """
    role = _role(access.role_to_write(by, partnership=report.partnership), CannotWrite)
    _check_names(report.partnership, [meeting, opening, *asks, *heard], CannotWrite)
    with transaction.atomic():
        held = _held(report, CannotWrite)
        themes = [one for one in held.document["themes"] if one["from"] == "figures"]
        for one in themes:
            one["kept"] = one["key"] in kept
        said = [words.strip() for words in heard if words.strip()]
        themes += [
            {"key": f"schools-{slugify(words)[:70]}", "title": words, "numbers": "", "kind": "heard", "from": "schools",
             "kept": True}
            for words in said
        ]  # fmt: skip
        held.document |= {
            "meeting": meeting.strip(),
            "opening": opening.strip(),
            "asks": [words.strip() for words in asks if words.strip()],
            "themes": themes,
        }
        held.state = "draft"
        held.save(update_fields=["document", "state"])
        _noted("board report written", held, by, at, role)
    return held


def leave_report(*, report: BoardReport, by: Person, at: datetime) -> BoardReport:
    """Leave a draft: it is kept, and nobody will read it."""
    role = _role(access.role_to_write(by, partnership=report.partnership), CannotWrite)
    with transaction.atomic():
        held = _held(report, CannotWrite)
        held.state = "left"
        held.save(update_fields=["state"])
        _noted("board report left", held, by, at, role)
    return held


def typed_numbers(report: BoardReport) -> list[numbers.Said]:
    """The numbers in the words that people typed into a draft: nobody but a person knows where they come from."""
    words = report.document
    heard = [one["title"] for one in words["themes"] if one["from"] == "schools"]
    return numbers.said_in([words["meeting"], words["opening"], *words["asks"], *heard, report.replaces_because])


def read_report(*, report: BoardReport, by: Person, at: datetime, answered: Collection[str] = ()) -> BoardReport:
    """The head of service has read the report as it stands and answers for it. Raises CannotPublish.

    `answered`: the words around each typed number of which she says that it comes neither from the register nor from a
    figure that is left out. Without all of them the report is not read.
    """
    role = _role(access.role_to_publish(by, partnership=report.partnership), CannotPublish)
    with transaction.atomic():
        held = _held(report, CannotPublish)
        said = typed_numbers(held)
        if left := [one.text for one in said if one.around not in answered]:
            raise CannotPublish(
                f"Your words hold numbers that nobody has answered for: {', '.join(f'“{text}”' for text in left)}. "
                "Say of each that it comes neither from the register nor from a figure that is left out."
            )
        held.state, held.read_at, held.read_by_id, held.read_by_name = "read", at, by.pk, by.name
        held.save(update_fields=["state", "read_at", "read_by_id", "read_by_name"])
        _noted("board report read", held, by, at, role, numbers=[one.text for one in said])
    return held


def publish_report(*, report: BoardReport, by: Person, at: datetime, site: str = "") -> PublishedReport:
    """Freeze a report that was read, give it the next number, and let the board know that there is something to read.

    Raises CannotPublish where it was not read, or another was published since its figures were worked out.
    """
    partnership = report.partnership
    role = _role(access.role_to_publish(by, partnership=partnership), CannotPublish)
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
        held = _held(report, CannotPublish)
        last = collecting.last_published(partnership)
        if held.state != "read":
            raise CannotPublish("The report has not been read as it stands now. Read it first, then publish it.")
        if (last.number if last else 0) != held.after:
            raise CannotPublish(
                "Another report was published since. Leave this one and begin anew: two together tell more than one."
            )
        words = held.document
        _check_names(partnership, [words["meeting"], words["opening"], *words["asks"]], CannotPublish)
        made = PublishedReport.objects.create(
            partnership=partnership,
            number=held.after + 1,
            report=held,
            replaces=held.replaces,
            document=_frozen(held),
            published_at=at,
            published_by_id=by.pk,
            published_by_name=by.name,
        )
        ReportOrigin.objects.create(partnership=partnership, published=made, ground=held.ground, origins=held.origins)
        held.state = "published"
        held.save(update_fields=["state"])
        _noted("board report published", held, by, at, role, because=held.replaces_because, number=made.number)
        _tell(made, at=at, site=site)
    return made


def _frozen(report: BoardReport) -> dict[str, Any]:
    """The document as its readers get it: themes that were not kept are gone, and it says what it replaces."""
    themes = [one for one in report.document["themes"] if one.get("kept", True)]
    replaces = {"number": report.replaces, "because": report.replaces_because} if report.replaces else None
    return {**report.document, "themes": themes, "replaces": replaces, "read_by": report.read_by_name}


def note_theme(
    *,
    published: PublishedReport,
    theme: str,
    answer: str,
    decided_on: date,
    by: Person,
    at: datetime,
    words: str = "",
) -> ThemeDecision:
    """Note what the board made of a theme (D03): the chair's word, or the head of service's for the board."""
    partnership = published.partnership
    role = _role(access.role_to_agree(by, partnership=partnership), CannotNote)
    known = {one["key"]: one["title"] for one in (*published.document["themes"], *published.document["standing"])}
    if theme not in known:
        raise CannotNote("This report does not name that theme.")
    if answer not in ("agreed", "not-now", "done"):
        raise CannotNote("Choose what the board decided.")
    if decided_on > timezone.localdate(at):
        raise CannotNote("This day has not come yet. Give the day on which the board decided.")
    if decided_on < timezone.localdate(published.published_at):
        raise CannotNote("The report was not published then. Give the day on which the board decided.")
    with transaction.atomic():
        made = ThemeDecision.objects.create(
            partnership=partnership,
            published=published,
            theme=theme,
            title=known[theme],
            answer=answer,
            words=words.strip(),
            decided_on=decided_on,
            noted_at=at,
            noted_by_id=by.pk,
            noted_by_name=by.name,
        )
        audit.record(
            verb="theme decided", at=at, by=by, chain=partnership, acting_as=role, kind="theme", object_id=theme,
            data={"report": published.number, "answer": answer},
        )  # fmt: skip
    return made


def note_opening(*, published: PublishedReport, key: str, by: Person, at: datetime) -> None:
    """Keep that somebody opened what stands behind a figure: it names schools with their levels."""
    with transaction.atomic():
        audit.record(
            verb="report figure opened", at=at, by=by, chain=published.partnership,
            acting_as=access.role_to_write(by, partnership=published.partnership), kind="board report",
            object_id=published.number, data={"figure": key},
        )  # fmt: skip


def _held(report: BoardReport, refusal: type[Refused]) -> BoardReport:
    """The draft, locked. Raises `refusal` where it is no draft any more."""
    held = BoardReport.objects.select_for_update().select_related(None).get(pk=report.pk)
    if held.state not in ("draft", "read"):
        raise refusal("This report is not being written any more. Begin a new one.")
    return held


def _role(role: str, refusal: type[Refused]) -> str:
    if not role:
        raise refusal("You may not do this with board reports. Ask the head of education improvement.")
    return role


def _check_names(partnership: Partnership, texts: Sequence[str], refusal: type[Refused]) -> None:
    """No school of the area is named in words that people typed."""
    schools = School.objects.filter(la_code__in=partnership.la_codes, is_open=True)
    if named := naming.named(" \n ".join(texts), schools.values_list("name", flat=True)):
        raise refusal(f"Your words name “{named}”. Take the name out: no school can be identified from a report.")


def _tell(published: PublishedReport, *, at: datetime, site: str) -> None:
    """Post to the board and to elected members that there is something to read, never what."""
    today = timezone.localdate(at)
    posts = posts_of_partnership(published.partnership).filter(
        role__in=(*access.BOARD, *access.MEMBERS), person__is_active=True
    )
    where = f"\n\n{site}" if site else ""
    for person in {post.person_id: post.person for post in posts if post.holds_on(today)}.values():
        mail.post(
            key=f"report-{published.partnership_id}-{published.number}-{person.pk}",
            to=person.email,
            subject=SUBJECT,
            body=f"{SUBJECT}. Sign in as you always do.{where}",
            at=at,
        )


def _noted(
    verb: str, report: BoardReport, by: Person, at: datetime, role: str, *, because: str = "", **data: Any
) -> None:
    audit.record(
        verb=verb,
        at=at,
        by=by,
        chain=report.partnership,
        acting_as=role,
        kind="board report",
        object_id=report.public_id,
        because=because,
        data=data,
    )

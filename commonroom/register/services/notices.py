"""Drafting a notice or putting concerns in writing, moving it along its flow, writing its letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register.letters import setting
from commonroom.register.models import Entry, Letter, Notice, NoticeMove
from commonroom.register.rules import law, notices
from commonroom.register.services.guards import day_of, keeper_role, tell_school
from commonroom.schools.models import School
from commonroom.visits import services as visits
from commonroom.visits.models import Plan

SENT = notices.SENT


class CannotDraft(Refused):
    """A notice was not drafted; the message says why."""


class CannotMove(Refused):
    """A notice did not move; the message says why and what can follow."""


def draft_notice(
    *,
    entry: Entry,
    issuer: str,
    grounds: Sequence[str],
    evidence: str,
    recipients: Sequence[str],
    by: Person,
    at: datetime,
) -> Notice:
    """Draft a warning notice (G33, G34), or concerns about an academy in writing (G38). Raises CannotDraft.

    Nobody but the keepers sees a draft.
    """
    role = keeper_role(by, partnership=entry.partnership, urn=entry.urn)
    flow, who, ticked = notices.FLOWS[entry.route], law.Issuer(issuer), tuple(grounds)
    if entry.closed_at is not None:
        raise CannotDraft("This entry is closed. Place the school anew before you draft a notice.")
    if wrong := notices.problem(flow=flow, issuer=who, grounds=ticked, evidence=evidence, on=day_of(at)):
        raise CannotDraft(wrong)
    with transaction.atomic():
        notice = Notice.objects.create(
            partnership=entry.partnership,
            urn=entry.urn,
            entry=entry,
            flow=flow.slug,
            issuer=who,
            grounds=list(ticked),
            evidence=evidence.strip(),
            recipients=[line.strip() for line in recipients if line.strip()],
            drafted_on=day_of(at),
            state="draft",
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        _audit("notice drafted", notice, by, at, role, {"grounds": list(ticked), "issuer": issuer})
    return notice


def move_notice(
    *,
    notice: Notice,
    after: str,
    on: date,
    because: str,
    by: Person,
    at: datetime,
    comply_by: date | None = None,
) -> NoticeMove:
    """Move a notice along its flow, by its table alone. Raises CannotMove with what can follow."""
    role = keeper_role(by, partnership=notice.partnership, urn=notice.urn)
    flow = notices.FLOWS[notice.flow]
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        last = NoticeMove.objects.filter(notice=held).order_by("-on", "-pk").first()
        wrong = notices.move_problem(
            flow=flow,
            before=held.state,
            after=after,
            because=because,
            on=on,
            today=day_of(at),
            last_on=last.on if last else None,
            comply_by=comply_by if after in SENT else held.comply_by,
        )
        if not wrong and after in SENT:
            wrong = "" if held.recipients else "Write down who gets it before you issue it."
            wrong = wrong or notices.issue_problem(
                issuer=law.Issuer(held.issuer), grounds=tuple(held.grounds), on=on, drafted_on=held.drafted_on
            )
        if wrong:
            raise CannotMove(wrong)
        move = NoticeMove.objects.create(
            partnership=held.partnership,
            urn=held.urn,
            notice=held,
            before=held.state,
            after=after,
            on=on,
            because=because.strip(),
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        held.state = after
        if after in SENT:
            held.issued_on, held.comply_by = on, comply_by
        held.save(update_fields=["state", "issued_on", "comply_by"])
        _audit("notice moved", held, by, at, role, {"from": move.before, "to": after})
        if after in SENT:
            tell_school(partnership=held.partnership, urn=held.urn, key=f"notice:{held.public_id}", at=at)
    notice.refresh_from_db()
    return move


def moves(notice: Notice) -> list[NoticeMove]:
    """What has happened to a notice, oldest first."""
    return list(NoticeMove.objects.filter(notice=notice).order_by("on", "pk"))


def name_plan(*, notice: Notice, plan: Plan, by: Person, at: datetime) -> None:
    """Say which plan of the school answers a notice; from then on it is to be validated from outside (G36).

    Raises CannotMove.
    """
    role = keeper_role(by, partnership=notice.partnership, urn=notice.urn)
    if notice.flow != "maintained" or notice.issued_on is None:
        raise CannotMove("A plan answers a notice that has been issued to a maintained school.")
    if plan.urn != notice.urn:
        raise CannotMove("Choose a plan of this school.")
    with transaction.atomic():
        visits.want_validation(plan=plan, by=by, at=at)
        Notice.objects.filter(pk=notice.pk).update(plan_id=plan.public_id)
        notice.plan_id = plan.public_id
        _audit("plan named for a notice", notice, by, at, role, {"plan": str(plan.public_id)})


def write_letter(*, notice: Notice, kind: str, signed_by: str, dated: date, by: Person, at: datetime) -> Letter:
    """Write one letter of a notice from the partnership’s words, and freeze it. Raises CannotDraft."""
    role = keeper_role(by, partnership=notice.partnership, urn=notice.urn)
    template = selectors.letters(notice.partnership, on=dated).get(kind)
    if template is None or template.flow != notice.flow:
        raise CannotDraft("There is no such letter for this kind of school. Choose one from the list.")
    if wrong := notices.letter_problem(
        dated=dated,
        drafted_on=notice.drafted_on,
        issued_on=notice.issued_on,
        comply_by=notice.comply_by,
        today=day_of(at),
    ):
        raise CannotDraft(wrong)
    try:
        words = setting.fill(template, facts_of(notice, dated))
    except ValueError as error:
        raise CannotDraft(str(error)) from error
    with transaction.atomic():
        letter = Letter.objects.create(
            partnership=notice.partnership,
            urn=notice.urn,
            notice=notice,
            kind=kind,
            dated=dated,
            to=words.to,
            subject=words.subject,
            paragraphs=[*words.paragraphs],
            signed_by=signed_by.strip() or by.name,
            template=selectors.letter_template(notice.partnership, on=dated),
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        _audit("letter written", notice, by, at, role, {"letter": str(letter.public_id), "kind": kind})
    return letter


def facts_of(notice: Notice, dated: date) -> dict[str, str]:
    """What a letter about a notice may say: names of offices are those of the letter’s day."""
    ticked = [g for g in law.GROUNDS if g.slug in notice.grounds]
    sections = list(dict.fromkeys(g.section for g in ticked))
    return {
        "school": School.objects.get(pk=notice.urn).name,
        "council": notice.partnership.name,
        "office": law.office("regions", dated),
        "guidance": law.guidance(dated),
        "grounds": " ".join(g.words for g in ticked),
        "sections": " and ".join(sections) or "section 60",
        "evidence": notice.evidence,
        "issued_on": setting.say_day(notice.issued_on),
        "comply_by": setting.say_day(notice.comply_by),
    }


def letter_facts(letter: Letter) -> dict[str, Any]:
    """What is set in Word and as a PDF: the frozen words."""
    return {
        "council": letter.partnership.name,
        "dated": setting.say_day(letter.dated),
        "to": letter.to,
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "signed_by": letter.signed_by,
        "copies": list(letter.notice.recipients),
        "marker": "Confidential",
    }


def template_of(letter: Letter) -> bytes:
    """The Word template of a partnership in which a letter is set; empty: the one of the product."""
    return bytes(letter.template.content) if letter.template is not None else b""


def _audit(verb: str, notice: Notice, by: Person, at: datetime, role: str, data: dict[str, Any]) -> None:
    audit.record(
        verb=verb,
        by=by,
        at=at,
        chain=notice.partnership,
        acting_as=role,
        kind="notice",
        object_id=notice.public_id,
        urn=notice.urn,
        data=data,
    )

"""Reads of the register: what automatic inclusion proposes, an entry with its story, what waits, who has opened it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from commonroom.measures.models import Inspection
from commonroom.partnerships.models import Partnership
from commonroom.people.models import Person, Post
from commonroom.people.roles import ROLES
from commonroom.register import access
from commonroom.register.models import Disclosure, Entry, Grant, Notice, Opening, Step
from commonroom.register.rules import inclusion, notices
from commonroom.register.rules.placing import (
    DECISIONS,
    GRANTABLE,
    Gobar,
    Kind,
    Reason,
    Route,
    Standing,
    missing_steps,
    route_of,
)
from commonroom.schools.models import School


@dataclass(frozen=True)
class Proposal:
    """A school that an automatic rule proposes: the rule, the words it read, and the row they come from."""

    school: School
    fit: inclusion.Fit
    inspected_on: date
    source: Mapping[str, Any]

    @property
    def route(self) -> Route:
        """Maintained or academy."""
        return route_of(self.school.type)


def settings_of(partnership: Partnership) -> dict[str, Any]:
    """A partnership’s own settings for the register: markers, rules switched off, words of letters."""
    found = partnership.settings.get("register", {}) if isinstance(partnership.settings, dict) else {}
    return dict(found)


def proposals(partnership: Partnership, *, to: Person) -> list[Proposal]:
    """The area’s open schools that an automatic rule proposes and that nobody has entered for that inspection (G01).

    Reads the newest graded inspection of each school, of the school itself and not of one before it.
    """
    schools = School.objects.filter(la_code__in=partnership.la_codes, is_open=True).exclude(
        urn__in=access.barred_schools(to, partnership=partnership)
    )
    by_urn = schools.in_bulk()
    rows = Inspection.objects.filter(urn__in=by_urn, at_urn=None, current=True, event="graded")
    newest = rows.exclude(inspected_on=None).order_by("urn", "-inspected_on", "-pk").distinct("urn")
    entries = Entry.objects.filter(partnership=partnership)
    on_it = set(entries.filter(closed_at=None).values_list("urn", flat=True))
    read = set(entries.values_list("urn", "rule_source__inspected_on"))
    off = settings_of(partnership).get("inclusion_off", [])
    found = []
    for row in newest:
        fit = fit_of(row, off)
        if fit and row.inspected_on and row.urn not in on_it and (row.urn, str(row.inspected_on)) not in read:
            found.append(Proposal(by_urn[row.urn], fit, row.inspected_on, source_of(row, fit)))
    return sorted(found, key=lambda p: (not p.fit.rule.is_formal, p.school.name))


def fit_of(row: Inspection, off: Sequence[str] = ()) -> inclusion.Fit | None:
    """The automatic rule that an inspection fits, if any."""
    if row.inspected_on is None:
        return None
    return inclusion.fits(inclusion.Outcome(row.regime, row.inspected_on, row.overall, row.judgements), off=off)


def source_of(row: Inspection, fit: inclusion.Fit) -> dict[str, Any]:
    """Where a proposal comes from: the inspection, the file’s loading and row, the words that were read, the rule."""
    return {
        "inspected_on": str(row.inspected_on),
        "number": row.number,
        "regime": row.regime,
        "read": fit.read,
        "source": row.source,
        "loading": row.loading_id,
        "row": row.row,
        "rule": fit.rule.sentence,
        "rule_source": fit.rule.source,
        "formal": fit.rule.is_formal,
    }


def steps(entry: Entry) -> list[Step]:
    """The story of an entry, newest first."""
    return list(Step.objects.filter(entry=entry).order_by("-on", "-pk"))


def is_tapering(story: Sequence[Step]) -> bool:
    """Whether the newest decision is to taper."""
    decided = [step for step in story if step.kind in DECISIONS]
    return bool(decided) and decided[0].kind == Kind.TAPER


def due_on(story: Sequence[Step]) -> date | None:
    """When the next decision is due, by the newest decision that names a day."""
    decided = [step for step in story if step.kind in DECISIONS]
    return decided[0].due_on if decided else None


def missing(entry: Entry, story: Sequence[Step]) -> tuple[Kind, ...]:
    """The wanted steps of an entry that are not recorded yet. A conversation counts once the reasons are accepted."""
    done = {step.kind for step in story if step.kind != Kind.CONVERSATION or step.accepted}
    return missing_steps(Route(entry.route), Gobar(entry.gobar), done)


def standing(partnership: Partnership, urn: int) -> Standing:
    """The two statuses of a school, kept apart (G45). Whoever may not see them learns “neither”."""
    rows = Notice.objects.filter(partnership=partnership, urn=urn, flow="maintained")
    eligible = [n for n in rows if notices.MAINTAINED.state(n.state).eligible]
    placed = Entry.objects.filter(partnership=partnership, urn=urn, closed_at=None).exists()
    because = ""
    if eligible:
        acts = sorted({g.section for n in eligible for g in notices.GROUNDS if g.slug in n.grounds})
        because = (
            f"A notice under {' and '.join(acts)} of the Education and Inspections Act 2006 was not complied with."
        )
    return Standing(placed, bool(eligible), because)


def open_notices(entry: Entry) -> int:
    """How many notices of an entry have not come to an end."""
    rows = Notice.objects.filter(entry=entry)
    return sum(not notices.FLOWS[n.flow].state(n.state).is_end for n in rows)


def live_grants_of(entry: Entry, *, on: date) -> list[Grant]:
    """Who has sight of an entry on a day, the first to end first."""
    rows = Grant.objects.filter(entry=entry, ended_at=None, starts_on__lte=on, until__gte=on)
    return list(rows.order_by("until", "pk"))


@dataclass(frozen=True)
class Opened:
    """One opening as a page lists it; `seen` is what the school reads: the role, never the name."""

    opening: Opening
    seen: str


def openings(entry: Entry) -> list[Opened]:
    """Who opened an entry, newest first."""
    rows = Opening.objects.filter(entry=entry).order_by("-opened_at", "-pk")
    return [Opened(row, f"{role_name(row.acting_as)}, {Reason(row.reason).seen}") for row in rows]


def role_name(slug: str) -> str:
    """What a role is called."""
    return ROLES[slug].name if slug in ROLES else slug


def names_of(urns: Sequence[int]) -> dict[int, str]:
    """The names of schools by URN."""
    return dict(School.objects.filter(urn__in=urns).values_list("urn", "name"))


@dataclass(frozen=True)
class Due:
    """Something of the register that waits for a keeper: a day, and words that name nobody."""

    when: date | None
    what: str
    why: str
    public_id: str


def waiting(person: Person, partnership: Partnership, *, on: date) -> list[Due]:
    """What waits for a keeper in the register, in words that name no school: for the home page."""
    if not access.is_keeper(person, partnership=partnership):
        return []
    found = []
    for entry in access.visible_entries(to=person, partnership=partnership, on=on).filter(closed_at=None):
        day = due_on(steps(entry))
        if day is not None and day <= on + timedelta(days=14):
            words = "Say why, open it, and record what you decide."
            found.append(Due(day, "A record you hold needs a decision", words, str(entry.public_id)))
    ending = Grant.objects.filter(partnership=partnership, ended_at=None, until__range=(on, on + timedelta(days=3)))
    renewed = set(
        Grant.objects.filter(partnership=partnership).exclude(renews=None).values_list("renews_id", flat=True)
    )
    for grant in ending.select_related("entry"):
        if grant.pk not in renewed:
            words = "Let it end, or renew it with a reason."
            found.append(Due(grant.until, "One person’s sight of a record ends", words, str(grant.entry.public_id)))
    return found


@dataclass(frozen=True)
class Line:
    """An entry in the list; the name is empty for those who read it without one."""

    entry: Entry
    name: str
    due: date | None
    tapering: bool
    eligible: bool
    past: bool


def line(entry: Entry, name: str, *, on: date) -> Line:
    """One line of the list."""
    story = steps(entry)
    due = due_on(story)
    eligible = standing(entry.partnership, entry.urn).eligible
    return Line(entry, name, due, is_tapering(story), eligible, due is not None and due < on)


def school_of(entry: Entry) -> School:
    """The school of an entry. Raises School.DoesNotExist where the national register lost it."""
    return School.objects.get(pk=entry.urn)


def indicators(partnership: Partnership, *, on: date) -> list[tuple[str, str]]:
    """The indicators on which a school may be placed, by the partnership’s own method where the risk room has it."""
    if apps.is_installed("commonroom.risk"):
        from commonroom.risk import support_model

        found = support_model.document(partnership, on=on).indicators
        rows = found.values() if isinstance(found, Mapping) else found
        return [(one.slug, one.name) for one in rows]
    return []


def indicator_words(entry: Entry) -> list[str]:
    """The indicators of an entry in words of the method of its day; a slug that the method lost stays as it is."""
    known = dict(indicators(entry.partnership, on=entry.decided_on)) if entry.indicators else {}
    return [known.get(slug, slug.replace("-", " ").capitalize()) for slug in entry.indicators]


@dataclass(frozen=True)
class NoticeLine:
    """A notice in an entry’s list."""

    notice: Notice
    state: str
    issuer: str


def notice_lines(rows: Iterable[Notice]) -> list[NoticeLine]:
    """Notices with their states in words."""
    return [NoticeLine(n, notices.FLOWS[n.flow].state(n.state).words, issuer_words(n)) for n in rows]


def issuer_words(notice: Notice) -> str:
    """Who gives a notice, by the name that the office had on its day."""
    return "The council" if notice.issuer == "council" else notices.office("regions", notice.drafted_on)


@dataclass(frozen=True)
class GrantLine:
    """Somebody’s sight in an entry’s list; `soon`: it ends within three days."""

    grant: Grant
    role: str
    soon: bool


def grant_lines(entry: Entry, *, on: date) -> list[GrantLine]:
    """Who has sight of an entry on a day, with what their role is called."""
    return [
        GrantLine(grant, role_name(grant.role), grant.until - on <= timedelta(days=3))
        for grant in live_grants_of(entry, on=on)
    ]


def disclosures(entry: Entry) -> list[Disclosure]:
    """What was handed over of an entry, newest first."""
    return list(Disclosure.objects.filter(entry=entry).order_by("-at"))


def grantable_people(partnership: Partnership, *, on: date) -> list[tuple[str, str]]:
    """Who may be given sight, as choices: the id and the name with the post."""
    posts = Post.objects.filter(partnership=partnership, role__in=GRANTABLE, ended_at=None, starts_on__lte=on)
    found = {str(p.person_id): f"{p.person.name}, {role_name(p.role)}" for p in posts.select_related("person")}
    return sorted(found.items(), key=lambda pair: pair[1])

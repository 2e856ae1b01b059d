"""Reads of the register: what automatic inclusion proposes, an entry with its story, what waits, who has opened it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone

from commonroom.measures.models import Inspection
from commonroom.partnerships.models import Partnership
from commonroom.people.models import Person, Post
from commonroom.people.roles import ROLES
from commonroom.register import access
from commonroom.register.letters import setting
from commonroom.register.models import (
    Disclosure,
    Entry,
    Grant,
    LetterTemplate,
    LetterWords,
    Notice,
    Opening,
    Step,
)
from commonroom.register.rules import inclusion, law, notices
from commonroom.register.rules.placing import (
    DECISIONS,
    GRANTABLE,
    KEEPERS,
    Gobar,
    Kind,
    Reason,
    Route,
    Standing,
    missing_steps,
    route_of,
)
from commonroom.schools.models import School
from commonroom.visits import selectors as visits


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


def last_decision(entry: Entry) -> tuple[str, date] | None:
    """The kind and the day of an entry’s newest decision."""
    rows = Step.objects.filter(entry=entry, kind__in=list(DECISIONS)).order_by("-on", "-pk")
    return rows.values_list("kind", "on").first()


def category_of(school: School) -> law.Way | None:
    """The way by which the newest graded inspection makes a maintained school eligible by law, if it does."""
    if route_of(school.type) is Route.ACADEMY:
        return None
    rows = Inspection.objects.filter(urn=school.pk, at_urn=None, current=True, event="graded")
    row = rows.exclude(inspected_on=None).order_by("-inspected_on", "-pk").first()
    said = row.judgements.get(inclusion.CATEGORY, "") if row else ""
    return law.way_of(str(said), row.inspected_on) if row and row.inspected_on else None


def standing(partnership: Partnership, urn: int) -> Standing:
    """The two statuses of a school, kept apart (G45). Whoever may not see them learns “neither”.

    Eligible for intervention by a notice that was not complied with (sections 60, 60A), or by a formal category of
    inspection (sections 61, 62), which is public.
    """
    rows = Notice.objects.filter(partnership=partnership, urn=urn, flow="maintained")
    eligible = [n for n in rows if notices.MAINTAINED.state(n.state).eligible]
    placed = Entry.objects.filter(partnership=partnership, urn=urn, closed_at=None).exists()
    because = ""
    if eligible:
        acts = sorted({g.section for n in eligible for g in law.GROUNDS if g.slug in n.grounds})
        because = (
            f"A notice under {' and '.join(acts)} of the Education and Inspections Act 2006 was not complied with."
        )
    school = School.objects.filter(pk=urn).only("urn", "type").first() if placed else None
    way = category_of(school) if school else None
    category = f"{way.words} By {way.section} of the {law.ACT} it is eligible for intervention." if way else ""
    return Standing(placed, bool(eligible or way), f"{because} {category}".strip(), category)


def open_notices(entry: Entry) -> int:
    """How many notices of an entry have not come to an end."""
    rows = Notice.objects.filter(entry=entry)
    return sum(not notices.FLOWS[n.flow].state(n.state).is_end for n in rows)


@dataclass(frozen=True)
class PlanWanted:
    """A notice that wants a leadership and rapid improvement plan, validated from outside (G36), and how far it is."""

    notice: Notice
    standing: visits.PlanStanding | None

    @property
    def words(self) -> str:
        """How far it is, and what to do."""
        if self.standing is None:
            return "No plan answers this notice yet. The adviser and the head write one, and a keeper names it here."
        return self.standing.words


def plan_of(notice: Notice) -> PlanWanted | None:
    """The plan that a notice wants, how far it is, validated ones too; None where none is wanted (G36)."""
    return plans_of(notice.partnership, [notice]).get(notice.pk)


def plans_of(partnership: Partnership, rows: Iterable[Notice]) -> dict[int, PlanWanted]:
    """The same for several notices by their keys, in one statement however many there are."""
    wanting = [one for one in rows if one.flow == "maintained" and one.issued_on is not None]
    named = [one.plan_id for one in wanting if one.plan_id]
    standings = visits.plan_standings(partnership, named) if named else {}
    return {one.pk: PlanWanted(one, standings.get(one.plan_id) if one.plan_id else None) for one in wanting}


def plans_wanted(partnership: Partnership, rows: Iterable[Notice]) -> list[PlanWanted]:
    """What notices still want of their plans, in their order; those whose plan was validated are not in it."""
    found = plans_of(partnership, rows := list(rows))
    wanted = [found[one.pk] for one in rows if one.pk in found and not notices.MAINTAINED.state(one.state).is_end]
    return [one for one in wanted if not (one.standing and one.standing.is_done)]


def plans_wanted_of(entry: Entry) -> tuple[str, ...]:
    """A sentence for each notice of an entry whose plan is not validated, with what to do."""
    rows = Notice.objects.filter(entry=entry).order_by("pk")
    wanted = plans_wanted(entry.partnership, rows)
    return tuple(f"The notice issued on {one.notice.issued_on:%-d %B %Y} wants a plan. {one.words}" for one in wanted)


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
    """What waits in the register for a keeper, for the head and chair of a school with a notice, or for whoever was
    given sight of a record: for home. In words that name no school. Nothing for everybody else.
    """
    found = [*_plans_due(person, partnership, on)]
    if not access.is_keeper(person, partnership=partnership):
        return found + _sights_open(person, partnership, on)
    entries = list(access.visible_entries(to=person, partnership=partnership, on=on).filter(closed_at=None))
    stories: dict[int, list[Step]] = {}
    for step in Step.objects.filter(entry__in=entries).order_by("-on", "-pk"):
        stories.setdefault(step.entry_id, []).append(step)
    for entry in entries:
        day = due_on(stories.get(entry.pk, ()))
        if day is not None and day <= on + timedelta(days=14):
            words = "Say why, open it, and record what you decide."
            found.append(Due(day, "A record you hold needs a decision", words, str(entry.public_id)))
    ending = Grant.objects.filter(partnership=partnership, ended_at=None, until__range=(on, on + timedelta(days=3)))
    barred = access.barred_schools(person, partnership=partnership)
    for grant in ending.exclude(urn__in=barred).select_related("entry"):
        words = "Let it end, or renew it with a reason."
        found.append(Due(grant.until, "One person’s sight of a record ends", words, str(grant.entry.public_id)))
    return found


def _sights_open(person: Person, partnership: Partnership, on: date) -> list[Due]:
    """The records of which a person has sight, each until its last day."""
    why = "You were given sight of it. Say why, and open it."
    return [
        Due(grant.until, f"A record is open to you until {grant.until:%-d %B %Y}", why, str(grant.entry.public_id))
        for grant in access.sights(person, partnership=partnership, on=on)
    ]


def _plans_due(person: Person, partnership: Partnership, on: date) -> list[Due]:
    """Notices in force that want a plan, until it is validated from outside (G36)."""
    held = access.access.posts_in(person, partnership)
    if not any(h.role in (*KEEPERS, *access.SCHOOLS_OWN) for h in held):
        return []
    rows = Notice.objects.filter(partnership=partnership, flow="maintained", issued_on__isnull=False)
    rows = rows.exclude(urn__in=access.barred_schools(person, partnership=partnership))
    if not access.is_keeper(person, partnership=partnership):
        rows = rows.filter(urn__in=[h.urn for h in held if h.role in access.SCHOOLS_OWN])
    waiting_for = plans_wanted(partnership, rows.filter(entry__closed_at=None).select_related("entry").order_by("pk"))
    what = "A record you hold waits for a plan"
    return [Due(o.notice.comply_by, what, o.words, str(o.notice.entry.public_id)) for o in waiting_for]


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
        return [(one.slug, one.name) for one in rows if not getattr(one, "strength", False)]
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
    return "The council" if notice.issuer == "council" else law.office("regions", notice.drafted_on)


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


@dataclass(frozen=True)
class SharedLine:
    """One line of what was shared outside: about which school, when, by which role, and the words that were shared."""

    disclosure: Disclosure
    school: str
    on: date
    role: str
    words: tuple[str, ...]


def shared_lines(rows: Iterable[Disclosure]) -> list[SharedLine]:
    """Disclosures as the list shows them; of a pack of the register the names of its parts."""
    found = list(rows)
    names = names_of([one.urn for one in found])
    return [
        SharedLine(
            one,
            names.get(one.urn, f"URN {one.urn}"),
            one.shared_on or timezone.localtime(one.at).date(),
            role_name(one.acting_as) if one.acting_as else "Keeper of the register",
            tuple(dict.fromkeys(row[0] for row in one.rows)) if one.entry_id else tuple(row[3] for row in one.rows),
        )
        for one in found
    ]


def grantable_people(partnership: Partnership, *, on: date) -> list[tuple[str, str]]:
    """Who may be given sight, as choices: the id and the name with the post."""
    posts = Post.objects.filter(partnership=partnership, role__in=GRANTABLE, ended_at=None, starts_on__lte=on)
    found = {str(p.person_id): f"{p.person.name}, {role_name(p.role)}" for p in posts.select_related("person")}
    return sorted(found.items(), key=lambda pair: pair[1])


def letters(partnership: Partnership, *, on: date) -> dict[str, setting.Template]:
    """The letters of a partnership by kind, in the words that hold on a day: its own where it has some, else ours."""
    own = dict(settings_of(partnership).get("letters", {}))
    rows = LetterWords.objects.filter(partnership=partnership, starts_on__lte=on).order_by("starts_on", "pk")
    for row in rows:
        own[row.kind] = {"to": row.to, "subject": row.subject, "paragraphs": row.paragraphs}
    return setting.templates(own)


def words_story(partnership: Partnership, kind: str) -> list[LetterWords]:
    """Every version of a partnership’s own words for one letter, newest first."""
    rows = LetterWords.objects.filter(partnership=partnership, kind=kind)
    return list(rows.order_by("-starts_on", "-pk"))


def letter_template(partnership: Partnership, *, on: date) -> LetterTemplate | None:
    """The Word template that holds on a day; None where the one of the product does."""
    rows = LetterTemplate.objects.filter(partnership=partnership, starts_on__lte=on)
    return rows.order_by("-starts_on", "-pk").first()


def letter_templates(partnership: Partnership) -> list[LetterTemplate]:
    """Every Word template that a partnership brought, newest first."""
    return list(LetterTemplate.objects.filter(partnership=partnership).order_by("-starts_on", "-pk"))

"""Reads over visits, notes, plans, meetings and reviews, within what the reader may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures import catalogue
from commonroom.measures.selectors import figures
from commonroom.partnerships.models import Partnership
from commonroom.people.models import Person
from commonroom.people.selectors import posts_of_partnership
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.risk.document import SupportDocument
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy
from commonroom.support import selectors as support
from commonroom.support.models import Line
from commonroom.support.views import words
from commonroom.visits import access
from commonroom.visits.models import (
    Action,
    Brokerage,
    Draft,
    Edition,
    Funding,
    Meeting,
    NoteOfVisit,
    Plan,
    PreventiveStep,
    Priority,
    Progress,
    Query,
    Reply,
    Review,
    Rhythm,
    Visit,
)
from commonroom.visits.rules import cases, days
from commonroom.visits.rules.cases import PlanFacts, Reviewed, StillOpen


def settings_for(partnership: Partnership, *, on: date, model: SupportDocument | None = None) -> days.Settings:
    """What counts for visits and reviews on a day: the support model’s cadences, then the partnership’s settings.

    `model` is the support model of that day where the caller has read it already.
    """
    cadences = (model or support_model.document(partnership, on=on)).cadences
    base = days.Settings(
        review_notice_days=cadences.review_notice_days,
        review_notice_working=cadences.review_notice_in == "working",
        reviews_least=dict(cadences.reviews_a_year),
        groups_a_year=dict(cadences.task_groups_a_year),
    )
    return days.settings_of(partnership.settings, base=base)


def level_of(partnership: Partnership, urn: int) -> str:
    """The slug of a school's agreed level; empty where none stands or the reader is not cleared."""
    found = risk.current_level(partnership, urn)
    return found.level if found else ""


def school_names(urns: Iterable[int | None]) -> dict[int, str]:
    """Names of schools by URN, one statement."""
    wanted = {urn for urn in urns if urn is not None}
    return dict(School.objects.filter(pk__in=wanted).values_list("pk", "name"))


def holders(partnership: Partnership, *, roles: Iterable[str], urn: int | None, on: date) -> list[Person]:
    """The people who hold one of these roles on a day, for a school or (urn None) for the partnership."""
    posts = posts_of_partnership(partnership).filter(role__in=list(roles), urn=urn, person__is_active=True)
    found = {post.person_id: post.person for post in posts.order_by("pk") if post.holds_on(on)}
    return list(found.values())


def schools_to_visit(person: Any, *, partnership: Partnership) -> list[tuple[int, str]]:
    """Schools for which a person may plan visits, by name: an adviser's own ones, all of the area for a lead."""
    urns = access.schools_of(person, partnership=partnership, roles=("adviser",))
    schools = School.objects.filter(is_open=True)
    schools = schools.filter(la_code__in=partnership.la_codes) if urns is None else schools.filter(pk__in=urns)
    return list(schools.order_by("name", "pk").values_list("pk", "name"))


def lines_to_visit(partnership: Partnership, *, urn: int, on: date) -> list[tuple[int, str]]:
    """The open lines of a school's schedule that a visit may be for, with their words. One statement."""
    lines = support.open_lines(partnership, urn=urn, on=on)
    return [(line.pk, words.line_words(line)) for line in lines if line.who in access.STAFF]


def line_of(visit: Visit) -> str:
    """The words of the line that a visit is for; empty where it is for none, or the reader is not cleared for it."""
    if visit.line_id is None:
        return ""
    found = Line.objects.filter(partnership_id=visit.partnership_id, urn=visit.urn, pk=visit.line_id).first()
    return words.line_words(found) if found else ""


def _of(thing: NoteOfVisit | Meeting | Review) -> dict[str, int]:
    return {{NoteOfVisit: "note", Meeting: "meeting", Review: "review"}[type(thing)]: thing.pk}


def draft_of(thing: NoteOfVisit | Meeting | Review) -> Draft | None:
    """What is being written of a note, a record or a summary; None for readers of the finished text alone."""
    wanted = {f"{column}_id": pk for column, pk in _of(thing).items()}
    return Draft.objects.filter(partnership_id=thing.partnership_id, **wanted).first()


def editions_of(thing: NoteOfVisit | Meeting | Review) -> list[Edition]:
    """Every edition of a note, a record or a summary, newest first."""
    wanted = {f"{column}_id": pk for column, pk in _of(thing).items()}
    return list(Edition.objects.filter(partnership_id=thing.partnership_id, **wanted).order_by("-number"))


def replies_to(note: NoteOfVisit) -> list[Reply]:
    """The school's replies to a note, oldest first."""
    return list(Reply.objects.filter(partnership_id=note.partnership_id, note=note).order_by("made_at", "pk"))


def last_note_before(note: NoteOfVisit) -> NoteOfVisit | None:
    """The note of the school's visit before this one, among those that stand shared."""
    rows = NoteOfVisit.objects.filter(partnership_id=note.partnership_id, urn=note.urn, issued__gt=0)
    return rows.filter(visit__on__lt=note.visit.on).select_related("visit").order_by("-visit__on").first()


@dataclass(frozen=True)
class NoteRow:
    """A line of the list of visits."""

    note: NoteOfVisit
    visit: Visit
    school: str


def note_rows(notes: QuerySet[NoteOfVisit]) -> list[NoteRow]:
    """Notes with their visits and the names of their schools, newest visit first. Two statements."""
    found = list(notes.filter(visit__cancelled_at__isnull=True).order_by("-visit__on", "-pk"))
    return named_notes(found, school_names(note.urn for note in found))


def named_notes(notes: Iterable[NoteOfVisit], names: Mapping[int, str]) -> list[NoteRow]:
    """Notes with their visits and the names of their schools, in their order. Visits are read with them already."""
    return [NoteRow(note, note.visit, names.get(note.urn, f"URN {note.urn}")) for note in notes]


@dataclass(frozen=True)
class PriorityRow:
    """A priority with its measure's figure now, its actions and what was said of its progress."""

    priority: Priority
    measure: str
    unit: str
    decimals: int
    now: float | None
    now_year: AcademicYear | None
    reached: bool | None
    actions: list[Action]
    progress: list[Progress]

    @property
    def baseline_of(self) -> AcademicYear | None:
        """The year of the figure at the start."""
        return AcademicYear(self.priority.baseline_year) if self.priority.baseline_year else None


def priority_rows(plan: Plan) -> list[PriorityRow]:
    """The priorities of a plan in their order, each with the newest figure of its measure for this school."""
    priorities = list(Priority.objects.filter(plan=plan, dropped_because="").order_by("number"))
    actions = list(Action.objects.filter(priority__in=priorities).order_by("due_on", "pk"))
    progress = list(Progress.objects.filter(priority__in=priorities).order_by("-on", "-pk"))
    slugs = {p.measure for p in priorities if p.measure}
    specs = figures.measures_by_slug(slugs)
    newest = newest_figures(plan.urn, slugs)
    rows = []
    for one in priorities:
        spec, now = specs.get(one.measure), newest.get(one.measure)
        rows.append(
            PriorityRow(
                priority=one,
                measure=spec.name if spec else "",
                unit=spec.unit if spec else "",
                decimals=spec.decimals if spec else 0,
                now=now.number if now else None,
                now_year=AcademicYear(now.year) if now else None,
                reached=cases.reached(now.number if now else None, one.target, spec.direction if spec else "none"),
                actions=[a for a in actions if a.priority_id == one.pk],
                progress=[p for p in progress if p.priority_id == one.pk],
            )
        )
    return rows


def newest_figures(urn: int, slugs: Iterable[str]) -> dict[str, figures.Figure]:
    """A school's newest published number of each measure; figures without a number are left out."""
    found: dict[str, figures.Figure] = {}
    for (_, slug, year), figure in figures.figures([urn], slugs).items() if slugs else ():
        if figure.number is not None and (slug not in found or year > found[slug].year):
            found[slug] = figure
    return found


def measure_choices(urn: int) -> list[tuple[str, str]]:
    """Measures by which success can be told at a school: those with a direction that it has figures of, by name."""
    wanted = {slug: spec for slug, spec in catalogue.catalogue().items() if spec.direction != "none"}
    held = newest_figures(urn, wanted)
    return sorted(((slug, wanted[slug].name) for slug in held), key=lambda pair: pair[1])


def plan_facts(plan: Plan, *, today: date) -> PlanFacts:
    """What decides whether a plan may be agreed or closed."""
    priorities = list(Priority.objects.filter(plan=plan, dropped_because=""))
    actions = list(Action.objects.filter(priority__in=priorities))
    acted = {action.priority_id for action in actions if action.state != "dropped"}
    return PlanFacts(
        priorities=len(priorities),
        without_action=tuple(p.name for p in priorities if p.pk not in acted),
        without_measure_of_success=tuple(p.name for p in priorities if not p.success and p.target is None),
        open_actions=tuple(a.what for a in actions if a.state == "open"),
        open_help=Brokerage.objects.filter(plan=plan, state__in=("asked", "matched", "under-way")).count(),
        meetings_to_come=Meeting.objects.filter(plan=plan, state="planned").count(),
        after_notice=plan.after_notice,
        is_validated=cases.counts_as_validated(plan.validated_on, agreed_on(plan)),
    )


def agreed_on(plan: Plan) -> date | None:
    """The day since which both sides have agreed a plan as it stands; None where one has not."""
    if plan.adviser_agreed_at is None or plan.head_agreed_at is None:
        return None
    return timezone.localtime(max(plan.adviser_agreed_at, plan.head_agreed_at)).date()


@dataclass(frozen=True)
class PlanStanding:
    """Where a plan stands that is to be validated from outside (G36)."""

    plan: Plan
    words: str
    is_done: bool


def plan_standing(partnership: Partnership, public_id: UUID) -> PlanStanding | None:
    """Where a plan stands on its way to its validation; None for one that was withdrawn or that nobody may see."""
    return plan_standings(partnership, [public_id]).get(public_id)


def plan_standings(partnership: Partnership, public_ids: Iterable[UUID]) -> dict[UUID, PlanStanding]:
    """The same for several plans by their public ids, in one statement; those that nobody may see are not in it."""
    rows = Plan.objects.filter(partnership=partnership, public_id__in=list(public_ids)).exclude(state="withdrawn")
    return {plan.public_id: _standing_of(plan) for plan in rows}


def _standing_of(plan: Plan) -> PlanStanding:
    if plan.state == "draft":
        return PlanStanding(plan, "It is being written. Head and adviser agree it, then it is validated.", False)
    if cases.counts_as_validated(plan.validated_on, agreed_on(plan)) and plan.validated_on:
        said = f"Validated by {plan.validated_who} on {days.said(plan.validated_on)}."
        return PlanStanding(plan, said, True)
    return PlanStanding(plan, "Head and adviser have agreed it. It waits for its validation from outside.", False)


def unvalidated(*, to: Any, partnership: Partnership) -> list[Plan]:
    """Open plans within a reader's sight that are to be validated from outside and are not, the oldest first (G36)."""
    rows = access.visible_plans(to=to, partnership=partnership).filter(after_notice=True)
    open_ = rows.filter(state__in=("draft", "agreed")).order_by("starts_on", "pk")
    return [plan for plan in open_ if not cases.counts_as_validated(plan.validated_on, agreed_on(plan))]


@dataclass(frozen=True)
class Yearly:
    """How the yearly visits of an academic year stand (G09): schools that had one, and those without, by name.

    `names` has the name of every school looked at, academies too, for whom the visit is not counted.
    """

    had: int
    without: tuple[tuple[int, str], ...]
    names: Mapping[int, str] = field(default_factory=dict)
    having: frozenset[int] = frozenset()

    @property
    def whole(self) -> int:
        """How many schools there are."""
        return self.had + len(self.without)

    @property
    def maintained(self) -> frozenset[int]:
        """The schools for which the visit is counted."""
        return self.having | {urn for urn, _ in self.without}

    def of(self, urns: Collection[int] | None) -> Yearly:
        """The same for some of the schools; for all where `urns` is None."""
        if urns is None:
            return self
        without = tuple(pair for pair in self.without if pair[0] in urns)
        return Yearly(len(self.having & set(urns)), without, self.names, self.having)


def yearly_visits(partnership: Partnership, *, urns: frozenset[int] | None, today: date) -> Yearly:
    """Which maintained schools of the area had their yearly visit in this academic year. `urns` None: all of them."""
    rows = School.objects.filter(la_code__in=partnership.la_codes, is_open=True)
    rows = rows if urns is None else rows.filter(pk__in=urns)
    year = AcademicYear.of(today)
    held = Visit.objects.filter(partnership=partnership, urn=OuterRef("pk"), kind="annual", cancelled_at=None)
    has = Exists(held.filter(on__gte=year.first_day, on__lte=today))
    known = list(rows.annotate(has=has).values_list("pk", "name", "type", "has"))
    schools = {urn: (name, has) for urn, name, type_, has in known if not is_academy(type_)}
    had = frozenset(urn for urn, (_, has) in schools.items() if has)
    without = sorted(((urn, name) for urn, (name, has) in schools.items() if not has), key=lambda pair: pair[1])
    return Yearly(len(had), tuple(without), {urn: name for urn, name, *_ in known}, had)


def internal_meeting_of(partnership: Partnership, *, today: date) -> bool:
    """Whether the council's own review meeting of this term (G13) is planned or has been."""
    term = risk.term_of(today)
    rows = Meeting.objects.filter(partnership=partnership, kind="internal").exclude(state="cancelled")
    return any(risk.term_of(on) == term for on in rows.values_list("on", flat=True))


def open_plans(partnership: Partnership, urn: int) -> list[Plan]:
    """The plans of a school that are being written or followed, newest first."""
    rows = Plan.objects.filter(partnership=partnership, urn=urn, state__in=("draft", "agreed"))
    return list(rows.order_by("-starts_on", "-pk"))


def funding_of(plan: Plan) -> tuple[list[Funding], Decimal]:
    """The funding lines of a plan in the order in which they were added, and their sum in pounds."""
    lines = list(Funding.objects.filter(plan=plan).order_by("pk"))
    return lines, sum((line.amount for line in lines), Decimal(0))


def reviews_of(partnership: Partnership, urn: int, *, today: date) -> Reviewed:
    """How a school's reviews of this academic year stand against the least number of its level (G26)."""
    rows = Review.objects.filter(partnership=partnership, urn=urn).exclude(state="cancelled")
    held = [(day, state == "finished") for day, state in rows.values_list("on", "state")]
    return cases.reviewed(level_of(partnership, urn), held, today, settings_for(partnership, on=today))


@dataclass(frozen=True)
class Watched:
    """A school whose reviews fall short of what its level asks, for the lead's page."""

    urn: int
    school: str
    level: str
    standing: Reviewed


def reviews_watched(
    partnership: Partnership,
    *,
    today: date,
    settings: days.Settings,
    levels: Mapping[int, str],
    names: Mapping[int, str],
) -> list[Watched]:
    """Schools at a level with a least number of reviews, those with most still to plan first. One statement; a school
    that is not among `names` is not watched.
    """
    stand = {urn: level for urn, level in levels.items() if settings.reviews_least.get(level) and urn in names}
    held: dict[int, list[tuple[date, bool]]] = {urn: [] for urn in stand}
    rows = Review.objects.filter(partnership=partnership, urn__in=stand).exclude(state="cancelled")
    for urn, day, state in rows.values_list("urn", "on", "state"):
        held[urn].append((day, state == "finished"))
    found = [
        Watched(urn, names[urn], level, cases.reviewed(level, held[urn], today, settings))
        for urn, level in stand.items()
    ]
    return sorted(found, key=lambda one: (-one.standing.still_to_plan, one.school))


def rhythm_of(partnership: Partnership, urn: int, *, today: date) -> tuple[str, str]:
    """How often a school's task group meets (slug), and why: its own rhythm, else its level's (G22, G24)."""
    own = Rhythm.objects.filter(partnership=partnership, urn=urn).order_by("-made_at", "-pk").first()
    if own is not None:
        return own.every, own.because
    a_year = settings_for(partnership, on=today).groups_a_year.get(level_of(partnership, urn), 0)
    return cases.usual_rhythm(a_year), "As the school’s level of support says."


def next_task_group(partnership: Partnership, urn: int, *, today: date) -> date | None:
    """The day by which a school's task group should meet again; None where it has none."""
    every, _ = rhythm_of(partnership, urn, today=today)
    rows = Meeting.objects.filter(partnership=partnership, urn=urn, kind="task-group").exclude(state="cancelled")
    last = rows.order_by("-on").values_list("on", flat=True).first()
    decision = risk.current_level(partnership, urn)
    since = decision.decided_at.date() if decision else AcademicYear.of(today).first_day
    return cases.next_due(every, last, since)


def preventive_steps(partnership: Partnership, urn: int) -> list[PreventiveStep]:
    """What was done at a school before any intervention, newest first (G43): a notice begins by showing these."""
    return list(PreventiveStep.objects.filter(partnership=partnership, urn=urn).order_by("-on", "-pk"))


def still_open(partnership: Partnership, urn: int) -> list[StillOpen]:
    """Everything about a school that is not done: what stands in the way of closing its case, and what to do."""
    mine = {"partnership": partnership, "urn": urn}
    counted = [
        ("plan", Plan.objects.filter(**mine, state__in=("draft", "agreed")), "Close or withdraw its improvement plan."),
        (
            "help",
            Brokerage.objects.filter(**mine, state__in=("asked", "matched", "under-way")),
            "Hand back or withdraw the help that it was found.",
        ),
        ("meeting", Meeting.objects.filter(**mine, state="planned"), "Hold or cancel its planned meetings."),
        (
            "review",
            Review.objects.filter(**mine, state__in=("planned", "timetabled")),
            "Finish or cancel its planned reviews.",
        ),
        (
            "note",
            NoteOfVisit.objects.filter(**mine, visit__cancelled_at__isnull=True).exclude(state="shared"),
            "Share its notes of visit, or cancel the visits that will not be.",
        ),
        ("query", Query.objects.filter(**mine, state="open"), "Answer its open queries."),
    ]
    return [StillOpen(kind, sentence) for kind, rows, sentence in counted if rows.exists()]

"""Reads over levels, assessments and what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import Term
from commonroom.measures.selectors import figures
from commonroom.partnerships.models import Partnership
from commonroom.people.models import Post
from commonroom.risk import access, evidence, rules, support_model
from commonroom.risk.document import Indicator, Line, SupportDocument
from commonroom.risk.models import Agreement, Assessment, Finding, Judgement, LevelDecision, TermOpening
from commonroom.risk.rules import AssessmentState, Counted, FindingState, Party
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy


def current_level(partnership: Partnership, urn: int) -> LevelDecision | None:
    """The level that stands: the newest decision; None where none was made, or the reader is not cleared."""
    return LevelDecision.objects.filter(partnership=partnership, urn=urn).order_by("-decided_at", "-pk").first()


def levels(partnership: Partnership) -> dict[int, LevelDecision]:
    """The level that stands for each school that the reader is cleared for, by URN."""
    rows = LevelDecision.objects.filter(partnership=partnership).order_by("urn", "-decided_at", "-pk").distinct("urn")
    return {row.urn: row for row in rows}


def term_of(day: date) -> Term:
    """The term in which a day falls: autumn from September, spring from January, summer from May."""
    return Term(AcademicYear.of(day), 1 if day.month >= 9 else 2 if day.month <= 4 else 3)


def latest_opening(partnership: Partnership) -> TermOpening | None:
    """The newest term that was opened."""
    rows = TermOpening.objects.filter(partnership=partnership).select_related("model")
    return rows.order_by("-year", "-term").first()


def advisers(partnership: Partnership, *, on: date) -> dict[int, list[tuple[int, int, str]]]:
    """The advisers of each school by URN: (post id, person id, name)."""
    rows = Post.objects.filter(partnership=partnership, role="adviser", urn__isnull=False, ended_at__isnull=True)
    rows = rows.filter(starts_on__lte=on).select_related("person").order_by("person__name")
    found: dict[int, list[tuple[int, int, str]]] = {}
    for post in rows:
        if post.urn is not None and (post.ends_on is None or post.ends_on >= on):
            found.setdefault(post.urn, []).append((post.pk, post.person_id, post.person.name))
    return found


@dataclass(frozen=True)
class Row:
    """One school of a term, side by side with the others."""

    assessment: Assessment
    school: School
    level: LevelDecision | None
    counts: Mapping[str, int]
    why: str
    adviser: str
    least: str = ""

    @property
    def academy(self) -> bool:
        """Whether the rules for academies hold."""
        return is_academy(self.school.type)

    @property
    def differs(self) -> bool:
        """Whether the adviser proposes another level than the evidence suggests."""
        return bool(self.assessment.proposed) and self.assessment.proposed != self.assessment.suggested

    @property
    def to_look_at(self) -> bool:
        """Whether the team should talk about it: adviser and evidence differ, or the level would change; where none
        stands yet, if more than the least support is suggested.
        """
        wanted = self.assessment.proposed or self.assessment.suggested
        moves = wanted != (self.level.level if self.level is not None else self.least)
        return self.assessment.state != AssessmentState.AGREED and (self.differs or moves)


def rows_of(opening: TermOpening, *, to: Any, on: date) -> list[Row]:
    """Every school of a term that the reader may see, by name: its newest assessment, level and adviser."""
    partnership = opening.partnership
    model = support_model.of_row(opening.model)
    found = access.visible_assessments(to=to, partnership=partnership).filter(year=opening.year, term=opening.term)
    newest = {a.urn: a for a in found.exclude(state=AssessmentState.REPLACED).order_by("urn", "pk")}
    schools = School.objects.only("urn", "name", "type", "phase_group").in_bulk(list(newest))
    stands, who = levels(partnership), advisers(partnership, on=on)
    counting = _counting(partnership, list(newest.values()))
    rows = []
    for urn, assessment in newest.items():
        told = rules.counting([Counted(slug, True) for slug in counting.get(assessment.pk, ())], model)
        counts = {slug: sum(1 for i in told if i.level == slug) for slug in model.levels}
        why = "; ".join(indicator.name for indicator in told[:3])
        names = ", ".join(name for _, _, name in who.get(urn, ()))
        least = list(model.levels)[-1]
        rows.append(Row(assessment, schools[urn], stands.get(urn), counts, why, names, least))
    return sorted(rows, key=lambda row: (row.school.name, row.school.pk))


def _counting(partnership: Partnership, assessments: Sequence[Assessment]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Finding.objects.filter(
        partnership=partnership, assessment_id__in=[a.pk for a in assessments], state__in=list(rules.COUNTS)
    )
    for pk, indicator in rows.values_list("assessment_id", "indicator"):
        found.setdefault(pk, []).append(indicator)
    return found


def findings_of(assessment: Assessment) -> list[Finding]:
    """Every indicator of an assessment's method, in its order: what is said on it, or a finding that says nothing and
    is not stored.
    """
    held = {
        finding.indicator: finding
        for finding in Finding.objects.filter(partnership=assessment.partnership_id, assessment=assessment)
    }
    model = support_model.of_row(assessment.opening.model)
    return [held.get(indicator.slug) or _silent(assessment, indicator) for indicator in model.indicators]


def finding_of(assessment: Assessment, indicator: str) -> Finding | None:
    """One of `findings_of`; None where the method has no such indicator."""
    return next((finding for finding in findings_of(assessment) if finding.indicator == indicator), None)


def _silent(assessment: Assessment, indicator: Indicator) -> Finding:
    strength = assessment.quiet.get(indicator.slug)
    return Finding(
        partnership_id=assessment.partnership_id,
        assessment=assessment,
        urn=assessment.urn,
        indicator=indicator.slug,
        level=indicator.level,
        source="adviser" if strength is None else "measures",
        strength=strength,
        state=FindingState.QUIET,
    )


@dataclass(frozen=True)
class Said:
    """What one of the four has said of a level: nothing yet, agreed, or a comment."""

    party: Party
    newest: Agreement | None
    earlier: tuple[Agreement, ...] = ()


def agreement_of(decision: LevelDecision) -> list[Said]:
    """The answers of the four to a decision, in their order; earlier answers are kept."""
    rows = Agreement.objects.filter(partnership=decision.partnership_id, decision=decision).order_by("-at", "-pk")
    by_party: dict[str, list[Agreement]] = {}
    for row in rows:
        by_party.setdefault(row.party, []).append(row)
    order = (Party.ADVISER, Party.HEAD, Party.CHAIR, Party.LEAD)
    return [
        Said(party, held[0] if held else None, tuple(held[1:]))
        for party in order
        for held in [by_party.get(party.value, [])]
    ]


def history_of(partnership: Partnership, urn: int) -> list[LevelDecision]:
    """Every level a school has had, newest first (F14)."""
    return list(LevelDecision.objects.filter(partnership=partnership, urn=urn).order_by("-decided_at", "-pk"))


def standing_of(assessment: Assessment) -> str:
    """Where the judgement of an assessment stands, in a short word: it changes with everything that anybody decides."""
    newest = _judgements(assessment).aggregate(newest=Max("pk"))["newest"]
    proposed = assessment.proposed_at.isoformat() if assessment.proposed_at else ""
    return f"{assessment.state}.{newest or 0}.{proposed}"


def _judgements(assessment: Assessment) -> QuerySet[Judgement]:
    findings = {"finding__partnership": assessment.partnership_id, "finding__assessment": assessment.pk}
    return Judgement.objects.filter(partnership=assessment.partnership_id, **findings)


def last_to_judge(assessment: Assessment) -> str:
    """The name of the person who judged or proposed last; empty where nobody has."""
    newest = _judgements(assessment).order_by("-pk").first()
    if newest and (assessment.proposed_at is None or newest.at > assessment.proposed_at):
        return newest.by_name
    return assessment.proposed_by_name


def newer_figures(assessment: Assessment, *, on: date) -> bool:
    """Whether the evidence would rest on other files today than when it was drafted (corrected, taken back or newer
    ones): then a new draft is offered, and nothing agreed changes.
    """
    model = support_model.of_row(assessment.opening.model)
    phase = School.objects.values_list("phase_group", flat=True).get(pk=assessment.urn)
    school = [(assessment.urn, phase)]
    known = evidence.known_of(school, model=model, partnership=assessment.partnership, on=on)
    facts = known.facts[assessment.urn]
    seen = rules.see(facts.inspections, model)
    judged = (rules.judge(indicator, facts, known.measures, model, seen) for indicator in model.indicators)
    return {loading for each in judged for loading in each.loading_ids} != set(assessment.loading_ids)


@dataclass(frozen=True)
class Moved:
    """What a line at another place would do: how many schools it raises, and how many would be suggested another
    level.
    """

    indicator: Indicator
    index: int
    line: Line
    measure: str
    asked: float
    raised: int
    raised_now: int
    figures: tuple[float, ...] = field(default=())

    @property
    def name(self) -> str:
        """The name of its field in the address."""
        return f"{self.indicator.slug}.{self.index}"


def movable(model: SupportDocument) -> list[tuple[Indicator, int, Line]]:
    """The lines that the page of all schools lets one move: those of graver and milder indicators beside England."""
    return [
        (indicator, index, line)
        for indicator in model.indicators
        for index, line in enumerate(indicator.lines)
        if line.comparator in ("england", "authority", "number")
    ]


def with_lines(model: SupportDocument, asked: Mapping[str, float]) -> SupportDocument:
    """The model with some lines at another place, by “indicator.index”. Nothing is written."""
    changed = []
    for indicator in model.indicators:
        lines = tuple(
            line.model_copy(update={"amount": asked.get(f"{indicator.slug}.{index}", line.amount)})
            for index, line in enumerate(indicator.lines)
        )
        changed.append(indicator.model_copy(update={"lines": lines}))
    return model.model_copy(update={"indicators": tuple(changed)})


def moved(
    rows: Sequence[Row], opening: TermOpening, asked: Mapping[str, float], *, on: date
) -> tuple[list[Moved], list[Row]]:
    """What lines at other places would do to these schools: of each line how many it raises, and which schools would
    be suggested another level. What people set aside stays aside. Nothing is written.
    """
    model = support_model.of_row(opening.model)
    other = with_lines(model, asked)
    schools = [(row.school.pk, row.school.phase_group) for row in rows]
    known = evidence.known_of(schools, model=model, partnership=opening.partnership, on=on)
    judged = _judged(opening.partnership, rows)
    lines = [_moved_line(*place, known, asked) for place in movable(model)]
    moves = [row for row in rows if _level(row, known, model, judged) != _level(row, known, other, judged)]
    return lines, moves


def _judged(partnership: Partnership, rows: Sequence[Row]) -> dict[int, dict[str, str]]:
    """What people made of findings, by assessment: state by indicator."""
    found: dict[int, dict[str, str]] = {}
    states = [FindingState.SET_ASIDE, FindingState.ADDED, FindingState.CONFIRMED, FindingState.ASKED]
    held = Finding.objects.filter(
        partnership=partnership, assessment_id__in=[row.assessment.pk for row in rows], state__in=states
    )
    for pk, indicator, state in held.values_list("assessment_id", "indicator", "state"):
        found.setdefault(pk, {})[indicator] = state
    return found


def _level(row: Row, known: evidence.Known, model: SupportDocument, judged: Mapping[int, Mapping[str, str]]) -> str:
    facts = known.facts[row.school.pk]
    seen = rules.see(facts.inspections, model)
    said = judged.get(row.assessment.pk, {})
    told = []
    for indicator in model.indicators:
        state = said.get(indicator.slug)
        if state == FindingState.SET_ASIDE:
            continue
        if state == FindingState.ADDED or rules.judge(indicator, facts, known.measures, model, seen).raised:
            told.append(Counted(indicator.slug, True))
    return rules.suggest(told, model).level


def _moved_line(
    indicator: Indicator, index: int, line: Line, known: evidence.Known, asked: Mapping[str, float]
) -> Moved:
    amount = asked.get(f"{indicator.slug}.{index}", line.amount)
    other = line.model_copy(update={"amount": amount})
    now = [drawn for facts in known.facts.values() if (drawn := rules.draw(line, facts))]
    then = [drawn for facts in known.facts.values() if (drawn := rules.draw(other, facts))]
    spec = figures.measures_by_slug([line.measure]).get(line.measure)
    return Moved(
        indicator,
        index,
        line,
        spec.short if spec else line.measure,
        amount,
        sum(1 for drawn in then if drawn.beyond >= 0),
        sum(1 for drawn in now if drawn.beyond >= 0),
        tuple(sorted(drawn.years[0][1] for drawn in now)),
    )


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, since or until when, at which page (`query`: which part of it); `kind` tells lists
    apart, `urn` names its one school.
    """

    what: str
    since: date
    route: str
    args: tuple[Any, ...] = ()
    kind: str = ""
    urn: int | None = None
    query: str = ""

    def address(self, slug: str) -> str:
        """Where it is in a partnership."""
        return reverse(self.route, args=[slug, *self.args]) + (f"?{self.query}" if self.query else "")

"""Drafting assessments for many schools: judged in memory, stored in one statement for many."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F, Q, Subquery
from pydantic_core import to_json

from commonroom.partnerships.models import Partnership
from commonroom.risk import evidence, rules, support_model
from commonroom.risk.document import Indicator, SupportDocument
from commonroom.risk.models import SelfReferral, TermOpening
from commonroom.risk.rules import Counted, Judgement

PART = 1_500
"""Schools judged and stored at a time, so that memory does not grow with their number."""
OWN_REQUEST = "The school has asked for more support itself."


@dataclass(frozen=True)
class Draft:
    """One assessment before it is stored: the judgements that say something, and how far quiet figures are from their
    lines.
    """

    urn: int
    suggestion: rules.Suggestion
    raised: int
    gobar: str
    changes: Mapping[str, Any]
    weighed: Weighed


@dataclass(slots=True)
class Weighed:
    """What the evidence says of one school: judgements that say something in the model's order, the strength of those
    that do not, by indicator, and the loadings that all rest on.
    """

    speaking: list[tuple[Indicator, Judgement]] = field(default_factory=list)
    quiet: dict[str, float] = field(default_factory=dict)
    loading_ids: set[int] = field(default_factory=set)


def draft_assessments(
    *, partnership: Partnership, opening: TermOpening, schools: Sequence[tuple[int, str]], at: datetime, on: date
) -> int:
    """Judge schools given as (URN, phase group) and store a draft for each; how many. In the caller's transaction."""
    model = support_model.of_row(opening.model)
    before, asked = raised_before(partnership, opening), _asked(partnership, opening)
    with connection.cursor() as cursor, _uncollected():
        for part in batched(schools, PART):
            known = evidence.known_of(part, model=model, partnership=partnership, on=on)
            _store(cursor, partnership, opening, _drafts(known, model, before, asked), at)
    return len(schools)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Judging makes millions of small things without circles; looking for circles among them takes a quarter of it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def weigh(known: evidence.Known, model: SupportDocument, seen: Mapping[int, rules.Seen]) -> dict[int, Weighed]:
    """What the evidence says of each school, by URN. Lines are drawn on columns of all schools at once; what is raised,
    or near, or rests on inspections (as `seen`) and notes is judged in full.
    """
    found = {urn: Weighed() for urn in known.facts}
    noted: dict[str, set[int]] = {}
    for urn, notes in known.notes.items():
        for note in notes:
            noted.setdefault(note.indicator, set()).add(urn)
    for indicator in model.indicators:
        drawn = rules.reached(indicator, known.columns)
        full = {urn for urn, line in drawn.items() if line.speaks} | (noted.get(indicator.slug) or set())
        if indicator.inspection:
            full |= seen.keys()
        for urn, line in drawn.items():
            if urn not in full:
                found[urn].quiet[indicator.slug] = line.beyond
                found[urn].loading_ids.update(line.loading_ids)
        for urn in full:
            judgement = rules.judge(indicator, known.facts[urn], known.measures, model, seen.get(urn))
            found[urn].loading_ids.update(judgement.loading_ids)
            if judgement.says_something:
                found[urn].speaking.append((indicator, judgement))
            elif judgement.strength is not None:
                found[urn].quiet[indicator.slug] = judgement.strength
    return found


def _drafts(
    known: evidence.Known, model: SupportDocument, before: Mapping[int, frozenset[str]], asked: set[int]
) -> Iterator[Draft]:
    suggestions: dict[tuple[str, ...], rules.Suggestion] = {}
    seen = {urn: rules.see(told, model) for urn, told in known.inspections.items()}
    for urn, weighed in weigh(known, model, seen).items():
        raised = tuple(indicator.slug for indicator, judgement in weighed.speaking if judgement.raised)
        if raised not in suggestions:
            suggestions[raised] = rules.suggest([Counted(slug, True) for slug in raised], model)
        told = suggestions[raised]
        watch = rules.gobar(known.facts[urn], raised, known.measures, model, seen[urn]) if urn in seen else None
        extra = [*([OWN_REQUEST] if urn in asked else []), *(watch.reasons if watch else ())]
        if extra:
            told = rules.Suggestion(told.level, (*told.reasons, *extra))
        yield Draft(
            urn, told, len(raised), watch.kind if watch else "", rules.changed(raised, before.get(urn)), weighed
        )


def raised_before(partnership: Partnership, opening: TermOpening) -> dict[int, frozenset[str]]:
    """What counted in the term before, by URN, from the newest assessment of each school."""
    term = opening.of.before
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [list(rules.COUNTS), partnership.pk, term.year.start, term.number])
        return {urn: frozenset(slugs.split()) if slugs else _NOTHING for urn, slugs in cursor.fetchall()}


_NOTHING: frozenset[str] = frozenset()
_BEFORE = """
select a.urn, (select string_agg(f.indicator, ' ') from risk_finding f
    where f.partnership_id = a.partnership_id and f.assessment_id = a.id and f.state = any(%s))
from (
    select distinct on (urn) urn, id, partnership_id from risk_assessment
    where partnership_id = %s and year = %s and term = %s and state <> 'replaced' order by urn, id desc) a
"""


def _asked(partnership: Partnership, opening: TermOpening) -> set[int]:
    """The schools that have asked for support themselves since the term before was opened (F15)."""
    before = TermOpening.objects.filter(partnership=partnership, opened_at__lt=opening.opened_at)
    since = before.order_by("-opened_at").values("opened_at")[:1]
    rows = SelfReferral.objects.filter(partnership=partnership).annotate(since=Subquery(since))
    return set(rows.filter(Q(since=None) | Q(made_at__gte=F("since"))).values_list("urn", flat=True))


_STORE = """
with stored as (
    insert into risk_assessment (partnership_id, public_id, urn, year, term, opening_id, state, suggested, reasons,
        raised, gobar, changes, quiet, loading_ids, drafted_at, proposed, proposed_because, proposed_by_name)
    select %(partnership)s, gen_random_uuid(), d.urn, %(year)s, %(term)s, %(opening)s, 'draft', d.suggested, d.reasons,
        d.raised, d.gobar, d.changes, d.quiet, d.loading_ids, %(at)s, '', '', ''
    from jsonb_to_recordset(%(drafts)s::jsonb) as d (urn int, suggested text, reasons jsonb, raised int, gobar text,
        changes jsonb, quiet jsonb, loading_ids int[])
    returning id, urn)
insert into risk_finding (partnership_id, assessment_id, urn, indicator, level, source, raised, strength, evidence,
    because, state, judged_because, judged_by_name)
select %(partnership)s, s.id, f.urn, f.indicator, f.level, f.source, f.raised, f.strength, f.evidence, f.because,
    case when f.raised then 'raised' else 'quiet' end, '', ''
from jsonb_to_recordset(%(findings)s::jsonb) as f (urn int, indicator text, level text, source text, raised bool,
    strength float8, evidence jsonb, because text)
join stored s on s.urn = f.urn
"""


def _store(cursor: Any, partnership: Partnership, opening: TermOpening, drafts: Iterable[Draft], at: datetime) -> None:
    """One statement for assessments and findings: row policies forbid COPY, and temporary tables cost milliseconds."""
    drafts = list(drafts)
    cursor.execute(
        _STORE,
        {
            "partnership": partnership.pk,
            "year": opening.year,
            "term": opening.term,
            "opening": opening.pk,
            "at": at,
            "drafts": _json([_assessment_row(draft) for draft in drafts]),
            "findings": _json([row for draft in drafts for row in _finding_rows(draft)]),
        },
    )


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows in lists of at most `size`."""
    each = iter(rows)
    while part := list(islice(each, size)):
        yield part


def _json(value: Any) -> str:
    return to_json(value).decode()


def _assessment_row(draft: Draft) -> dict[str, Any]:
    return {
        "urn": draft.urn,
        "suggested": draft.suggestion.level,
        "reasons": draft.suggestion.reasons,
        "raised": draft.raised,
        "gobar": draft.gobar,
        "changes": draft.changes,
        "quiet": draft.weighed.quiet,
        "loading_ids": sorted(draft.weighed.loading_ids),
    }


def _finding_rows(draft: Draft) -> Iterator[dict[str, Any]]:
    """The findings on which the evidence says something."""
    for indicator, judgement in draft.weighed.speaking:
        yield {
            "urn": draft.urn,
            "indicator": indicator.slug,
            "level": indicator.level,
            "source": judgement.source,
            "raised": judgement.raised,
            "strength": judgement.strength,
            "evidence": judgement.evidence,
            "because": judgement.because,
        }

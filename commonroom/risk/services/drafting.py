"""Drafting assessments for many schools: judged in memory, stored in one statement for many."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection

from commonroom.partnerships.models import Partnership
from commonroom.risk import evidence, rules, support_model
from commonroom.risk.document import Indicator, SupportDocument
from commonroom.risk.models import Assessment, Finding, SelfReferral, TermOpening
from commonroom.risk.rules import AssessmentState, Counted, Judgement

PART = 1_500
"""Schools judged and stored at a time, so that memory does not grow with their number."""
OWN_REQUEST = "The school has asked for more support itself."


@dataclass(frozen=True)
class Draft:
    """One assessment before it is stored."""

    urn: int
    suggestion: rules.Suggestion
    raised: int
    gobar: str
    changes: Mapping[str, Any]
    judged: Sequence[tuple[Indicator, Judgement]]

    @property
    def loading_ids(self) -> list[int]:
        """The loadings that its findings rest on."""
        return sorted({loading for _, judgement in self.judged for loading in judgement.loading_ids})


def draft_assessments(
    *, partnership: Partnership, opening: TermOpening, schools: Sequence[tuple[int, str]], at: datetime, on: date
) -> int:
    """Judge schools given as (URN, phase group) and store a draft for each; how many. In the caller's transaction."""
    model = support_model.of_row(opening.model)
    before, asked = raised_before(partnership, opening), _asked(partnership, opening)
    with connection.cursor() as cursor, _uncollected():
        for part in batched(schools, PART):
            known = evidence.known_of(part, model=model, partnership=partnership, on=on)
            drafts = [
                _draft(urn, known.facts[urn], known, model, before.get(urn), OWN_REQUEST if urn in asked else "")
                for urn, _ in part
            ]
            _store(cursor, partnership, opening, drafts, at)
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


def _draft(
    urn: int,
    facts: rules.Facts,
    known: evidence.Known,
    model: SupportDocument,
    before: frozenset[str] | None,
    request: str,
) -> Draft:
    seen = rules.see(facts.inspections, model)
    judged = [(i, rules.judge(i, facts, known.measures, model, seen)) for i in model.indicators]
    raised = [indicator.slug for indicator, judgement in judged if judgement.raised]
    suggestion = rules.suggest([Counted(slug, True) for slug in raised], model)
    watch = rules.gobar(facts, raised, known.measures, model, seen)
    extra = [*([request] if request else []), *(watch.reasons if watch else ())]
    told = rules.Suggestion(suggestion.level, (*suggestion.reasons, *extra))
    kind = watch.kind if watch else ""
    return Draft(urn, told, len(raised), kind, rules.changed(raised, before), judged)


def raised_before(partnership: Partnership, opening: TermOpening) -> dict[int, frozenset[str]]:
    """What counted in the term before, by URN, from the newest assessment of each school."""
    term = opening.of.before
    newest = (
        Assessment.objects.filter(partnership=partnership, year=term.year.start, term=term.number)
        .exclude(state=AssessmentState.REPLACED)
        .order_by("urn", "-pk")
        .distinct("urn")
    )
    urn_of = dict(newest.values_list("pk", "urn"))
    found: dict[int, set[str]] = {urn: set() for urn in urn_of.values()}
    if urn_of:
        rows = Finding.objects.filter(partnership=partnership, state__in=rules.COUNTS)
        rows = rows.filter(assessment__year=term.year.start, assessment__term=term.number)
        for assessment_id, indicator in rows.values_list("assessment_id", "indicator"):
            if assessment_id in urn_of:
                found[urn_of[assessment_id]].add(indicator)
    return {urn: frozenset(slugs) for urn, slugs in found.items()}


def _asked(partnership: Partnership, opening: TermOpening) -> set[int]:
    """The schools that have asked for support themselves since the term before was opened (F15)."""
    rows = SelfReferral.objects.filter(partnership=partnership)
    before = TermOpening.objects.filter(partnership=partnership, opened_at__lt=opening.opened_at).order_by("-opened_at")
    if (last := before.first()) is not None:
        rows = rows.filter(made_at__gte=last.opened_at)
    return set(rows.values_list("urn", flat=True))


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


def _store(cursor: Any, partnership: Partnership, opening: TermOpening, drafts: Sequence[Draft], at: datetime) -> None:
    """One statement for assessments and findings: row policies forbid COPY, and temporary tables cost milliseconds."""
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
    return json.dumps(value, ensure_ascii=False)


def _assessment_row(draft: Draft) -> dict[str, Any]:
    return {
        "urn": draft.urn,
        "suggested": draft.suggestion.level,
        "reasons": draft.suggestion.reasons,
        "raised": draft.raised,
        "gobar": draft.gobar,
        "changes": draft.changes,
        "quiet": {i.slug: j.strength for i, j in draft.judged if not j.says_something and j.strength is not None},
        "loading_ids": draft.loading_ids,
    }


def _finding_rows(draft: Draft) -> Iterator[dict[str, Any]]:
    """The findings on which the evidence says something."""
    for indicator, judgement in draft.judged:
        if judgement.says_something:
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

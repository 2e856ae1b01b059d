"""Drafting assessments for many schools: judged one by one in memory, stored in two statements."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from commonroom.partnerships.models import Partnership
from commonroom.risk import evidence, rules, support_model
from commonroom.risk.document import Indicator, SupportDocument
from commonroom.risk.models import Assessment, Finding, SelfReferral, TermOpening
from commonroom.risk.rules import AssessmentState, Counted, Judgement

SLICE, PART = 4_096, 1_500
"""Rows in one piece of a COPY; schools judged at a time, so that memory does not grow with their number."""
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
OWN_REQUEST = "The school has asked for more support itself."


@dataclass(frozen=True)
class Draft:
    """One assessment before it is stored."""

    public_id: UUID
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
        _temporary(cursor, "risk_drafted", _ASSESSMENT)
        _temporary(cursor, "risk_found", _FINDING)
        for part in batched(schools, PART):
            known = evidence.known_of(part, model=model, partnership=partnership, on=on)
            drafts = [
                _draft(urn, known.facts[urn], known, model, before.get(urn), OWN_REQUEST if urn in asked else "")
                for urn, _ in part
            ]
            _copy(cursor, "risk_drafted", (_assessment_row(draft) for draft in drafts))
            _copy(cursor, "risk_found", (row for draft in drafts for row in _finding_rows(draft)))
        _store(cursor, partnership, opening, model, at)
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
    return Draft(uuid4(), urn, told, len(raised), kind, rules.changed(raised, before), judged)


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


_ASSESSMENT = (
    "urn int, public_id uuid, suggested text, reasons jsonb, raised int, gobar text, changes jsonb, loading_ids int[]"
)
_FINDING = "urn int, indicator text, source text, raised bool, strength float8, evidence jsonb, because text"
_STORE_ASSESSMENTS = """
with stored as (
    insert into risk_assessment (partnership_id, public_id, urn, year, term, opening_id, state, suggested, reasons,
        raised, gobar, changes, loading_ids, drafted_at, proposed, proposed_because, proposed_by_name)
    select %s, public_id, urn, %s, %s, %s, 'draft', suggested, reasons, raised, gobar, changes, loading_ids,
        %s, '', '', ''
    from risk_drafted order by urn returning id, urn)
insert into risk_drafted_key select id, urn from stored
"""
_STORE_FINDINGS = """
insert into risk_finding (partnership_id, assessment_id, urn, indicator, level, source, raised, strength, evidence,
    because, state, judged_because, judged_by_name)
select %s, k.id, k.urn, i.slug, i.level, coalesce(f.source, 'adviser'), coalesce(f.raised, false), f.strength,
    coalesce(f.evidence, '{}'), coalesce(f.because, ''), case when f.raised then 'raised' else 'quiet' end, '', ''
from risk_drafted_key k cross join unnest(%s::text[], %s::text[]) with ordinality as i (slug, level, place)
left join risk_found f on f.urn = k.urn and f.indicator = i.slug
"""


def _store(cursor: Any, partnership: Partnership, opening: TermOpening, model: SupportDocument, at: datetime) -> None:
    """Row policies forbid COPY into their tables, so rows pass through temporary ones (facts: row security).

    What the evidence is silent on was not copied: it is added here, so that every indicator has its finding.
    """
    _temporary(cursor, "risk_drafted_key", "id bigint, urn int")
    cursor.execute(_STORE_ASSESSMENTS, [partnership.pk, opening.year, opening.term, opening.pk, at])
    cursor.execute("analyze risk_found, risk_drafted_key")
    slugs, levels = zip(*((i.slug, i.level) for i in model.indicators), strict=True)
    cursor.execute(_STORE_FINDINGS, [partnership.pk, list(slugs), list(levels)])
    cursor.execute("drop table risk_drafted, risk_found, risk_drafted_key")


def _temporary(cursor: Any, name: str, columns: str) -> None:
    cursor.execute(f"drop table if exists {name}")
    cursor.execute(f"create temp table {name} ({columns}) on commit drop")


def _copy(cursor: Any, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows as text, some thousand at a time: a third of the time of row by row."""
    with cursor.copy(f"copy {table} from stdin") as copy:
        for part in batched(rows, SLICE):
            copy.write("".join("\t".join(map(_cell, row)) + "\n" for row in part))


def _cell(value: Any) -> str:
    """One value as the text format of COPY has it."""
    if isinstance(value, str):
        return value.translate(_ESCAPED) if not value.isalnum() else value
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows in lists of at most `size`."""
    each = iter(rows)
    while part := list(islice(each, size)):
        yield part


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _assessment_row(draft: Draft) -> tuple[Any, ...]:
    return (
        draft.urn,
        draft.public_id,
        draft.suggestion.level,
        _json(draft.suggestion.reasons),
        draft.raised,
        draft.gobar,
        _json(draft.changes),
        draft.loading_ids,
    )


def _finding_rows(draft: Draft) -> Iterator[tuple[Any, ...]]:
    """The findings on which the evidence speaks."""
    for indicator, judgement in draft.judged:
        if judgement is rules.SILENT:
            continue
        yield (
            draft.urn,
            indicator.slug,
            judgement.source,
            judgement.raised,
            judgement.strength,
            _json(judgement.evidence) if judgement.evidence else "{}",
            judgement.because,
        )

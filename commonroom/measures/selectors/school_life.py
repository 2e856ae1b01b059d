"""A school and its life in one statement: those before and after it, its inspections, and what changed in it when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonroom.measures.models import Inspection
from commonroom.schools.models import School

GENERATIONS = 4
"""How far back predecessors are followed."""


@dataclass(frozen=True)
class Relative:
    """A school that the register links with this one. `side`: before, after or beside; `held`: it has a page here."""

    urn: int
    name: str
    kind: str
    side: str
    on: date | None
    held: bool = True


@dataclass(frozen=True)
class Change:
    """What one file of the register changed in one fact of the school (F02)."""

    as_at: date
    field: str
    before: object
    after: object
    loading_id: int


@dataclass(frozen=True)
class Life:
    """A school with what came before and after it, its inspections newest first, and its changes newest first."""

    school: School
    predecessors: tuple[School, ...]
    relatives: tuple[Relative, ...]
    inspections: tuple[Inspection, ...]
    changes: tuple[Change, ...]

    @property
    def urns(self) -> list[int]:
        """The school and its predecessors: whose figures are shown together."""
        return [self.school.pk, *(before.pk for before in self.predecessors)]


_LIFE = """
with recursive life(urn, depth) as (
  select %(urn)s::int, 0
  union
  select case when l.urn = life.urn then l.other_urn else l.urn end, life.depth + 1
  from life join schools_schoollink l
    on (l.urn = life.urn and l.kind ilike 'predecessor%%') or (l.other_urn = life.urn and l.kind ilike 'successor%%')
  where life.depth < %(generations)s
), nearest as (select urn, min(depth) as depth from life group by urn)
select s.*, nearest.depth,
  case when nearest.depth = 0 then (
    select jsonb_agg(to_jsonb(l) || jsonb_build_object('held', o.urn is not null, 'name_there', o.name))
    from schools_schoollink l
    left join schools_school o on o.urn = case when l.urn = s.urn then l.other_urn else l.urn end
    where l.urn = s.urn or l.other_urn = s.urn) end as linked,
  case when nearest.depth = 0 then (
    select jsonb_agg(to_jsonb(c) - 'origin') from schools_schoolchange c where c.urn = s.urn) end as changed,
  (select jsonb_agg(to_jsonb(i)) from measures_inspection i where i.current and i.urn = s.urn) as inspected
from nearest join schools_school s using (urn)
order by nearest.depth, s.urn
"""


def life_of(urn: int) -> Life | None:
    """The life of a school by its URN; None where the register holds no such school."""
    if not 100_000 <= urn <= 999_999:
        return None
    rows = list(School.objects.raw(_LIFE, {"urn": urn, "generations": GENERATIONS}))
    if not rows or rows[0].pk != urn:
        return None
    return Life(
        school=rows[0],
        predecessors=tuple(rows[1:]),
        relatives=_relatives(urn, _json(rows[0].__dict__["linked"])),
        inspections=_inspections(rows),
        changes=_changes(_json(rows[0].__dict__["changed"])),
    )


def schools_in_order(urns: Iterable[int]) -> list[School]:
    """Schools by URN in the order asked for, each once; unknown ones are passed over."""
    wanted = list(dict.fromkeys(urns))
    found = School.objects.in_bulk(wanted)
    return [found[urn] for urn in wanted if urn in found]


def _json(text: str | None) -> list[dict]:
    return json.loads(text) if text else []


def _relatives(urn: int, rows: list[dict]) -> tuple[Relative, ...]:
    """Each linked school once for each side; a link written from the other end is turned round."""
    found: dict[tuple[int, str], Relative] = {}
    for row in sorted(rows, key=lambda row: (row["urn"] != urn, row["established_on"] or "", row["other_urn"])):
        own = row["urn"] == urn
        kind = row["kind"].casefold()
        side = "after" if kind.startswith("successor") else "before" if kind.startswith("predecessor") else "beside"
        if not own:
            side = {"after": "before", "before": "after"}.get(side, side)
        other = row["other_urn"] if own else row["urn"]
        name = row["name_there"] or (row["other_name"] if own else "") or f"URN {other}"
        found.setdefault(
            (other, side), Relative(other, name, row["kind"], side, _day(row["established_on"]), row["held"])
        )
    return tuple(found.values())


def _inspections(schools: list[School]) -> tuple[Inspection, ...]:
    """Every row that tells of an inspection of the school or its predecessors, newest first."""
    seen: list[Inspection] = []
    for school in schools:
        for row in _json(school.__dict__["inspected"]):
            event = Inspection(**row)
            event.inspected_on, event.published_on = _day(row["inspected_on"]), _day(row["published_on"])
            event.as_at = _day(row["as_at"])
            seen.append(event)
    return tuple(sorted(seen, key=lambda i: (i.inspected_on or date.min, i.pk), reverse=True))


TOLD_ANEW = ("trust_name", "trust_uid", "closed_on", "federation_name", "sponsor_name")
"""Facts whose first telling is an event; of the others the first is no change: a file before had no such column."""


def _changes(rows: list[dict]) -> tuple[Change, ...]:
    found = [
        Change(_day(row["as_at"]) or date.min, field, row["before"].get(field), after, row["loading_id"])
        for row in rows
        for field, after in row["after"].items()
        if field in TOLD_ANEW or row["before"].get(field) not in (None, "")
    ]
    return tuple(sorted(found, key=lambda c: (c.as_at, c.field), reverse=True))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def head_of(school: School) -> str:
    """The head as the register names her, without a title; empty where it does not."""
    return " ".join(part for part in (school.head_first_name, school.head_last_name) if part)

"""Where each school stands in what it cannot choose, worked out once when the census or the register changes."""

from __future__ import annotations

from django.db import connection, transaction

from commonroom.measures.models import Measure

FACTS = {
    "size": "context_pupils",
    "disadvantage": "context_fsm_ever",
    "language": "context_eal",
    "support": "context_sen_support",
    "plans": "context_ehc",
}
"""What makes schools alike, and the measure that says it; size on a logarithmic scale."""


def refresh_context() -> int:
    """Work out every open school's context anew; in the caller's transaction. How many schools have one."""
    ids = dict(Measure.objects.filter(slug__in=FACTS.values()).values_list("slug", "pk"))
    values = {name: ids.get(slug, -1) for name, slug in FACTS.items()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from measures_context")
        cursor.execute(_INSERT, values)
        return cursor.rowcount


def _score(name: str) -> str:
    return f"coalesce(({name} - avg({name}) over w) / nullif(stddev_samp({name}) over w, 0), 0)"


_INSERT = f"""
with newest as (
    select distinct on (v.urn, v.measure_id) v.urn, v.measure_id, v.number
    from measures_value v
    where v.current and v.number is not null and v.measure_id in (%(size)s, %(disadvantage)s, %(language)s,
        %(support)s, %(plans)s)
    order by v.urn, v.measure_id, v.year desc
), wide as (
    select s.urn, s.phase_group as phase, s.low_age, s.high_age,
           ln(1 + coalesce(max(n.number) filter (where n.measure_id = %(size)s), s.pupils)) as size,
           coalesce(max(n.number) filter (where n.measure_id = %(disadvantage)s), s.fsm_percent) as disadvantage,
           max(n.number) filter (where n.measure_id = %(language)s) as language,
           max(n.number) filter (where n.measure_id = %(support)s) as support,
           max(n.number) filter (where n.measure_id = %(plans)s) as plans
    from schools_school s left join newest n on n.urn = s.urn
    where s.is_open and s.type_group not ilike '%%independent%%'
    group by s.urn
)
insert into measures_context (urn, phase, low_age, high_age, {", ".join(FACTS)}, lacks)
select urn, phase, low_age, high_age, {", ".join(_score(name) for name in FACTS)},
       array_remove(array[{", ".join(f"case when {name} is null then '{name}' end" for name in FACTS)}], null)
from wide
where num_nulls({", ".join(FACTS)}) < {len(FACTS)}
window w as (partition by phase)
"""

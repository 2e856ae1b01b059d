"""What the database holds: demonstration and real data never share one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from commonroom.schools import rules
from commonroom.schools.models import House


class CannotMix(Exception):
    """Demonstration data on its way into real data, or the other way round; the message says so."""


def guard_house(*, urns: Iterable[int] = (), la_codes: Iterable[str] = (), write: bool = True) -> None:
    """Refuse what does not belong with what is held; note what is held from now on, if `write`.

    Raises CannotMix. A file that names neither schools nor authorities belongs with anything.
    """
    found = rules.kind_of(urns, la_codes)
    if found is None:
        return
    if found is rules.Holds.NOTHING:
        raise CannotMix(
            "The file has both real schools and schools of the demonstration (URNs from 900000, LA codes from 990). "
            "The two are never held together."
        )
    held = rules.Holds(House.objects.filter(pk=1).values_list("holds", flat=True).first() or "nothing")
    if held not in (rules.Holds.NOTHING, found):
        raise CannotMix(_SENTENCES[found])
    if write and held is rules.Holds.NOTHING:
        House.objects.update_or_create(pk=1, defaults={"holds": found.value})


def release_house() -> None:
    """Note that nothing is held any more, when no school, link or group is left."""
    with connection.cursor() as cursor:
        cursor.execute("select exists(select 1 from schools_school)")
        if not cursor.fetchone()[0]:
            House.objects.filter(pk=1).exclude(holds="nothing").update(holds="nothing")


_CHANGED = """
insert into schools_house (id, holds, facts)
values (1, 'nothing', (extract(epoch from clock_timestamp()) * 1e6)::bigint)
on conflict (id) do update set facts = greatest(schools_house.facts + 1, excluded.facts)
"""


def facts_changed() -> None:
    """Give the national facts a new number, in the transaction that changes them (`selectors.kept`)."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)


_SENTENCES = {
    rules.Holds.REAL: (
        "This is real data, and the database holds the demonstration. Start an empty house for real data: "
        "set DEMO=0 and COMMONROOM_DATA to a new folder."
    ),
    rules.Holds.DEMONSTRATION: (
        "These are schools of the demonstration, and the database holds real data. The two are never held together: "
        "load the demonstration in a house of its own."
    ),
}

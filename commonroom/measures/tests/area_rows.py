"""An area with schools, figures and comparators, as imports would leave them."""

from __future__ import annotations

from datetime import date

from commonroom.kit.status import Status
from commonroom.measures.models import Benchmark, Inspection
from commonroom.measures.services import benchmarks
from commonroom.measures.tests import factories as make
from commonroom.schools.models import LocalAuthority, StatisticalNeighbour

RWM, READING, ABSENCE = "ks2_rwm_exp", "ks2_read_exp", "absence_overall"
MAINTAINED = "Local authority maintained schools"


def school(urn, name, **more):
    """A primary school on the map, with 200 pupils unless said otherwise."""
    values = {"pupils": 200, "type_group": MAINTAINED, "latitude": 51.5 + urn % 100 / 500, "longitude": -0.4}
    return make.school(urn, name=name, **{**values, **more})


def authority(code="990", name="Rivermead", region="London", neighbours=("993", "994")):
    """The authority, its region, and its statistical neighbours by the list of May 2025."""
    LocalAuthority.objects.get_or_create(code=code, defaults={"name": name, "region": region})
    for rank, other in enumerate(neighbours, 1):
        StatisticalNeighbour.objects.create(
            authority_code=code,
            as_at=date(2025, 5, 1),
            rank=rank,
            neighbour_code=other,
            neighbour_name=f"Borough {other}",
            loading_id=1,
            row=rank,
        )


def benchmark(slug, level, code, number, *, year=2024, spread=12.0, n=60, of=60, method="published", phase=""):
    """What stands behind a comparator."""
    return Benchmark.objects.create(
        measure_id=make.measure(slug).pk,
        year=year,
        level=level,
        code=code,
        number=number,
        method=method,
        n=n,
        of=of,
        spread=spread,
        phase=phase,
    )


def borough(slug=RWM, *, england=60.0, area=63.0, region=61.0, neighbours=(55.0, 59.0), year=2024, **more):
    """England, region, area and two neighbours on one measure."""
    made = [("england", "", england), ("region", "London", region), ("la", "990", area)]
    made += [("la", code, number) for code, number in zip(("993", "994"), neighbours, strict=True)]
    for level, code, number in made:
        benchmark(slug, level, code, number, year=year, **more)


def three_schools():
    """Alder (70 %), Birch (45 %) and Cedar (too few to publish) on reading, writing and maths."""
    alder, birch, cedar = school(990001, "Alder"), school(990002, "Birch"), school(990003, "Cedar")
    make.value(alder, RWM, 2024, 74, cohort=60)
    make.value(birch, RWM, 2024, 45, cohort=30)
    make.value(cedar, RWM, 2024, status=Status.SUPPRESSED)
    borough()
    return alder, birch, cedar


def many(count, *, begin=0, years=(2022, 2023, 2024), slugs=(RWM, READING, ABSENCE)):
    """So many schools with figures of three measures over three years, and their benchmarks worked out."""
    pairs = set()
    for n in range(begin, begin + count):
        made = school(
            990001 + n, f"School {n:03d}", ward=f"Ward {n % 5}", trust_uid=n % 4 or None, trust_name="A Trust"
        )
        for slug in slugs:
            for year in years:
                value = make.value(made, slug, year, 40 + (n * 7 + year) % 40, cohort=30)
                pairs.add((value.measure_id, year))
    benchmarks.refresh_benchmarks(pairs)


def report_card(urn, *words, day=date(2026, 1, 20)):
    """A report card of inclusion and achievement, in the words of Ofsted."""
    judgements = dict(zip(("Inclusion", "Achievement"), words, strict=False))
    return inspection(urn, day=day, regime="report_card", judgements=judgements)


def graded(urn, overall, day=date(2022, 5, 3)):
    """An inspection with a single grade."""
    return inspection(urn, day=day, regime="graded", overall=overall)


def inspection(urn, *, day, regime, overall="", judgements=None):
    return Inspection.objects.create(
        urn=urn,
        inspected_on=day,
        regime=regime,
        event="graded",
        overall=overall,
        judgements=judgements or {},
        source="ofsted_mi",
        loading_id=1,
        row=2,
    )

"""A small world for tests of a school's pages: one primary with its figures, its area and England beside it."""

from __future__ import annotations

from datetime import date

from commonroom.measures.models import Benchmark, Context, Inspection
from commonroom.measures.tests import factories as make
from commonroom.schools.models import SchoolLink

OAKFIELD = 900101


def bench(slug, year, level, code, number, *, method="published", n=100, of=100, spread=10.0, loading=None, row=None,
          centiles=()):  # fmt: skip
    return Benchmark.objects.create(
        measure_id=make.measure(slug).pk, year=year, level=level, code=code, number=number, method=method, n=n, of=of,
        spread=spread, centiles=list(centiles), loading_id=loading, row=row,
    )  # fmt: skip


def inspection(urn, on, *, regime="graded", event="graded", overall="", judgements=None, safeguarding="", at_urn=None):
    return Inspection.objects.create(
        urn=urn, at_urn=at_urn, inspected_on=on, regime=regime, event=event, overall=overall,
        judgements=judgements or {}, safeguarding=safeguarding, source="ofsted_mi", loading_id=1, row=2,
    )  # fmt: skip


def link(urn, other, *, kind="Predecessor", name="The old school", on=date(2019, 9, 1)):
    return SchoolLink.objects.create(
        urn=urn, other_urn=other, other_name=name, kind=kind, established_on=on, as_at=date(2026, 3, 6), loading_id=1,
        row=2,
    )  # fmt: skip


def results(school):
    """Two years of reading, writing and maths, with England and the area, from one file."""
    loading = make.loading("ks2_final", 2018, name="ks2_2019.csv", columns={"ks2_rwm_exp": "PTRWM_EXP"})
    make.value(school, "ks2_rwm_exp", 2017, 66, cohort=60, loading_id=loading.pk, row=40)
    make.value(school, "ks2_rwm_exp", 2018, 58, cohort=60, loading_id=loading.pk, row=41)
    for year, england, area in ((2017, 64, 66), (2018, 65, 68)):
        centiles = [float(n) for n in range(101)] if year == 2018 else ()
        bench("ks2_rwm_exp", year, "england", "", england, loading=loading.pk, row=3, centiles=centiles, n=14000)
        bench("ks2_rwm_exp", year, "la", "990", area, method="computed", n=7, of=8)
    return loading


def neighbours(count, *, slug="context_fsm_ever", year=2018, first=900201):
    """Other primaries of the area with one figure each, 10, 11, 12 …"""
    found = [make.school(first + n, name=f"Neighbour {n}") for n in range(count)]
    for n, school in enumerate(found):
        make.value(school, slug, year, 10 + n)
    return found


def alike(urn, *others):
    """Schools whose pupils are much the same."""
    for place, one in enumerate((urn, *others)):
        Context.objects.create(urn=one, phase="primary", low_age=3, high_age=11, size=0.05 * place)

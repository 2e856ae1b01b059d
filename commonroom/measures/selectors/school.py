"""Everything that the page of one school shows, in six statements for any school."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import sentences_school as sentences
from commonroom.measures.catalogue import MeasureSpec, catalogue
from commonroom.measures.models import Loading
from commonroom.measures.selectors import alike, figures, inspections, replaced, school_figures, school_life
from commonroom.measures.selectors.comparators import Area, Around
from commonroom.measures.selectors.figures import Bench, Figure
from commonroom.measures.selectors.school_figures import Values
from commonroom.measures.selectors.school_life import Life
from commonroom.partnerships.models import Partnership
from commonroom.schools.models import School
from commonroom.schools.rules import Phase

CONTEXT = ("context_fsm_ever", "context_eal", "context_sen_support", "context_ehc", "ees_ks4_not_mobile")
"""Facts about pupils that a school cannot choose, shown among the schools of its area."""

SHOWN = (
    *("ks2_rwm_exp", "ks2_read_exp", "ks2_writ_exp", "ks2_maths_exp", "ks2_rwm_high"),
    *("ks2_read_prog", "ks2_writ_prog", "ks2_maths_prog"),
    *("early_years_gld", "phonics_year1"),
    *("ks4_att8", "ks4_prog8", "ks4_em94", "ks4_em95", "ks4_ebacc_entry", "dest_sustained"),
    *("p16_alevel_aps", "p16_alevel_best3", "p16_alevel_aab", "p16_alevel_va"),
    *("absence_overall", "absence_persistent", "suspension_rate", "permanent_exclusion_rate"),
)
"""What is drawn over the years, where it is held; under nine together in any topic."""

OPENING = (
    *("ks2_rwm_exp", "ks4_em94", "p16_alevel_aps", "ks2_maths_exp", "ks4_prog8", "phonics_year1"),
    *("absence_persistent", "ks4_att8", "dest_sustained", "early_years_gld"),
)
"""What the opening sentences may speak of, the first that is held first."""

KEYS = (
    *("ks2_rwm_exp", "ks4_att8", "ks4_prog8", "p16_alevel_aps", "phonics_year1", "absence_persistent"),
    *("ks2_maths_exp", "absence_overall", "context_fsm_ever", "context_ehc"),
)
"""The first three of these that are held stand beside each school like it."""

ON_PAPER = (
    *("ks2_rwm_exp", "ks4_att8", "ks4_prog8", "ks2_read_exp", "ks2_maths_exp", "ks4_em94", "phonics_year1"),
    *("absence_overall", "absence_persistent", "early_years_gld", "dest_sustained", "p16_alevel_aps"),
    *("p16_alevel_best3", "ks2_writ_exp", "ks4_em95", "ks2_rwm_high", "p16_alevel_aab", "p16_alevel_va"),
    *("suspension_rate", "permanent_exclusion_rate"),
)
"""The first six of these that are held stand on the profile."""

MOST_OPENING = 10


@dataclass(frozen=True)
class Own:
    """One figure of the partnership's own."""

    name: str
    unit: str
    year: int
    number: float | None
    status: Status
    cohort: int | None
    file: str
    row: int


@dataclass(frozen=True)
class Here:
    """What the partnership itself holds of a school, as far as the reader may see it: clusters by name, own figures."""

    clusters: tuple[str, ...] = ()
    own: tuple[Own, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A result of disadvantaged pupils beside that of others, and the gap here and in England."""

    measure: MeasureSpec
    year: int
    every: Figure | None
    disadvantaged: Figure | None
    others: Figure | None
    gap: Figure | None
    gap_measure: MeasureSpec | None
    england: float | None


@dataclass(frozen=True)
class Overview:
    """One school as its page shows it."""

    life: Life
    area: Area
    in_area: bool
    values: Values
    around: Around
    specs: Mapping[str, MeasureSpec]
    alike: tuple[alike.Alike, ...]
    story: inspections.Story
    here: Here
    followed: replaced.Followed | None = None

    @property
    def school(self) -> School:
        """The school itself."""
        return self.life.school

    def newest(self, slug: str) -> Figure | None:
        """The newest figure of a measure, which may be a status."""
        years = self.values.years(slug)
        return years[max(years)] if years else None

    def told(self, slug: str) -> Figure | None:
        """The newest figure that is a number."""
        years = self.values.years(slug)
        known = [y for y, f in years.items() if f.number is not None and f.status == Status.PUBLISHED]
        return years[max(known)] if known else None

    def beside(self, slug: str, year: int) -> tuple[Bench | None, Bench | None]:
        """The area and England beside a figure."""
        return self.around.authority(slug, year), self.around.england(slug, year)

    def fair_england(self, slug: str, year: int) -> Bench | None:
        """England, where its figure is of schools of this kind: results of special schools and alternative provision
        are published beside those of all schools, which sentences must not do.
        """
        special = self.school.phase_group == Phase.SPECIAL
        return None if special and not self.specs[slug].of_several_phases else self.around.england(slug, year)

    @property
    def keys(self) -> list[str]:
        """The three measures that stand beside schools alike."""
        return [slug for slug in KEYS if self.told(slug) is not None][:3]


def area_for(school: School, partnership: Partnership) -> tuple[Area, bool]:
    """The area that a school is shown in: the partnership's own, or its own authority's; and whether it is ours."""
    ours = school.la_code in partnership.la_codes
    codes = tuple(partnership.la_codes) if ours else (school.la_code,)
    name = partnership.short_name if ours else school.la_name or "its authority"
    return Area(codes, name, "", (), (), None), ours


def overview(urn: int, *, partnership: Partnership, here: Here) -> Overview | None:
    """The overview of a school of England as a partnership sees it; None for an unknown URN."""
    life = school_life.life_of(urn)
    if life is None:
        return None
    school = life.school
    area, ours = area_for(school, partnership)
    near = tuple(alike.schools_like(urn, limit=5))
    values = school_figures.values(
        school,
        life.predecessors,
        slugs=_asked(),
        alike=[one.urn for one in near],
        compared={*OPENING, *KEYS},
        codes=area.codes,
        among=CONTEXT,
    )
    newest: dict[str, int] = {}
    for _, slug, year in values.own:
        newest[slug] = max(year, newest.get(slug, 0))
    around = school_figures.benchmarks(newest, area, phase=school.phase_group)
    names = {one.urn: one.name for one in life.relatives} | {one.pk: one.name for one in life.predecessors}
    return Overview(
        life=life,
        area=area,
        in_area=ours,
        values=values,
        around=around,
        specs=figures.measures_by_slug(newest),
        alike=near,
        story=inspections.story_of(life.inspections, urn=urn, names=names),
        here=here,
        followed=_followed(life),
    )


def _followed(life: Life) -> replaced.Followed | None:
    """The open school that followed this one; asked only of open schools that a link names one for."""
    if not life.school.is_open or not any(one.side == "after" and one.held for one in life.relatives):
        return None
    return replaced.followed([life.school.pk]).get(life.school.pk)


@cache
def _asked() -> frozenset[str]:
    """Every measure that the page may show."""
    groups = {s.slug for s in catalogue().values() if s.group in ("disadvantaged", "not disadvantaged", "gap") and s.of}
    whole = {catalogue()[slug].of for slug in groups}
    return frozenset({*CONTEXT, *SHOWN, *OPENING, *KEYS, *groups, *whole})


_KEPT_HERE = """
select
  (select jsonb_agg(name order by name) from partnerships_cluster
     where partnership_id = %(partnership)s and (%(urn)s = any(urns)
       or (select nullif(ward, '') from schools_school where urn = %(urn)s) = any(wards))),
  (select jsonb_agg(jsonb_build_array(m.name, m.unit, v.year, v.number, v.status, v.cohort, l.file_name, v.row)
                    order by m.name, v.year desc)
     from measures_ownvalue v join measures_ownmeasure m on m.id = v.measure_id
     join measures_ownloading l on l.id = v.loading_id
     where %(own)s and v.current and v.partnership_id = %(partnership)s and m.partnership_id = v.partnership_id
       and v.urn = %(urn)s)
"""


def kept_here(urn: int, *, partnership: Partnership, own_measures: bool) -> Here:
    """What the partnership itself holds of a school; one statement.

    `own_measures` says whether the reader may see the partnership's own figures of this school. The partnership is
    named beside the row policies, as every door names it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_HERE, {"partnership": partnership.pk, "urn": urn, "own": own_measures})
        clusters, own = cursor.fetchone()
    rows = [Own(a, b, c, d, Status(e), f, g, h) for a, b, c, d, e, f, g, h in json.loads(own or "[]")]
    return Here(tuple(json.loads(clusters or "[]")), tuple(rows))


def said_of(seen: Overview, slugs: Iterable[str], *, limit: int) -> list[sentences.Said]:
    """The newest numbers of some measures as sentences use them, in the order given."""
    found: list[sentences.Said] = []
    for slug in slugs:
        figure, spec = seen.told(slug), seen.specs.get(slug)
        if figure is None or spec is None or figure.number is None or len(found) == limit:
            continue
        england = seen.fair_england(slug, figure.year)
        found.append(
            sentences.Said(
                slug=slug,
                name=spec.short,
                unit=spec.unit,
                direction=spec.direction,
                decimals=spec.decimals,
                number=figure.number,
                england=england.number if england else None,
                like=mean_alike(seen, slug, figure.year),
                spread=england.spread if england else None,
                cohort=figure.cohort,
                year=str(AcademicYear(figure.year)),
                from_before=figure.urn != seen.school.pk,
            )
        )
    return found


def mean_alike(seen: Overview, slug: str, year: int) -> float | None:
    """The plain average of the schools like it that have the figure; None for fewer than three."""
    known = [
        f.number
        for (_, s, y), f in seen.values.alike.items()
        if s == slug and y == year and f.number is not None and f.status == Status.PUBLISHED
    ]
    return sum(known) / len(known) if len(known) >= 3 else None


def gaps(seen: Overview) -> list[Gap]:
    """Results of disadvantaged pupils where any are published, in the newest year of each; what says most first."""
    found = []
    for slug, spec in seen.specs.items():
        if spec.group != "disadvantaged" or not spec.of or spec.of not in seen.specs:
            continue
        year = max(seen.values.years(slug))
        gap_spec = next((s for s in seen.specs.values() if s.of == spec.of and s.group == "gap"), None)
        other = next((s for s in seen.specs.values() if s.of == spec.of and s.group == "not disadvantaged"), None)
        england = seen.around.england(gap_spec.slug, year) if gap_spec else None
        found.append(
            Gap(
                measure=seen.specs[spec.of],
                year=year,
                every=seen.values.own.get((seen.school.pk, spec.of, year)),
                disadvantaged=seen.values.own.get((seen.school.pk, slug, year)),
                others=seen.values.own.get((seen.school.pk, other.slug, year)) if other else None,
                gap=seen.values.own.get((seen.school.pk, gap_spec.slug, year)) if gap_spec else None,
                gap_measure=gap_spec,
                england=england.number if england else None,
            )
        )
    told = [gap for gap in found if (gap.disadvantaged and gap.disadvantaged.number is not None) or gap.gap]
    return sorted(told, key=_says_less)[:9]


def _says_less(gap: Gap) -> tuple[bool, bool, int, str]:
    """The order of the rows: with a gap first, then with other pupils beside, each as the page orders measures."""
    slug = gap.measure.slug
    place = SHOWN.index(slug) if slug in SHOWN else len(SHOWN)
    return _without_number(gap.gap), _without_number(gap.others), place, gap.measure.short


def _without_number(figure: Figure | None) -> bool:
    return figure is None or figure.number is None


def sources_of(seen: Overview, slugs: Iterable[str]) -> list[tuple[str, datetime]]:
    """(release, when loaded) of the newest figures of some measures, each release once, in their order."""
    ids = list(dict.fromkeys(f.loading_id for slug in slugs if (f := seen.newest(slug)) is not None))
    held = Loading.objects.select_related("release").in_bulk(ids)
    found: dict[str, datetime] = {}
    for pk in ids:
        if pk in held:
            found.setdefault(held[pk].release.name, held[pk].loaded_at)
    return list(found.items())

"""Everything that a report counts at one moment, with what stands behind each figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import Term
from commonroom.partnerships.models import Partnership
from commonroom.reports import settings as reports_settings
from commonroom.reports.models import PublishedReport, ReportOrigin
from commonroom.reports.rules import ground as grounds
from commonroom.reports.rules.ground import NO_LEVEL, NOW, PREVIOUS, TERM, Ground, SchoolFacts, State, Tally
from commonroom.reports.selectors import deeds, impact, themes
from commonroom.reports.selectors.deeds import Row, Window
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.risk.document import SupportDocument
from commonroom.risk.models import LevelDecision
from commonroom.schools.models import School

COSTS: dict[str, dict[str, int]] = {
    "impact": {"improved": 4, "all": 3},
    "register": {"on": 4},
    "teams": {"all": 3},
}
OPEN_IT = Row(None, "The register", "Open it, with your reason, to see which schools these are.")
NOUGHT_IS_SMALL = ("impact", "priorities", "register")
"""Tables about schools. In tables about our own deeds nought points at nobody."""


@dataclass(frozen=True)
class Collected:
    """What a report rests on: its ground (nothing in it is decided yet), the rows of each figure, and words for it."""

    ground: Ground
    origins: dict[str, list[Row]]
    settings: reports_settings.Settings
    model: SupportDocument
    term: Term
    window: Window
    number_before: int
    days: deeds.Days
    themes: list[dict[str, str]]
    register_themes: list[str]
    group_sizes: dict[str, int]
    earlier: tuple[Ground, ...] = field(default=())


def earlier_grounds(partnership: Partnership) -> tuple[Ground, ...]:
    """The grounds of everything published, the oldest first, for those who may see them."""
    rows = ReportOrigin.objects.filter(partnership=partnership).order_by("published__number")
    return tuple(grounds.read(row.ground) for row in rows)


def last_published(partnership: Partnership) -> PublishedReport | None:
    """The newest published report."""
    rows = PublishedReport.objects.filter(partnership=partnership).select_related("report")
    return rows.order_by("-number").first()


def collect(partnership: Partnership, *, by: Any, at: datetime) -> Collected:
    """Count everything as it stands at a moment. `by` must see every school: what she does not see is not counted."""
    settings = reports_settings.of(partnership)
    today = timezone.localdate(at)
    model, term = support_model.document(partnership, on=today), risk.term_of(today)
    before = last_published(partnership)
    window = Window(before.report.as_of if before else _midnight(AcademicYear.of(today).first_day), at)
    earlier = earlier_grounds(partnership)
    points = _points(before, term, at)
    facts, sizes = _schools(partnership, settings, model, points, earlier)
    if TERM in points and not any(one.states[list(points).index(TERM)] for one in facts):
        # Before the first levels were agreed nobody could move: such a column would only look like a secret.
        del points[TERM]
        facts, sizes = _schools(partnership, settings, model, points, earlier)
    names = dict(School.objects.filter(pk__in=[one.urn for one in facts]).values_list("pk", "name"))
    now = {one.urn: one.states[-1] for one in facts if one.states[-1] is not None}
    counted = _counted(partnership, settings, window, now, by, names)
    tallies = {
        name: Tally(dict(counts), name in NOUGHT_IS_SMALL, COSTS.get(name, {})) for name, (counts, _) in counted.items()
    }
    groups = tuple(g.slug for g in settings.groups if any(one.group == g.slug for one in facts))
    ground = Ground(tuple(points), groups, tuple(model.levels), settings.concern, tuple(facts), tallies)
    return Collected(
        ground=ground,
        origins=_origins(ground, names, model)
        | {key: rows for _, found in counted.values() for key, rows in found.items()},
        settings=settings,
        model=model,
        term=term,
        window=window,
        number_before=before.number if before else 0,
        days=deeds.days(partnership, window, names),
        themes=themes.proposed(partnership),
        register_themes=impact.register_themes(partnership, model, least=settings.least),
        group_sizes=sizes,
        earlier=earlier,
    )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _points(before: PublishedReport | None, term: Term, at: datetime) -> dict[str, datetime]:
    """The moments at which levels are counted, in their order."""
    month = {1: 9, 2: 1, 3: 5}[term.number]
    began = _midnight(term.year.first_day.replace(year=term.year.start + (term.number > 1), month=month))
    found = {PREVIOUS: before.report.as_of} if before else {}
    if before is None or began > before.report.as_of:
        found[TERM] = began
    return {**found, NOW: at}


def _schools(
    partnership: Partnership,
    settings: reports_settings.Settings,
    model: SupportDocument,
    points: dict[str, datetime],
    earlier: Sequence[Ground],
) -> tuple[list[SchoolFacts], dict[str, int]]:
    """Each school with its group and its state at each point; how many open now are in each group of the tables.

    At the report before a school is as that report had it: what is corrected later does not change what was counted.
    """
    area = School.objects.filter(la_code__in=partnership.la_codes)
    rows = list(area.only("urn", "phase_group", "is_open", "opened_on", "closed_on").order_by("urn"))
    levels = _levels(partnership)
    then = {one.urn: one.states[-1] for one in earlier[-1].schools} if earlier else {}
    found = []
    for row in rows:
        states = tuple(
            then.get(row.pk) if point == PREVIOUS else _state(row, levels.get(row.pk, []), moment, point == NOW)
            for point, moment in points.items()
        )
        if any(state is not None for state in states):
            known = tuple(s if s in model.levels or not s else NO_LEVEL for s in states)
            found.append((row, settings.group_of(row.phase_group), known))
    counts = Counter(group for _, group, states in found if states[-1] is not None)
    rest = settings.groups[-1].slug
    into = grounds.merged([g.slug for g in settings.groups], counts, least=settings.least, rest=rest)
    facts = [SchoolFacts(row.pk, into.get(group, rest), states) for row, group, states in found]
    return facts, dict(Counter(one.group for one in facts if one.states[-1] is not None))


def _levels(partnership: Partnership) -> dict[int, list[tuple[datetime, str]]]:
    found: dict[int, list[tuple[datetime, str]]] = {}
    rows = LevelDecision.objects.filter(partnership=partnership).order_by("decided_at", "pk")
    for urn, moment, level in rows.values_list("urn", "decided_at", "level"):
        found.setdefault(urn, []).append((moment, level))
    return found


def _state(row: School, levels: list[tuple[datetime, str]], moment: datetime, is_now: bool) -> State:
    """The level that stood at a moment; NO_LEVEL where none did, None where the school was not open."""
    if not (row.is_open if is_now else _was_open(row, timezone.localdate(moment))):
        return None
    stood = [level for when, level in levels if when <= moment]
    return stood[-1] if stood else NO_LEVEL


def _was_open(row: School, day: date) -> bool:
    """Whether a school was open on an earlier day, by the register’s dates; a closed one without a date was not."""
    if row.opened_on and row.opened_on > day:
        return False
    return row.is_open if row.closed_on is None else row.closed_on > day


def _counted(
    partnership: Partnership,
    settings: reports_settings.Settings,
    window: Window,
    now: dict[int, str],
    by: Any,
    names: dict[int, str],
) -> dict[str, tuple[Counter[str], dict[str, list[Row]]]]:
    """Every table that stands for itself: its counts, and the rows of each of its figures."""
    found: dict[str, dict[str, list[Row]]] = {
        "notes": deeds.notes(partnership, window, names, within=settings.note_days),
        "reviews": deeds.reviews(partnership, window, names),
        "actions": deeds.actions(partnership, window, names),
        "teams": deeds.teams(partnership, window, names),
    }
    concern = {urn for urn, level in now.items() if level in settings.concern}
    found |= impact.improved(partnership, concern, names)
    told = {}
    for name, rows in found.items():
        counts = Counter({what: len(listed) for what, listed in rows.items()})
        origins = {f"{name}/{what}": listed for what, listed in rows.items()}
        told[name] = (counts, {**origins, f"{name}/all": [row for listed in rows.values() for row in listed]})
    if (on_register := impact.register(partnership, set(now), by=by)) is not None:
        told["register"] = (Counter(on_register), {"register/on": [OPEN_IT], "register/off": [OPEN_IT]})
    return told


def _origins(ground: Ground, names: dict[int, str], model: SupportDocument) -> dict[str, list[Row]]:
    """The schools behind each figure about levels."""
    found: dict[str, list[Row]] = {key: [] for key in grounds.all_keys(ground)}
    for one in ground.schools:
        said = ", then ".join(_said(state, model) for state in one.states)
        for key in grounds.keys_of(ground, one.group, one.states):
            if key in found:
                found[key].append(Row(one.urn, names.get(one.urn, f"URN {one.urn}"), said))
    return {key: sorted(rows, key=lambda row: row.school) for key, rows in found.items()}


def _said(state: State, model: SupportDocument) -> str:
    if state is None:
        return "not open"
    return model.levels[state].name if state else "no level yet"

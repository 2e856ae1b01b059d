"""Which parts a method has on screen, and what stands in each. Pure but for the names of measures, which are given."""

from __future__ import annotations

from typing import get_args

from commonroom.risk.document import COLUMNS, TEAMS, Means, Phases, SupportDocument
from commonroom.risk.editing import Cell, Choices, Data, Rows, Section, slug_of
from commonroom.risk.kinds import SCHOOL_KINDS

NEW = "new"
MEANS: Choices = (
    ("inadequate", "Inadequate, or a category of concern"),
    ("urgent-improvement", "urgent improvement on a report card"),
    ("requires-improvement", "Requires Improvement"),
    ("requires-improvement-again", "Requires Improvement twice running"),
    ("needs-attention", "needs attention on a report card"),
    ("good", "good or better"),
    ("safeguarding-not-met", "safeguarding not met"),
)
assert {value for value, _ in MEANS} == set(get_args(Means))
REGIMES: Choices = (
    ("graded", "Graded inspections"),
    ("judgements_only", "Judgements without an overall grade"),
    ("report_card", "Report cards"),
    ("any", "Any inspection"),
)
AREAS: Choices = (
    ("overall", "The overall grade"),
    ("category", "The category of concern"),
    ("any", "Any area"),
    ("safeguarding", "Safeguarding"),
)
SIDES: Choices = (("above", "above"), ("below", "below"), ("either", "away from, either way"))
BESIDE: Choices = (
    ("england", "England, schools of the same phase"),
    ("authority", "the local authority, schools of the same phase"),
    ("itself", "the school itself, some years before"),
    ("number", "a fixed number"),
)
BY: Choices = (("points", "points"), ("times", "times"), ("number", "the number itself"))
PARTS = (
    ("levels", "Levels and their words"),
    ("schools", "Which schools it is for"),
    ("fit", "What fits best, and how old figures may be"),
    ("inspection", "Inspection: words, the register’s rules, good schools to watch"),
    ("brings", "What each level brings, and what is offered to all"),
    ("cadences", "How often, and what the strategy leaves open"),
    ("kinds", "Rules by kind of school"),
    ("words", "Words for letters and screens, and what was renamed"),
)
TITLES = dict(PARTS)
WORDS = {
    "level_meaning": "What a level says, in one sentence",
    "register_name": "The register of schools",
    "adviser": "An adviser of the council",
    "lead": "The lead for school improvement",
    "head_of_service": "The head of the service",
    "regions_group": "The Department for Education’s office for the region",
    "note_of_visit": "The note that follows a visit",
    "guidance": "The government’s guidance on schools that worry the council",
    "suspension": "Sending a pupil home for some days",
    "gobar": "A good or outstanding school to watch",
}
"""What each word of a method stands for."""


def word_hint(key: str, model: SupportDocument) -> str:
    """What is said instead of a word since government renamed the thing; empty where nothing was renamed."""
    later = [s for s in model.successors if s.word == key]
    if not later:
        return ""
    newest = max(later, key=lambda s: s.since)
    return f"From {newest.since.day} {newest.since:%B %Y} pages say “{newest.by}” instead."


def section(part: str, model: SupportDocument, data: Data, measures: Choices) -> Section | None:
    """The page of one part; None where there is no such part. `indicator-…` and `year-…` name one of several."""
    kind, _, one = part.partition("-")
    if kind == "indicator" and (one == NEW or one in model.by_slug):
        return _indicator(one, model, data, measures)
    if kind == "year" and one in model.levels:
        return _year(one, model, data)
    made = {
        "levels": _levels, "schools": _schools, "fit": _fit, "inspection": _inspection, "brings": _brings,
        "cadences": _cadences, "kinds": _kinds, "words": _words,
    }.get(part)  # fmt: skip
    return made(model, measures) if made else None


def added(part: str, data: Data) -> Data:
    """The data with an empty place for what a page is about to add: a new indicator, or columns not yet written."""
    kind, _, one = part.partition("-")
    if kind == "indicator":
        listed = [{**i, "adviser": "adviser" in i["judged_by"]} for i in data["indicators"]]
        data = {**data, "indicators": listed}
    if part == f"indicator-{NEW}":
        blank = {"slug": "", "level": data["levels"][0]["slug"], "name": "", "judged_by": [], "lines": []}
        return {**data, "indicators": [*data["indicators"], blank]}
    if kind == "year":
        held = {(c["level"], c["column"]) for c in data["schedule"]}
        lacking = [{"level": one, "column": n, "lines": []} for n in range(7) if (one, n) not in held]
        return {**data, "schedule": [*data["schedule"], *lacking]}
    return data


def settled(data: Data) -> Data:
    """What follows from what was filled in: how an indicator is judged, the slug of a new one, parts left empty."""
    held = [i["slug"] for i in data["indicators"] if i["slug"]]
    for indicator in data["indicators"]:
        indicator["slug"] = indicator["slug"] or slug_of(indicator["name"], held)
        ways = (("measures", "lines"), ("inspection", "inspection"), ("intelligence", "teams"))
        looks = bool(indicator.pop("adviser", "adviser" in indicator["judged_by"]))
        indicator["judged_by"] = [way for way, key in ways if indicator.get(key)] + (["adviser"] if looks else [])
    return {**data, "indicators": [i for i in data["indicators"] if i["name"]]}


def _levels_of(model: SupportDocument) -> Choices:
    return tuple((slug, level.name) for slug, level in model.levels.items())


def _indicators(model: SupportDocument, *, but: str = "") -> Choices:
    levels = model.levels
    return tuple((i.slug, f"{levels[i.level].name}: {i.name}") for i in model.indicators if i.slug != but)


def _levels(model: SupportDocument, _: Choices) -> Section:
    one = (
        Cell("name", "Name"),
        Cell("order", "Place: 1 is the most support", "whole"),
        Cell("sentence", "What it means, in one sentence", "long"),
        Cell("action", "What adviser and school do", "long"),
    )
    whole = (
        Cell("name", "Name of the method"),
        Cell("source", "Where it comes from"),
        Cell("sentence", "What a level means", "long", hint="Schools read this first."),
    )
    return Section("levels", TITLES["levels"], "", whole, (Rows("levels", "Level", one, named="name"),))


def _indicator(slug: str, model: SupportDocument, data: Data, measures: Choices) -> Section:
    teams = tuple(TEAMS.items())
    line = (
        Cell("measure", "Measure", "one", measures, "Empty it to take the line away."),
        Cell("side", "Raised when the figure lies", "one", SIDES),
        Cell("amount", "by at least", "number"),
        Cell("by", "counted in", "one", BY),
        Cell("comparator", "compared with", "one", BESIDE),
        Cell("years", "Years running (or years before, for the school itself)", "whole"),
        Cell("least_pupils", "Only where at least so many pupils", "whole"),
        Cell("phases", "Only for", "many", tuple((p, p) for p in get_args(Phases)), "None ticked: every phase."),
    )
    cells = (
        Cell("name", "Name", hint="Empty it to take the indicator away."),
        Cell("level", "Counts towards", "one", _levels_of(model)),
        Cell("strength", "It speaks for the school: it is shown and counts towards nothing", "yes"),
        Cell("adviser", "An adviser may judge it", "yes"),
        Cell("inspection", "Raised by an inspection that said", "many", MEANS),
        Cell("teams", "Raised by a note of", "many", teams),
        Cell("covers", "These are not counted beside it", "many", _indicators(model, but=slug)),
        Cell("note", "What schools are told about it", "long"),
    )
    place = next((n for n, i in enumerate(data["indicators"]) if i["slug"] == ("" if slug == NEW else slug)), 0)
    title = "A new indicator" if slug == NEW else model.by_slug[slug].name
    return Section(f"indicator-{slug}", title, "", cells, (Rows("lines", "Line", line),), ("indicators", place))


def _schools(_: SupportDocument, __: Choices) -> Section:
    kinds = tuple((kind, f"{words[:1].upper()}{words[1:]}") for kind, words in SCHOOL_KINDS.items())
    cells = (
        Cell("for_schools", "Looked at each term", "many", kinds),
        Cell("for_schools_note", "What schools are told about that", "long"),
    )
    lede = "Opening a term drafts an assessment for each open school of these kinds in the area."
    return Section("schools", TITLES["schools"], lede, cells)


def _fit(model: SupportDocument, _: Choices) -> Section:
    counts = tuple(
        Cell(f"when.{n}.{slug}", f"{'Or at' if n else 'At'} least so many of {level.name}", "whole")
        for n in range(3)
        for slug, level in model.levels.items()
    )
    alone = Cell("alone", "Or one of these alone", "many", _indicators(model))
    rows = Rows("best_fit", "Rule", (Cell("level", "Suggests", "one", _levels_of(model)), *counts, alone))
    cells = (
        Cell(
            "figures_count_for",
            "A figure counts for so many years",
            "whole",
            hint="School years back from the present one. 0: however old it is.",
        ),
        Cell("figures_note", "What schools are told about that", "long"),
    )
    lede = "The rule for the most support that fits is suggested; where none fits, the least support is."
    return Section("fit", TITLES["fit"], lede, cells, (rows,))


def _inspection(model: SupportDocument, measures: Choices) -> Section:
    readings = (
        Cell("means", "Counts as", "one", MEANS, "Empty it to take the reading away."),
        Cell("regime", "In", "one", REGIMES),
        Cell("area", "Where it stands in", "one", AREAS),
        Cell("words", "The words", "lines", hint="One a line."),
        Cell("from", "From", "date"),
        Cell("until", "Until", "date"),
    )
    always = (Cell("when", "An inspection that said", "one", MEANS), Cell("sentence", "Then", "long"))
    every = _indicators(model)
    watch = (
        Cell("gobar.sentence", "A good school to watch", "long"),
        Cell("gobar.decline", "A decline is told by", "many", every),
        Cell("gobar.decline_points", "or by a fall of so many points", "number"),
        Cell("gobar.decline_years", "in so many years", "whole"),
        Cell("gobar.variance_points", "A variance is told by so many points between two measures", "number"),
        Cell("gobar.leadership", "A matter of leadership is told by", "many", every),
    )
    pairs = (Cell("0", "One measure", "one", measures), Cell("1", "The other", "one", measures))
    rows = (
        Rows("readings", "Reading", readings),
        Rows("automatic", "Always on the register", always),
        Rows("gobar.variance_between", "Variance between", pairs),
    )
    return Section("inspection", TITLES["inspection"], "", watch, rows)


def _brings(model: SupportDocument, _: Choices) -> Section:
    by_level = tuple(Cell(f"by_level.{slug}", level.name) for slug, level in model.levels.items())
    offer = (Cell("name", "What"), Cell("who", "Who gives it"))
    rows = (
        Rows("entitlements", "Row", (Cell("name", "What"), *by_level), named="name"),
        Rows("universal", "For every school", offer),
    )
    return Section("brings", TITLES["brings"], "", (), rows)


def _year(slug: str, model: SupportDocument, data: Data) -> Section:
    line = (
        Cell("what", "What happens", hint="Empty it to take the line away."),
        Cell(
            "kind",
            "Kind",
            hint="One word with hyphens: adviser-day, visit, task-group, scrutiny, plan, cluster, offer.",
        ),
        Cell("who", "Role that does it", hint="Like adviser, head-of-service, director or school."),
        Cell("days", "Adviser days", "number"),
    )
    places = {c["column"]: n for n, c in enumerate(data["schedule"]) if c["level"] == slug}
    columns = tuple((str(n), words) for n, words in enumerate(COLUMNS))
    rows = tuple(Rows(f"schedule.{places[n]}.lines", COLUMNS[n], line) for n in sorted(places))
    cells = (
        Cell("internal_review.what", "The council team’s own meeting"),
        Cell("internal_review.columns", "It is held in", "numbers", columns),
    )
    return Section(f"year-{slug}", f"The year at {model.levels[slug].name}", "", cells, rows)


def _cadences(model: SupportDocument, _: Choices) -> Section:
    def each(key: str, words: str) -> tuple[Cell, ...]:
        return tuple(Cell(f"cadences.{key}.{s}", f"{words}, {lv.name}", "whole") for s, lv in model.levels.items())

    cells = (
        *each("task_groups_a_year", "Challenge task groups a year"),
        Cell("cadences.task_groups_note", "What schools are told about that", "long"),
        Cell("cadences.task_group_may_be", "A school’s own may come", "lines", hint="One a line."),
        *each("reviews_a_year", "Reviews a year"),
        Cell("cadences.reviews_note", "What schools are told about that", "long"),
        Cell("cadences.review_notice_days", "Days before a review by which its timetable is agreed", "whole"),
        Cell("cadences.review_notice_in", "counted in", "one", (("working", "working days"), ("calendar", "all days"))),
        Cell("cadences.review_notice_note", "What schools are told about that", "long"),
        *each("scrutiny_meetings_a_year", "Support and scrutiny meetings a year"),
        Cell("cadences.adviser_visits_a_year", "Visits a year to every maintained school", "whole"),
    )
    lede = "Where the strategy says two things, or no number, the default stands here with its note."
    return Section("cadences", TITLES["cadences"], lede, cells)


def _kinds(_: SupportDocument, __: Choices) -> Section:
    kinds = (("maintained", "Maintained schools"), ("academy", "Academies and free schools"))
    cells = (
        Cell("kind", "Kind", "one", kinds),
        Cell("adviser", "They have an adviser", "yes"),
        Cell("adviser_days", "They get adviser days", "yes"),
        Cell("route", "How the council works with them", "long"),
        Cell("told", "Who is told", "lines", hint="Roles, one a line."),
    )
    return Section("kinds", TITLES["kinds"], "", (), (Rows("kinds", "Kind of school", cells, fixed=True),))


def _words(model: SupportDocument, _: Choices) -> Section:
    keys = tuple((key, WORDS.get(key, key.replace("_", " ").capitalize())) for key in model.words)
    renamed = (
        Cell("replaces", "What was called", hint="Empty it to take it away."),
        Cell("by", "is now called"),
        Cell("from", "from", "date"),
        Cell("word", "It stands for this word", "one", keys),
        Cell("note", "What schools are told about that", "long"),
    )
    cells = tuple(Cell(f"words.{key}", words, hint=word_hint(key, model)) for key, words in keys)
    return Section("words", TITLES["words"], "", cells, (Rows("successors", "Renamed", renamed),))

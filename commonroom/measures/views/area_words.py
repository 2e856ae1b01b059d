"""The words of the area page, put together for its template."""

from dataclasses import dataclass

from commonroom.measures import sentences
from commonroom.measures.selectors import area_summary, area_table
from commonroom.measures.selectors.area import ALL_PHASES
from commonroom.measures.views import figure_addresses
from commonroom.web import numbers


@dataclass(frozen=True)
class Filter:
    """One list of the filters: its name in the address, its label, what is chosen and what may be."""

    name: str
    label: str
    value: str
    options: tuple


def lede(on, summary):
    """The opening as paragraphs of (words, whether to stress them)."""
    first = [(sentences.schools_sentence(summary.schools, summary.pupils, summary.with_pupils), False)]
    first += _results(summary)
    neighbours = bool(on.area.neighbours) and any(line.neighbours for line in summary.lines)
    among = "our statistical neighbours" if neighbours else "England"
    standings = area_summary.standings(summary.lines, neighbours=neighbours)
    second = sentences.standing_sentence(standings, "neighbours" if neighbours else "England", among)
    found = summary.inspections
    third = [
        (said, False)
        for said in (
            sentences.cards_sentence(found.cards, summary.schools),
            sentences.grades_sentence(found.grades, bool(found.cards.of)),
        )
        if said
    ]
    return [part for part in (first, second, _spaced(third)) if part]


def _results(summary):
    """The main result of the phase with most schools, stressed."""
    for line in sorted(summary.lines, key=lambda line: -line.schools):
        if line.spec.slug in sentences.RESULTS:
            last = max(line.area)
            said = sentences.result_sentence(line.spec, last, line.area[last], line.england.get(last))
            return [(" ", False), (said, True), (".", False)]
    return []


def _spaced(parts):
    """Sentences with a space between them."""
    return [(f"{' ' if place else ''}{said}", strong) for place, (said, strong) in enumerate(parts)]


def followed_words(on, slug):
    """The schools that another open one has followed, as (name, address), by name; they stand twice in every count."""
    names = {school.urn: school.name for school in on.schools}
    return [
        (names[urn], figure_addresses.school(slug, urn), one.name)
        for urn, one in sorted(on.followed.items(), key=lambda pair: names[pair[0]].casefold())
    ]


def left_out_sentence(schools):
    """“Counted are schools that the state funds; one open school that it does not fund is left out …”; or nothing."""
    others = sum(1 for school in schools if not school.is_state)
    if not others:
        return ""
    return (
        f"Counted are the {numbers.number(len(schools) - others)} open schools that the state funds. "
        f"{numbers.count(others, 'open school', capital=True)} that it does not fund, such as independent schools, "
        f"{'is' if others == 1 else 'are'} left out unless you ask for them under Type of school."
    )


def sources_sentence(sources):
    """“Key stage 2 final results 2024–25, Pupil absence 2024–25; the newest loaded on 12 December 2025.”"""
    if not sources:
        return ""
    newest = max(source.loaded for source in sources)
    names = ", ".join(source.name for source in sorted(sources, key=lambda source: source.name))
    return f"{names}. The newest was loaded on {newest.day} {newest:%B %Y}."


LABELS = (
    ("phase", "Phase"),
    ("kind", "Type of school"),
    ("where", "Cluster or ward"),
    ("trust", "Trust"),
    ("faith", "Faith"),
    ("size", "Size"),
    ("set", "Measures"),
    ("against", "Compared with"),
    ("year", "Year"),
    ("order", "Order"),
)


def filters(asked, on, shown):
    """The lists above the table, each with what is chosen now."""
    wanted = asked.wanted
    values = {
        "phase": on.phase,
        **{name: getattr(wanted, name) for name in ("kind", "where", "trust", "faith", "size")},
        "set": shown.preset,
        "against": shown.table.against.value,
        "year": str(asked.year or ""),
        "order": asked.order,
    }
    return [Filter(name, label, values[name], tuple(shown.options[name])) for name, label in LABELS]


def counted(on, shown):
    """“80 primary schools”, or “12 of 80 primary schools” where filters leave some out."""
    every = sum(1 for s in on.schools if s.is_state and on.phase in (ALL_PHASES, s.phase))
    words = area_table.phase_words(on.phase)
    shown_n = len(shown.chosen)
    one = words.removesuffix("s") if shown_n == every == 1 and words.endswith("schools") else words
    return f"{numbers.number(shown_n)} {one}" if shown_n >= every else f"{shown_n} of {numbers.number(every)} {one}"


def map_words(shown, place, without):
    """What the circles say."""
    if place is None or not shown.table.columns:
        return ""
    column = shown.table.columns[place]
    name = sentences.naming(column.spec)
    shade = (
        f"Shade is {name} beside {shown.table.against.words}"
        if column.spec.direction != "none"
        else f"The list has {name}"
    )
    left = (
        f" {numbers.count(without, 'school', capital=True)} without a place on the register is left out."
        if without
        else ""
    )
    return f"Circles grow with the number of pupils. {shade}; the list beside the map holds the same.{left}"

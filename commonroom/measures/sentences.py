"""What a director would say of an area's figures: sentences, and whether a difference is more than chance. Pure.

An area's figure is the average of many schools, so chance moves it less than a school's: it counts as different only
where it lies two standard errors away, the spread of schools in England over the square root of how many schools.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.catalogue import MeasureSpec
from commonroom.web import numbers

FEWEST_SCHOOLS = 6
ERRORS = 2.0
"""Standard errors from which a difference of averages is more than chance."""


@dataclass(frozen=True)
class Standing:
    """An area's figure beside its comparator for schools of one phase."""

    spec: MeasureSpec
    phase: str
    year: int
    area: float
    beside: float
    spread: float
    schools: int

    @property
    def difference(self) -> float:
        return self.area - self.beside

    @property
    def effect(self) -> float:
        """The difference in standard deviations of schools, positive where it is more favourable."""
        return self.difference / self.spread * (-1 if self.spec.direction == "down" else 1)

    @property
    def told(self) -> bool:
        """Whether the difference is more than chance would bring, and shows in the numbers as they are written."""
        return self.told_by(ERRORS)

    def told_by(self, errors: float) -> bool:
        """The same by another number of standard errors, where many differences are looked at together."""
        if self.spec.direction == "none" or not self.spread or self.schools < FEWEST_SCHOOLS:
            return False
        seen = figure(self.spec, self.area) != figure(self.spec, self.beside)
        return seen and abs(self.difference) >= errors * self.spread / math.sqrt(self.schools)


def figure(spec: MeasureSpec, value: float | None) -> str:
    """A number with the unit of its measure."""
    return numbers.figure(value, spec.unit, spec.decimals)


def plain(spec: MeasureSpec, value: float | None) -> str:
    """A number without its unit, where the comparator beside it says the unit already."""
    return numbers.number(value, spec.decimals)


def naming(spec: MeasureSpec, phase: str = "") -> str:
    """A measure inside a sentence, with its phase where schools of several phases have it."""
    name = spec.short if spec.group == "all" else spec.name
    if spec.group != "all" or name in {"Reading", "Maths"} or len(name) < 4:
        name = spec.name
    first = name.split(" ", 1)[0]
    if not first.isupper() and not any(letter.isupper() for letter in first[1:]) and first not in PROPER:
        name = name[0].lower() + name[1:]
    return f"{name} in {phase} schools" if phase and spec.of_several_phases else name


PROPER = {"Attainment", "Progress", "English", "A", "EBacc"}


def furthest(standings: Sequence[Standing]) -> tuple[Standing | None, Standing | None]:
    """(the one furthest above, the one furthest below its comparator), of those that are more than chance."""
    told = sorted((one for one in standings if one.told), key=lambda one: (one.effect, one.spec.slug))
    above = told[-1] if told and told[-1].effect > 0 else None
    below = told[0] if told and told[0].effect < 0 else None
    return above, below


def beside(one: Standing, words: str) -> str:
    """“76%, England 74%, in 2024–25”."""
    return f"{figure(one.spec, one.area)}, {words} {figure(one.spec, one.beside)}, in {AcademicYear(one.year)}"


def standing_sentence(standings: Sequence[Standing], words: str, among: str) -> list[tuple[str, bool]]:
    """Where the area stands furthest above and below, as parts of a sentence: (words, whether to stress them)."""
    above, below = furthest(standings)
    if not standings:
        return []
    if above is None and below is None:
        return [(f"In no headline measure does the area differ from {among} by more than chance would bring.", False)]
    parts: list[tuple[str, bool]] = []
    if above:
        parts += [
            (f"We stand furthest ahead of {among} in ", False),
            (naming(above.spec, above.phase), True),
            (f" ({beside(above, words)})", False),
        ]
    if below:
        start = " and furthest behind in " if above else f"We stand furthest behind {among} in "
        parts += [
            (start, False),
            (naming(below.spec, below.phase), True),
            (f" ({beside(below, words)})", False),
        ]
    return [*parts, (".", False)]


def schools_sentence(schools: int, pupils: int | None, known: int) -> str:
    """“98 schools teach 46,310 pupils.”, and from how many schools where some give no number."""
    said = numbers.count(schools, "school", capital=True)
    if not pupils:
        return f"{said} {'is' if schools == 1 else 'are'} open in the area."
    of = "" if known == schools else f" ({numbers.number(known)} of them say how many)"
    return f"{said} {'teaches' if schools == 1 else 'teach'} {numbers.number(pupils)} pupils{of}."


RESULTS = {
    "ks2_rwm_exp": "At the end of primary school {here} in 100 pupils reach the expected standard in reading, writing "
    "and maths",
    "ks4_em94": "At 16, {here} in 100 pupils reach grade 4 in English and maths",
    "ks4_att8": "At 16, pupils reach {here} points in Attainment 8",
    "p16_alevel_aps": "At 18, students reach {here} points for each A level entry",
}


def result_sentence(spec: MeasureSpec, year: int, area: float, england: float | None, place: str = "") -> str:
    """The main result of a phase beside England, without its full stop."""
    said = RESULTS.get(spec.slug, f"{spec.name}: {{here}}").format(here=plain(spec, area))
    if england is None:
        return f"{said} ({AcademicYear(year)})"
    if plain(spec, area) == plain(spec, england):
        beside_it = "as in England"
    else:
        beside_it = f"and {plain(spec, england)} in England"
    return f"{said}, {beside_it} ({AcademicYear(year)}{f', {place}' if place else ''})"


@dataclass(frozen=True)
class Outcomes:
    """How inspections under one way of reporting came out: `met` of `of`, here and in England."""

    met: int
    of: int
    england_met: int
    england_of: int


def _in_100(met: int, of: int) -> str:
    return f"{numbers.number(100 * met / of)} in 100"


def _all(met: int, of: int) -> str:
    return "all" if met == of else "none" if met == 0 else numbers.number(met)


def cards_sentence(found: Outcomes, schools: int) -> str:
    """Report cards so far: how many meet the expected standard or better in every area, here and in England."""
    if not found.of:
        return ""
    said = (
        f"Of {numbers.count(found.of, 'report card')} so far, for {numbers.number(schools)} schools, "
        f"{_all(found.met, found.of)} {'meets' if found.met == 1 else 'meet'} the expected standard or better in "
        "every area"
    )
    if found.england_of:
        england = f"{_in_100(found.england_met, found.england_of)} of {numbers.number(found.england_of)} in England"
        said += f" ({england})"
    return f"{said}."


def grades_sentence(found: Outcomes, with_card: bool) -> str:
    """The last single grades, which Ofsted gave until September 2024: how many good or outstanding."""
    if not found.of:
        return ""
    last = "still go by" if with_card else "go by"
    said = (
        f"{numbers.count(found.of, 'school', capital=True)} {last if found.of != 1 else last.replace('go', 'goes')} a "
        "single grade, as Ofsted gave until September 2024: "
        f"{_all(found.met, found.of)} {'is' if found.met == 1 else 'are'} good or outstanding"
    )
    if found.england_of:
        england = f"{_in_100(found.england_met, found.england_of)} of {numbers.number(found.england_of)} in England"
        said += f" ({england})"
    return f"{said}."


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{numbers.number(place)}{ending}"


def place_words(place: int, of: int, *, highest: bool = False) -> str:
    """“12th of 151 authorities”, or “12th highest of …” where a measure has no direction. Always of how many."""
    return f"{ordinal(place)}{' highest' if highest else ''} of {numbers.number(of)} authorities"


Series = Mapping[int, float]

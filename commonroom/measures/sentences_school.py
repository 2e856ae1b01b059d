"""What a director would say aloud of one school, and one sentence beside each measure. Pure.

Numbers stand in hundreds, then the comparator, then the size of the group. A difference of fewer than two pupils is
no difference, a change of fewer than two is never called a rise or fall, and nobody is blamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonroom.measures import rules
from commonroom.web.numbers import number

REACH = {
    "ks2_rwm_exp": "reach the expected standard in reading, writing and maths",
    "ks2_read_exp": "reach the expected standard in reading",
    "ks2_maths_exp": "reach the expected standard in maths",
    "phonics_year1": "meet the standard in phonics in year 1",
    "early_years_gld": "have a good level of development at 5",
    "ks4_em94": "have grade 4 or better in English and maths",
    "ks4_em95": "have grade 5 or better in English and maths",
    "dest_sustained": "stay in education or work after 16",
    "absence_persistent": "miss a tenth of school or more",
}
"""How a sentence says what so many in 100 pupils do."""


SPOKEN = {
    "phonics_year1": "phonics",
    "early_years_gld": "development at 5",
    "ks4_em94": "grade 4 in English and maths",
    "ks4_em95": "grade 5 in English and maths",
    "ks2_rwm_exp": "reading, writing and maths together",
    "dest_sustained": "staying on after 16",
}
"""What a sentence calls a measure whose short name reads badly inside one."""


@dataclass(frozen=True)
class Said:
    """A measure as sentences use it. `like` is the average of the schools like it, `spread` England's."""

    slug: str
    name: str
    unit: str
    direction: str
    decimals: int
    number: float
    england: float | None
    like: float | None
    spread: float | None
    cohort: int | None
    year: str
    from_before: bool = False


@dataclass(frozen=True)
class Piece:
    """Some words of the opening; `strong` ones are what to remember."""

    words: str
    strong: bool = False


@dataclass(frozen=True)
class Voice:
    """How a page speaks: to the school's own people, or to others."""

    of_100: str
    school: str
    like: str
    here: str


OWN = Voice("of your pupils", "your school", "schools like yours", "You")
OTHERS = Voice("pupils here", "this school", "schools like it", "Here")


def _written(value: float, said: Said) -> str:
    return number(value, said.decimals) + ("%" if said.unit == "percent" else "")


def size_of(difference: float, unit: str, decimals: int) -> str:
    """The size of a difference in words: “four points”, “1.3 points”, “£240”, “0.4”."""
    if unit == "pounds":
        return f"£{number(abs(difference), 0)}"
    size = abs(difference)
    rounded = round(size * 10) / 10 if decimals or size < 1 else float(round(size))
    words = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    text = (
        words[int(rounded)] if rounded.is_integer() and 1 <= rounded <= 10 else number(rounded, 1 if rounded % 1 else 0)
    )
    if unit in ("percent", "points"):
        return f"{text} point" if rounded == 1 else f"{text} points"
    return text


def in_pupils(difference: float, cohort: int | None, unit: str) -> str:
    """A difference of percentages as pupils: “between two and three pupils”; empty where it has no such meaning."""
    one = rules.worth_of_one(unit, cohort)
    if one is None:
        return ""
    count = abs(difference) / one
    low = int(count)
    if abs(count - round(count)) < 0.15:
        low = round(count)
        return "less than one pupil" if not low else "one pupil" if low == 1 else f"{_word(low)} pupils"
    return "less than one pupil" if low == 0 else f"between {_word(low)} and {_word(low + 1)} pupils"


def _word(n: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[n] if n < len(words) else number(n)


def standing(said: Said, beside: float | None) -> rules.Standing:
    """Where a measure stands beside a comparator."""
    return rules.stand(said.number, beside, spread=said.spread, unit=said.unit, cohort=said.cohort)


MOST_BESIDE = 3
"""Measures that the second sentence sets beside England."""


def opening(measures: Sequence[Said], voice: Voice) -> tuple[Piece, ...]:
    """At most three sentences: the first result in 100s, the rest beside England, and what is furthest from schools
    like it. Empty without any measure.
    """
    if not measures:
        return ()
    first, rest = measures[0], measures[1 : 1 + MOST_BESIDE]
    pieces = [*_first(first, voice)]
    if rest and (second := _beside_england(rest, voice)):
        pieces += second
    if furthest := furthest_from_alike(measures):
        pieces.append(Piece(f" Furthest from {voice.like}: "))
        pieces.append(Piece(_inside(furthest), strong=True))
        numbers = f"{_written(furthest.number, furthest)} against {_written(furthest.like or 0, furthest)}"
        pieces.append(Piece(f", {numbers}."))
    return tuple(pieces)


def _inside(said: Said) -> str:
    """A measure's name inside a sentence; names that begin with a capital for good keep it."""
    name = SPOKEN.get(said.slug, said.name)
    proper = ("English", "Progress 8", "Attainment 8", "EBacc", "A level", "AAB")
    return name if name.startswith(proper) else name[:1].lower() + name[1:]


def _first(said: Said, voice: Voice) -> list[Piece]:
    when = f" in {said.year}"
    if said.unit == "percent":
        reach = REACH.get(said.slug)
        few = said.cohort is not None and said.cohort < rules.FEW
        many = f"{_pupils_of(said)} {voice.of_100}" if few else f"{number(said.number, 0)} in 100 {voice.of_100}"
        head = Piece(f"{many} {reach}" if reach else f"{said.name}: {many}", strong=True)
        pieces = [head, Piece(f"{when}{_rest_on(said)}")]
    else:
        pieces = [Piece(f"{said.name}: {_written(said.number, said)}", strong=True), Piece(f"{when}{_rest_on(said)}")]
    if said.england is not None:
        pieces.append(Piece(f", {_against(said)}"))
    one = rules.worth_of_one(said.unit, said.cohort)
    pieces.append(Piece(f"; one pupil is worth {number(one, 1)} points." if one is not None else "."))
    return pieces


def _rest_on(said: Said) -> str:
    before = ", before the school became what it is now" if said.from_before else ""
    if not said.cohort:
        return before
    if said.unit == "percent":
        return before if said.cohort < rules.FEW else f" ({_pupils_of(said)} pupils{before})"
    return f" ({number(said.cohort)} pupils{before})"


def _pupils_of(said: Said) -> str:
    """A percentage as pupils of how many: “35 of 60”."""
    cohort = said.cohort or 0
    return f"{number(round(said.number * cohort / 100))} of {number(cohort)}"


def _against(said: Said) -> str:
    difference = said.number - (said.england or 0)
    theirs = f"{number(said.england, said.decimals)}{' in 100' if said.unit == 'percent' else ''}"
    one = rules.worth_of_one(said.unit, said.cohort)
    if round(abs(difference), 1) == 0:
        return f"the same as England’s {theirs}"
    if one is not None and abs(difference) < rules.FEWEST_PUPILS * one:
        return f"within two pupils of England’s {theirs}"
    side = "above" if difference > 0 else "under"
    return f"{size_of(difference, said.unit, said.decimals)} {side} England’s {theirs}"


def _beside_england(rest: Sequence[Said], voice: Voice) -> list[Piece]:
    groups: dict[int, list[str]] = {}
    for said in rest:
        if said.england is None or said.direction == "none":
            continue
        step = standing(said, said.england)
        groups.setdefault((step > 0) - (step < 0), []).append(_inside(said))
    parts = [
        f"{_listed(groups[side])} {'is' if _one(groups[side]) else 'are'} {words}"
        for side, words in ((0, "about the same"), (1, "higher"), (-1, "lower"))
        if side in groups
    ]
    if not parts:
        return []
    text = ", and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return [Piece(" Beside England, "), Piece(text, strong=0 in groups and len(groups) == 1), Piece(".")]


def _one(names: Sequence[str]) -> bool:
    """Whether a sentence speaks of these as one thing: “A level points” are many."""
    return len(names) == 1 and not names[0].endswith("points")


def furthest_from_alike(measures: Sequence[Said]) -> Said | None:
    """The measure that differs most from schools like it, in England's standard deviations; None when all are close."""
    apart = [
        (abs(said.number - said.like) / said.spread, said)
        for said in measures
        if said.like is not None and said.spread and standing(said, said.like) != rules.Standing.CLOSE
    ]
    return max(apart, key=lambda pair: pair[0])[1] if apart else None


def beside(
    latest: float, england: float | None, previous: float | None, *, unit: str, decimals: int, cohort: int | None
) -> str:
    """The sentence under a small multiple: beside England, in pupils where that has meaning, and the change told."""
    parts = []
    one = rules.worth_of_one(unit, cohort)
    if england is not None:
        apart = latest - england
        if round(abs(apart), 1 if decimals or abs(apart) < 1 else 0) == 0:
            parts.append("The same as England")
        else:
            side = "above" if apart > 0 else "under"
            text = f"{size_of(apart, unit, decimals)} {side} England"
            parts.append(text[:1].upper() + text[1:])
            pupils = in_pupils(apart, cohort, unit)
            parts.append(f", which is {pupils}" if pupils else "")
    if previous is not None:
        moved = rules.change(previous, latest, unit=unit, cohort=cohort)
        if moved.told and round(abs(moved.difference), 1) > 0:
            way = "up" if moved.difference > 0 else "down"
            words = f"{way} {size_of(moved.difference, unit, decimals)} on the year before"
            parts.append(f"; {words}" if parts else words[:1].upper() + words[1:])
        elif one is not None and parts:
            parts.append("; little changed on the year before")
    return "".join(parts) + "." if parts else ""


def placed(rank: rules.Rank | None, among: str, centile: int | None, of: int, *, kind: str) -> list[str]:
    """Rank and centile as sentences that always say of how many."""
    said = []
    if rank is not None and rank.of > 1:
        shared = ", shared" if rank.shared else ""
        said.append(f"{ordinal(rank.place)} of {number(rank.of)} {among}{shared}.")
    if centile is not None and of:
        said.append(f"{centile} in 100 of the {number(of)} {kind} in England have a lower figure.")
    return said


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{number(n)}{ending}"


def questions(measures: Sequence[Said], like: str) -> list[str]:
    """Up to three questions that a governing body might ask, from what differs; each could be asked of any school."""
    asked = []
    for said in sorted(measures, key=lambda said: -abs(standing(said, said.england))):
        where = standing(said, said.england)
        if where == rules.Standing.CLOSE or said.direction == "none":
            continue
        name = _inside(said)
        if rules.favourable(where, said.direction) > 0:
            asked.append(
                f"{said.name} stands well beside England. What brings it about, and could others learn from it?"
            )
        else:
            side = "higher" if where > 0 else "lower"
            asked.append(
                f"In {said.year}, {name} was {side} than in England. For which pupils, and what is being tried?"
            )
    if (far := furthest_from_alike(measures)) is not None:
        asked.insert(0, f"{far.name} is the figure furthest from {like}. What could we see there?")
    general = [
        "Which pupils do these figures not show, because the groups are too small?",
        "What do our own assessments say that is newer than these figures?",
        "What has changed among our pupils since these figures were gathered?",
    ]
    return [*dict.fromkeys([*asked, *general])][:3]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

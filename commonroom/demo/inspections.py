"""Inspections of the invented England under all three ways of reporting, none turned into another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from commonroom.demo.model import Inspection, School

NO_OVERALL_FROM = date(2024, 9, 1)
REPORT_CARDS_FROM = date(2025, 11, 10)
LAST_DAY = date(2026, 2, 6)

_CARD_WORDS = ("Urgent improvement", "Needs attention", "Expected standard", "Strong standard", "Exceptional")
CARD_AREAS = (
    "Inclusion", "Curriculum and teaching", "Achievement", "Attendance and behaviour",
    "Personal development and wellbeing", "Early years", "Post-16 provision", "Leadership and governance",
)  # fmt: skip
GRADED_AREAS = (
    "Quality of education", "Behaviour and attitudes", "Personal development",
    "Effectiveness of leadership and management", "Early years provision", "Sixth form provision",
)  # fmt: skip


def inspect(schools: Sequence[School], rng: random.Random) -> list[Inspection]:
    """All inspections of all state schools, by school and day."""
    found: list[Inspection] = []
    for school in schools:
        if school.status == "Proposed to open" or not school.site.is_state or school.site.kind == "sixteen_plus":
            continue
        found += _osier_bank(school) if school.urn == 990402 else _history(school, rng)
    order = {(i.on, i.urn): n for n, i in enumerate(sorted(found, key=lambda i: (i.on, i.urn)))}
    return [replace(i, number=str(10000001 + 83 * order[i.on, i.urn])) for i in found]


def _history(school: School, rng: random.Random) -> list[Inspection]:
    first = school.opened_on or date(2005, 9, 1)
    day = max(date(2012, 9, 3), first + timedelta(days=500)) + timedelta(days=rng.randrange(1400))
    end = min(school.closed_on or LAST_DAY, LAST_DAY)
    grade = _grade(school, rng)
    events: list[Inspection] = []
    since_graded = 0
    while day <= end:
        day = _working(day)
        if day >= REPORT_CARDS_FROM:
            events.append(_card(school, day, rng))
            return events
        if events and grade <= 2 and since_graded < 1 and rng.random() < 0.62:
            events.append(_ungraded(school, day, grade, rng))
            since_graded += 1
        else:
            grade = _grade(school, rng) if rng.random() < 0.75 else grade
            events.append(_graded(school, day, grade, rng))
            since_graded = 0
        gap = 1520 if grade <= 2 else 850 if grade == 3 else 560
        day += timedelta(days=round(gap * rng.uniform(0.8, 1.25)))
        if date(2020, 3, 18) < day < date(2021, 9, 6):
            day += timedelta(days=540)
    due = 0.34 if school.site.authority.code == "990" else 0.16
    if events and end == LAST_DAY and events[-1].on < date(2024, 6, 1) and rng.random() < due:
        events.append(_card(school, _working(REPORT_CARDS_FROM + timedelta(days=rng.randrange(80))), rng))
    return events


def _grade(school: School, rng: random.Random) -> int:
    score = school.site.effect * 1.6 + rng.gauss(0, 0.75)
    return 1 if score > 1.15 else 2 if score > -0.95 else 3 if score > -1.75 else 4


def _working(day: date) -> date:
    if day.month == 8 or (day.month == 7 and day.day > 15):
        day = date(day.year, 9, 17)
    if (day.month == 12 and day.day > 17) or (day.month == 1 and day.day < 8):
        day = day + timedelta(days=26)
    return day - timedelta(days=max(0, day.weekday() - 3))


def _graded(school: School, day: date, grade: int, rng: random.Random) -> Inspection:
    def near() -> int:
        return min(max(grade + rng.choice((-1, 0, 0, 0, 0, 1)), 1), 4)

    young = school.low <= 4 and school.site.kind in ("infant", "primary", "nursery", "all_through")
    new = day >= date(2019, 9, 1)
    grades = (
        grade if new else 9, near() if new else 9, max(1, near() - 1) if new else 9, grade, near() if young else 9,
        near() if school.site.sixth_form and school.site.kind != "special" else 9,
    )  # fmt: skip
    concern = ""
    if grade == 4:
        concern = "SM" if rng.random() < 0.5 else "SWK"
    overall = None if day >= NO_OVERALL_FROM else grade
    return Inspection(
        school.urn, day, day + timedelta(days=33), "", "graded", overall,
        tuple((area, str(g)) for area, g in zip(GRADED_AREAS, grades, strict=True)),
        "No" if concern == "SM" else "Yes", concern=concern,
    )  # fmt: skip


def _ungraded(school: School, day: date, grade: int, rng: random.Random) -> Inspection:
    if day >= NO_OVERALL_FROM:
        outcome = rng.choice(("Standards maintained",) * 5 + ("Improved significantly", "Some aspects not as strong"))
    else:
        outcome = f"School remains {('Outstanding', 'Good')[grade - 1]}"
        outcome += rng.choice(("",) * 8 + (" (Concerns) - S5 Next", " (Improving) - S5 Next"))
    return Inspection(
        school.urn, day, day + timedelta(days=30), "", "ungraded", outcome=outcome,
        safeguarding="Yes",
    )  # fmt: skip


def _card(school: School, day: date, rng: random.Random) -> Inspection:
    site = school.site
    graded = []
    for area in CARD_AREAS:
        if area == "Early years" and not (school.low <= 4 and site.kind in ("infant", "primary", "nursery")):
            continue
        if area == "Post-16 provision" and (not site.sixth_form or site.kind == "special"):
            continue
        score = 2.25 + 0.9 * site.effect + rng.gauss(0, 0.55)
        if area == "Attendance and behaviour":
            score -= 0.25 * site.attend
        graded.append((area, _CARD_WORDS[min(max(round(score), 0), 4)]))
    low = any(word == "Urgent improvement" for _, word in graded)
    return Inspection(
        school.urn, day, min(day + timedelta(days=30), date(2026, 2, 27)), "", "report_card",
        None, tuple(graded), "Not met" if low and rng.random() < 0.4 else "Met",
    )  # fmt: skip


def _osier_bank(school: School) -> list[Inspection]:
    """The story that the guide tells: two grades, an ungraded inspection and a report card."""

    def card(area: str) -> str:
        return {"Inclusion": "Strong standard", "Attendance and behaviour": "Needs attention",
                "Personal development and wellbeing": "Strong standard"}.get(area, "Expected standard")  # fmt: skip

    def event(day: date, kind: str, overall: int | None = None, **rest: object) -> Inspection:
        return Inspection(school.urn, day, day + timedelta(days=28), "", kind, overall, **rest)  # type: ignore[arg-type]

    def grades(*numbers: int) -> tuple[tuple[str, str], ...]:
        return tuple((area, str(n)) for area, n in zip(GRADED_AREAS, numbers, strict=True))

    return [
        event(date(2016, 5, 3), "graded", 3, judgements=grades(9, 9, 9, 2, 3, 9), safeguarding="Yes"),
        event(date(2018, 11, 14), "graded", 2, judgements=grades(9, 9, 9, 2, 2, 9), safeguarding="Yes"),
        event(date(2024, 10, 8), "ungraded", outcome="Standards maintained", safeguarding="Yes"),
        event(
            date(2026, 1, 21), "report_card", safeguarding="Met",
            judgements=tuple((area, card(area)) for area in CARD_AREAS if area != "Post-16 provision"),
        ),
    ]  # fmt: skip

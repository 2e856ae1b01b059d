"""Ofsted's management information of March 2025 and of February 2026, and a history of what came before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from commonroom.demo.inspections import GRADED_AREAS
from commonroom.demo.layouts import columns
from commonroom.demo.model import Inspection, School
from commonroom.demo.schools import PHASES
from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, Row, day, save

MARCH_2025, FEBRUARY_2026 = date(2025, 3, 31), date(2026, 2, 28)
_WORDS = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}
_HISTORY_AREAS = tuple(a.replace("Effectiveness of leadership", "Leadership") for a in GRADED_AREAS)
_HISTORY = (
    "URN", "Rating", "Inspection Date", "Publication Date", "Inspection Number", "Event", "Outcome", "Safeguarding",
    *_HISTORY_AREAS,
)  # fmt: skip


def write(world: World, folder: Path) -> list[DemoFile]:
    """Three files: older inspections, the layout without overall grades, the layout with report cards."""
    by_site: dict[int, list[Inspection]] = {}
    for event in sorted(world.inspections, key=lambda i: (i.on, i.urn)):
        by_site.setdefault(id(world.by_urn[event.urn].site), []).append(event)
    told: set[str] = set()
    march = folder / "Management_information_-_state-funded_schools_-_latest_inspections_-_as_at_31_Mar_2025.csv"
    rows = [_march(world, s, _until(by_site, s, MARCH_2025), told) for s in _inspected(world, MARCH_2025)]
    save(march, columns("ofsted_2025"), map(_filled(columns("ofsted_2025")), rows), encoding="cp1252", below=3)
    february = folder / "Management_information_-_state-funded_schools_-_latest_inspections_-_as_at_28_Feb_2026.csv"
    header = columns("ofsted_report_cards")
    rows = [_february(world, s, _until(by_site, s, FEBRUARY_2026), told) for s in _inspected(world, FEBRUARY_2026)]
    above = ("State-funded schools: latest inspections", "As at 28 February 2026")
    save(february, header, map(_filled(header), rows), encoding="cp1252", above=above, below=3)
    history = folder / "inspection_history.csv"
    save(history, _HISTORY, _older(world, told), encoding="utf-8")
    return [
        DemoFile(history, "inspections_csv"), DemoFile(march, "ofsted_mi", None, MARCH_2025),
        DemoFile(february, "ofsted_mi", None, FEBRUARY_2026),
    ]  # fmt: skip


def _inspected(world: World, as_at: date) -> list[School]:
    return [
        s for s in world.schools
        if s.site.is_state and s.site.kind != "sixteen_plus" and s.open_on(as_at) and s.status != "Proposed to open"
    ]  # fmt: skip


def _until(by_site: dict[int, list[Inspection]], school: School, as_at: date) -> list[Inspection]:
    return [event for event in by_site.get(id(school.site), []) if event.published_on <= as_at]


def _filled(header: Sequence[str]):  # type: ignore[no-untyped-def]
    return lambda row: {column: row.get(column, "NULL") or "NULL" for column in header}


def _who(school: School) -> dict[str, object]:
    site, area = school.site, school.site.authority
    phase = {"special": "Special", "pru": "PRU", "nursery": "Nursery"}.get(site.kind, PHASES[site.kind].split(" d")[0])
    return {
        "URN": school.urn, "LAESTAB": school.laestab, "School name": school.name,
        "Ofsted phase": "Secondary" if phase == "Middle" else phase, "Type of education": school.type.title(),
        "School open date": day(school.opened_on, "%d/%m/%Y"), "Admissions policy": "Not applicable",
        "Sixth form": "Has a sixth form" if site.sixth_form else "Does not have a sixth form",
        "Designated religious character": site.faith, "Religious ethos": "Does not apply",
        "Faith grouping": "Christian" if site.faith != "Does not apply" else "Non-faith",
        "Ofsted region": area.region.name, "Region": area.region.name, "Local authority": area.name,
        "Parliamentary constituency": f"{area.name} {('North', 'South')[area.wards.index(site.ward) % 2]}",
        "Postcode": site.postcode, "Statutory lowest age": school.low, "Statutory highest age": school.high,
        "The income deprivation affecting children index (IDACI) quintile": min(5, 1 + int(site.deprivation * 10)),
    }  # fmt: skip


def _at(world: World, school: School, event: Inspection, time: str, question: str) -> Row:
    then = world.by_urn[event.urn]
    return {
        f"Does the {question} inspection relate to the URN of the current school?":
            "Yes" if event.urn == school.urn else "No",
        f"URN at time of {time} inspection": event.urn, f"LAESTAB at time of {time} inspection": then.laestab,
        f"School name at time of {time} inspection": then.name,
        f"School type at time of {time} inspection": then.type.title(),
    }  # fmt: skip


def _grades(event: Inspection, before: str, safe: str) -> Row:
    names = [before + (area if not before else area[0].lower() + area[1:]) for area in GRADED_AREAS]
    cells = dict(zip(names, (grade for _, grade in event.judgements), strict=True))
    made = {f"{k} (where applicable)" if "provision" in k else k: v for k, v in cells.items()}
    return {**made, safe: event.safeguarding}


def _march(world: World, school: School, events: list[Inspection], told: set[str]) -> Row:
    row = _who(school)
    graded = [e for e in events if e.event == "graded"]
    if graded:
        last = graded[-1]
        told.add(last.number)
        row |= {
            "Inspection number of latest graded inspection": last.number, "Inspection type": "S5 Inspection",
            "Inspection type grouping": "S5 Inspection", "Event type grouping": "Schools - S5",
            "Inspection start date": day(last.on, "%d/%m/%Y"), "Publication date": day(last.published_on, "%d/%m/%Y"),
            **_at(world, school, last, "latest graded", "latest graded"),
            "Overall effectiveness": last.overall or "Not judged", "Category of concern": last.concern,
            **_grades(last, "", "Safeguarding is effective?"),
        }  # fmt: skip
    if len(graded) > 1:
        old = graded[-2]
        told.add(old.number)
        row |= {
            "Previous graded inspection number": old.number,
            "Previous inspection start date": day(old.on, "%d/%m/%Y"),
            "Previous publication date": day(old.published_on, "%d/%m/%Y"),
            **_at(world, school, old, "previous graded", "previous graded"),
            "Previous graded inspection overall effectiveness": old.overall or "Not judged",
            "Previous category of concern": old.concern,
            **_grades(old, "Previous ", "Previous safeguarding is effective?"),
        }  # fmt: skip
    since = [e for e in events if e.event == "ungraded" and (not graded or e.on > graded[-1].on)]
    if since:
        told.add(since[-1].number)
        row |= {
            "Latest ungraded inspection number since last graded inspection": since[-1].number,
            "Number of ungraded inspections since the last graded inspection": len(since),
            "Did the latest ungraded inspection convert to a graded inspection?": "No",
            **_ungraded(world, school, since[-1]),
        }  # fmt: skip
    return row


def _ungraded(world: World, school: School, event: Inspection) -> Row:
    return {
        **_at(world, school, event, "the ungraded", "ungraded"),
        "Date of latest ungraded inspection": day(event.on, "%d/%m/%Y"),
        "Ungraded inspection publication date": day(event.published_on, "%d/%m/%Y"),
        "Ungraded inspection overall outcome": event.outcome,
    }  # fmt: skip


def _february(world: World, school: School, events: list[Inspection], told: set[str]) -> Row:
    row = _who(school)
    cards = [e for e in events if e.event == "report_card"]
    if cards:
        card = cards[-1]
        told.add(card.number)
        row |= {
            "Inspection number of latest full inspection": card.number, "Inspection type": "S5 Inspection",
            "Inspection type grouping": "S5 Inspection", "Event type grouping": "Schools - S5",
            "Inspection start date": day(card.on, "%d/%m/%Y"), "Publication date": day(card.published_on, "%d/%m/%Y"),
            **_at(world, school, card, "latest full", "latest full"), "Safeguarding standards": card.safeguarding,
            "Safeguarding standards - date of grade": day(card.on, "%d/%m/%Y"),
        }  # fmt: skip
        for area, word in card.judgements:
            where = " (where applicable)" if area in ("Early years", "Post-16 provision") else ""
            row |= {area + where: word, f"{area} - date of grade": day(card.on, "%d/%m/%Y")}
    graded = [e for e in events if e.event == "graded"]
    if graded:
        last, of = graded[-1], "of latest OEIF graded inspection"
        told.add(last.number)
        row |= {
            "Inspection number of latest OEIF graded inspection": last.number,
            f"Inspection type {of}": "S5 Inspection", f"Inspection type grouping {of}": "S5 Inspection",
            f"Event type grouping {of}": "Schools - S5", f"Inspection start date {of}": day(last.on, "%d/%m/%Y"),
            f"Publication date {of}": day(last.published_on, "%d/%m/%Y"),
            **_at(world, school, last, "latest OEIF graded", "latest OEIF graded"),
            "Latest OEIF category of concern": last.concern,
            "Latest OEIF overall effectiveness": last.overall or "Not judged",
            **_grades(last, "Latest OEIF ", "Latest OEIF  safeguarding is effective?"),
        }  # fmt: skip
    ungraded = [e for e in events if e.event == "ungraded" and (not graded or e.on > graded[-1].on)]
    if ungraded:
        told.add(ungraded[-1].number)
        row |= {"Latest ungraded inspection number": ungraded[-1].number, **_ungraded(world, school, ungraded[-1])}
    return row


def _older(world: World, told: set[str]) -> Iterable[Row]:
    for event in world.inspections:
        if event.number in told or event.event == "report_card":
            continue
        row: dict[str, object] = {
            "URN": event.urn, "Inspection Date": day(event.on, "%Y%m%d"), "Rating": _WORDS.get(event.overall or 0, ""),
            "Publication Date": day(event.published_on, "%Y%m%d"), "Inspection Number": event.number,
            "Event": event.event, "Outcome": event.outcome, "Safeguarding": event.safeguarding,
        }  # fmt: skip
        grades = zip(_HISTORY_AREAS, (g for _, g in event.judgements), strict=False)
        yield row | {area: _WORDS.get(int(grade), "") for area, grade in grades}

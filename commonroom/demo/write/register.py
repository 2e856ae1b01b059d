"""The register of schools, its links, its groups and who belongs to them, as GIAS publishes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from commonroom.demo import results
from commonroom.demo.layouts import columns
from commonroom.demo.model import TODAY, Group, School
from commonroom.demo.schools import PHASES
from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, Row, day, plain, save

_TYPES = {
    "Community school": ("01", "4"), "Voluntary aided school": ("02", "4"), "Voluntary controlled school": ("03", "4"),
    "Foundation school": ("05", "4"), "Community special school": ("07", "5"), "Other independent school": ("11", "3"),
    "Pupil referral unit": ("14", "4"), "Local authority nursery school": ("15", "4"), "Further education": ("18", "1"),
    "Academy sponsor led": ("28", "10"), "Academy converter": ("34", "10"), "Free schools": ("35", "11"),
    "Academy alternative provision converter": ("42", "10"), "Academy special converter": ("44", "10"),
}  # fmt: skip
_TYPE_GROUPS = {
    "1": "Colleges", "3": "Independent schools", "4": "Local authority maintained schools", "5": "Special schools",
    "10": "Academies", "11": "Free Schools",
}  # fmt: skip
_STATUSES = {"Open": "1", "Closed": "2", "Open, but proposed to close": "3", "Proposed to open": "4"}
_OPENED = {
    "Not applicable": "00", "Academy Converter": "10", "New Provision": "02", "Result of Amalgamation": "04",
    "Academy Free School": "11",
}  # fmt: skip
_CLOSED = {
    "Not applicable": "00", "Academy Converter": "10", "For Academy": "06", "Result of Amalgamation/Merger": "02",
    "Closure": "04",
}  # fmt: skip
_PHASE_CODES = {
    "Not applicable": "0", "Nursery": "1", "Primary": "2", "Middle deemed secondary": "5", "Secondary": "4",
    "16 plus": "6", "All-through": "7",
}  # fmt: skip
_FAITHS = {"Does not apply": "00", "Church of England": "02", "Roman Catholic": "03"}
_GROUP_TYPES = {"Federation": "1", "Multi-academy trust": "6", "Single-academy trust": "10"}
_NEEDS = ("ASD - Autistic Spectrum Disorder", "MLD - Moderate Learning Difficulty",
          "SLCN - Speech, language and Communication")  # fmt: skip


def write(world: World, folder: Path) -> list[DemoFile]:
    """Four files dated 6 March 2026: establishments (139 columns, cp1252), groups, links and group links."""
    stamp = TODAY.strftime("%Y%m%d")
    register = folder / f"edubasealldata{stamp}.csv"
    save(register, columns("gias_2026"), (_row(world, s) for s in world.schools), encoding="cp1252")
    groups = folder / f"allgroupsdata{stamp}.csv"
    save(groups, columns("groups"), (_group(world, g) for g in world.groups), encoding="cp1252")
    links = folder / f"links_edubasealldata{stamp}.csv"
    save(
        links, ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"),
        sorted((link.urn, link.other_urn, link.other_name, link.kind, day(link.on)) for link in world.links),
        encoding="cp1252",
    )  # fmt: skip
    members = folder / f"alllinksdata{stamp}.csv"
    save(members, columns("group_links"), _members(world), encoding="cp1252")
    return [
        DemoFile(groups, "groups", None, TODAY), DemoFile(register, "gias", None, TODAY),
        DemoFile(links, "links", None, TODAY), DemoFile(members, "group_links", None, TODAY),
    ]  # fmt: skip


def latest_pupils(world: World, school: School) -> dict[str, int]:
    """The census counts that the register carries: of the school or, if it is newer, of those it follows."""
    census = world.outcomes.census
    held = census.get((school.urn, 2024))
    if held or school.status == "Proposed to open":
        return held or {}
    if school.status == "Closed":
        return next((census[school.urn, y] for y in range(2023, 2015, -1) if (school.urn, y) in census), {})
    before = [link.other_urn for link in world.links if link.urn == school.urn and link.kind.startswith("Pred")]
    sums: dict[str, int] = {}
    for urn in before:
        for name, value in census.get((urn, 2024), {}).items():
            sums[name] = sums.get(name, 0) + value
    return sums


def _trust_of(world: World, school: School, federation: bool) -> Group | None:
    groups = {group.uid: group for group in world.groups}
    for member in school.groups:
        group = groups[member.uid]
        if member.left_on is None and (group.kind == "Federation") is federation:
            return group
    return None


def _row(world: World, school: School) -> Row:
    site, area = school.site, school.site.authority
    code, group = _TYPES[school.type]
    maintained = group in ("4", "5")
    row: dict[str, object] = {
        "URN": school.urn, "LA (code)": area.code, "LA (name)": area.name,
        "EstablishmentNumber": f"{school.estab:04d}", "EstablishmentName": school.name,
        "TypeOfEstablishment (code)": code, "TypeOfEstablishment (name)": school.type,
        "EstablishmentTypeGroup (code)": group, "EstablishmentTypeGroup (name)": _TYPE_GROUPS[group],
        "EstablishmentStatus (code)": _STATUSES[school.status], "EstablishmentStatus (name)": school.status,
        "ReasonEstablishmentOpened (code)": _OPENED[school.opened_because],
        "ReasonEstablishmentOpened (name)": school.opened_because, "OpenDate": day(school.opened_on),
        "ReasonEstablishmentClosed (code)": _CLOSED[school.closed_because],
        "ReasonEstablishmentClosed (name)": school.closed_because, "CloseDate": day(school.closed_on),
        "PhaseOfEducation (code)": _PHASE_CODES[PHASES[site.kind]], "PhaseOfEducation (name)": PHASES[site.kind],
        "StatutoryLowAge": school.low, "StatutoryHighAge": school.high,
        "Boarders (code)": "1", "Boarders (name)": "No boarders",
        "NurseryProvision (name)": "Has Nursery Classes" if site.nursery else "No Nursery Classes",
        "OfficialSixthForm (code)": "1" if site.sixth_form else "2",
        "OfficialSixthForm (name)": "Has a sixth form" if site.sixth_form else "Does not have a sixth form",
        "Gender (code)": "2" if site.gender == "Girls" else "3", "Gender (name)": site.gender,
        "ReligiousCharacter (code)": _FAITHS[site.faith], "ReligiousCharacter (name)": site.faith,
        "ReligiousEthos (name)": "Does not apply", "Diocese (name)": site.diocese,
        "AdmissionsPolicy (code)": "1" if site.kind == "secondary" else "0",
        "AdmissionsPolicy (name)": "Non-selective" if site.kind == "secondary" else "Not applicable",
        "SchoolCapacity": capacity(school), "SpecialClasses (code)": "2",
        "SpecialClasses (name)": "No Special Classes", "LastChangedDate": day(date(2026, 2, 1 + school.urn % 27)),
        **_people(world, school), **_groups(world, school, maintained), **_place(school),
        "PreviousLA (code)": "999", "QABName (code)": "0", "QABName (name)": "Not applicable",
        "EstablishmentAccredited (code)": "0", "EstablishmentAccredited (name)": "Not applicable",
        "FurtherEducationType (name)": "Sixth form centre" if site.kind == "sixteen_plus" else "Not applicable",
        "UKPRN": 99000000 + school.urn % 1000000,
    }  # fmt: skip
    if site.kind == "special":
        row["SEN1 (name)"] = _NEEDS[school.urn % 3]
    return row


def capacity(school: School) -> int:
    """Places: what the roll of 2017 filled by 94 %, to the next five."""
    if school.name == "Vinegar Hill Primary School":
        return 315
    return school.site.capacity or -5 * round(results.roll(school, 2017) / 0.94 // -5)


def _people(world: World, school: School) -> Row:
    held = latest_pupils(world, school)
    title, first, last = school.site.head
    row: dict[str, object] = {
        "HeadTitle (name)": title, "HeadFirstName": first, "HeadLastName": last,
        "HeadPreferredJobTitle": "Principal" if school.is_academy else "Headteacher",
        "TelephoneNum": school.site.telephone,
    }  # fmt: skip
    if school.status in ("Closed", "Proposed to open"):
        row = {}
    if held:
        row |= {
            "CensusDate": "16-01-2025", "NumberOfPupils": held["n"], "NumberOfBoys": held["boys"],
            "NumberOfGirls": held["girls"], "PercentageFSM": plain(100 * held["fsm"] / held["n"]), "FSM": held["fsm"],
        }  # fmt: skip
    if held and not school.site.is_state:
        row |= {"PercentageFSM": "", "FSM": ""}
    return row


def _groups(world: World, school: School, maintained: bool) -> Row:
    trust, federation = _trust_of(world, school, False), _trust_of(world, school, True)
    return {
        "TrustSchoolFlag (code)": "3" if trust else "0",
        "TrustSchoolFlag (name)": "Supported by a multi-academy trust" if trust else "Not applicable",
        "Trusts (code)": trust.uid if trust else "", "Trusts (name)": trust.name if trust else "",
        "SchoolSponsorFlag (name)": "Linked to a sponsor" if school.type == "Academy sponsor led" else "Not applicable",
        "SchoolSponsors (name)": trust.name.title() if trust and school.type == "Academy sponsor led" else "",
        "FederationFlag (name)": "Supported by a federation" if federation
        else "Not under a federation" if maintained else "Not applicable",
        "Federations (code)": federation.uid if federation else "",
        "Federations (name)": federation.name if federation else "",
    }  # fmt: skip


def _place(school: School) -> Row:
    site, area, ward = school.site, school.site.authority, school.site.ward
    urban = (
        "(England/Wales) Urban major conurbation" if area.kind == "borough" else "(England/Wales) Urban city and town"
    )
    slug = "".join(c for c in site.name.lower().replace(" ", "-") if c.isalnum() or c == "-")
    return {
        "Street": site.street, "Locality": "" if ward.rural else ward.name, "Town": site.town,
        "County (name)": area.county, "Postcode": site.postcode,
        "SchoolWebsite": f"www.{slug}.{area.name.lower().replace(' ', '-')}.example",
        "GOR (code)": area.region.letter, "GOR (name)": area.region.name,
        "DistrictAdministrative (code)": ward.district_code, "DistrictAdministrative (name)": ward.district,
        "AdministrativeWard (code)": ward.code, "AdministrativeWard (name)": ward.name,
        "ParliamentaryConstituency (code)": f"E99{area.code}90{1 + area.wards.index(ward) % 2}",
        "ParliamentaryConstituency (name)": f"{area.name} {('North', 'South')[area.wards.index(ward) % 2]}",
        "UrbanRural (code)": "E1" if ward.rural else "A1" if area.kind == "borough" else "C1",
        "UrbanRural (name)": "(England/Wales) Rural village" if ward.rural else urban,
        "GSSLACode (name)": area.gss, "Easting": site.easting, "Northing": site.northing,
    }  # fmt: skip


def _group(world: World, group: Group) -> Row:
    federation = group.kind == "Federation"
    title, first, last = group.head
    first_school = next((s for s in world.schools if any(m.uid == group.uid for m in s.groups)), None)
    return {
        "Group UID": group.uid, "Group ID": group.group_id, "Group Name": group.name,
        "Companies House Number": group.companies_house, "Group Type (code)": _GROUP_TYPES[group.kind],
        "Group Type": group.kind, "Closed Date": day(group.closed_on, "%Y-%m-%d"),
        "Open date": day(group.opened_on, "%Y-%m-%d") if federation else "",
        "Incorporated on (open date)": "" if federation else day(group.opened_on, "%Y-%m-%d"),
        "Group Status (code)": "CLOSED" if group.closed_on else "OPEN",
        "Group Status": "Closed" if group.closed_on else "Open",
        "Group Postcode": first_school.site.postcode if first_school and not federation else "",
        "Head of Group Title": title, "Head of Group First Name": first, "Head of Group Last Name": last,
        "UKPRN": group.ukprn,
    }  # fmt: skip


def _members(world: World) -> list[Row]:
    groups = {group.uid: group for group in world.groups}
    rows: list[Row] = []
    for school in world.schools:
        for member in school.groups:
            group = groups[member.uid]
            if member.left_on is not None and group.closed_on is None:
                continue
            described = {k: v for k, v in _group(world, group).items() if k in columns("group_links")}
            rows.append({
                **described, "URN": school.urn, "Joined date": day(member.joined_on, "%Y-%m-%d"),
                "EstablishmentName": school.name, "TypeOfEstablishment (code)": _TYPES[school.type][0].lstrip("0"),
                "TypeOfEstablishment (name)": school.type,
                "PhaseOfEducation (code)": _PHASE_CODES[PHASES[school.site.kind]],
                "PhaseOfEducation (name)": PHASES[school.site.kind], "LA (code)": school.site.authority.code,
                "LA (name)": school.site.authority.name,
            })  # fmt: skip
    return rows

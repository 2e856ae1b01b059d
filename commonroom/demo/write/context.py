"""The school census, absence, consistent financial reporting, destinations and 16 to 18, a file a year."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from commonroom.demo import results
from commonroom.demo.layouts import columns, columns_of_year, finance_columns
from commonroom.demo.model import School
from commonroom.demo.pupils import Counts, Table
from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, Row, half_up, percent, plain, save, share

_CENSUS_NAMES = {"PRI": "State-funded primary", "SEC": "State-funded secondary", "SPE": "State-funded special school"}


LEAVERS = 2
"""Destinations are published two years after the pupils finished year 11; `DemoFile.year` is when they finished."""


def write(world: World, folder: Path) -> list[DemoFile]:
    """Census for nine years, absence for seven, finance for two, destinations and 16 to 18 for three."""
    made: list[DemoFile] = []
    outcomes = world.outcomes
    for table, kind, name, layout, rows in (
        (outcomes.census, "census", "england_census", "census_2019", _census),
        (outcomes.absence, "absence", "england_abs", "absence_2019", _absence),
        (outcomes.finance, "cfr", "england_cfr", "cfr_2018", _finance),
        (outcomes.destinations, "ks4_destinations", "england_ks4-pupdest", "ks4_destinations_2019", _destinations),
        (outcomes.ks5, "sixteen_plus", "england_ks5final", "ks5_2017", _ks5),
    ):
        for year in sorted({year for _, year in table}):
            tables = year + LEAVERS if kind == "ks4_destinations" else year
            path = folder / f"{name}_{tables}-{tables + 1}.csv"
            header = columns(layout)
            if kind == "ks4_destinations":
                header = columns_of_year(layout, 2018, tables)
            elif kind == "cfr":
                header = finance_columns(year)
            save(path, header, rows(world, {k: c for k, c in table.items() if k[1] == year}, year))
            made.append(DemoFile(path, kind, year))
    return made


def _by_type(world: World, table: Table) -> dict[str, Counts]:
    sums: dict[str, Counts] = {}
    for (urn, _), counts in table.items():
        kind = results.school_type(world.by_urn[urn])
        if kind:
            total = sums.setdefault(kind, dict.fromkeys(counts, 0))
            for name, value in counts.items():
                total[name] += value
    return {kind: sums[kind] for kind in ("PRI", "SEC", "SPE")}


def _census(world: World, table: Table, year: int) -> Iterable[Row]:
    for (urn, _), counts in table.items():
        school = world.by_urn[urn]
        row = {"URN": urn, "LA": school.site.authority.code, "ESTAB": f"{school.estab:04d}", **_census_cells(counts)}
        row["SCHOOLTYPE"] = _CENSUS_NAMES.get(results.school_type(school), _other_type(school))
        if not school.site.is_state:
            row |= {c: "NA" for c in columns("census_2019") if "EAL" in c or "ENGFL" in c or "UNCFL" in c or "FSM" in c}
        yield row
    for kind, counts in _by_type(world, table).items():
        yield {"URN": "NAT", "ESTAB": kind, "SCHOOLTYPE": _CENSUS_NAMES[kind], **_census_cells(counts)}


def _other_type(school: School) -> str:
    return {"independent": "Independent school", "nursery": "State-funded nursery",
            "pru": "Pupil referral unit"}.get(school.site.kind, "Further education")  # fmt: skip


def _census_cells(c: Counts) -> dict[str, object]:
    n = c["n"]
    made: dict[str, object] = {
        "NOR": n,
        "NUMFSM": c["fsm"],
        "NUMFSMEVER": c["ever"],
        "PNUMFSMEVER": share(c["ever"], n),
    }
    for number, part, name in (
        ("NORG", "PNORG", "girls"), ("NORB", "PNORB", "boys"), ("TSENELSE", "PSENELSE", "plans"),
        ("TSENELK", "PSENELK", "support"), ("NUMEAL", "PNUMEAL", "eal"), ("NUMENGFL", "PNUMENGFL", "english"),
        ("NUMUNCFL", "PNUMUNCFL", "unsure"),
    ):  # fmt: skip
        made |= {number: c[name], part: share(c[name], n)}
    return made


def _absence(world: World, table: Table, year: int) -> Iterable[Row]:
    for (urn, _), c in table.items():
        school, small = world.by_urn[urn], c["n"] < 11
        yield {
            "LA": school.site.authority.code, "ESTAB": f"{school.estab:04d}", "URN": urn,
            "PERCTOT": "SUPP" if small else share(c["missed"], c["possible"]),
            "PPERSABS10": "SUPP" if small else share(c["persistent"], c["n"]),
        }  # fmt: skip
    for kind, c in _by_type(world, table).items():
        yield {"LA": "NAT", "ESTAB": kind, "PERCTOT": share(c["missed"], c["possible"]),
               "PPERSABS10": share(c["persistent"], c["n"])}  # fmt: skip


_SPENDING = {
    "TEACHINGSTAFF": "teaching", "SUPPLYTEACHERS": "supply", "EDUCATIONSUPPORTSTAFF": "support", "PREMISES": "premises",
    "BACKOFFICE": "office", "CATERING": "catering", "OTHERSTAFF": "staff", "ENERGY": "energy",
    "LEARNINGRESOURCES": "learning", "ICT": "ict", "BOUGHTINPROFESSIONALSERVICES": "services", "OTHER": "other",
}  # fmt: skip


def _finance(world: World, table: Table, year: int) -> Iterable[Row]:
    median = {"PRI": "Primary", "SEC": "Secondary with KS4", "SPE": "Special", "": "Pupil referral unit"}
    for (urn, _), c in table.items():
        school = world.by_urn[urn]
        fsm = 100 * school.site.deprivation
        row: dict[str, object] = {
            "LA": school.site.authority.code, "URN": urn,
            "LONDON/NON-LONDON": "London" if school.site.authority.region.name == "London" else "Non-London",
            "MEDIAN": median[results.school_type(school)] if school.site.kind != "nursery" else "Nursery",
            "PUPILS": f"{c['n']:,}", "FSM": plain(fsm),
            "FSMBAND": "Low" if fsm < 15 else "High" if fsm > 35 else "Medium",
            "GRANTFUNDING": f"{c['grant']:,}", "SELFGENERATEDINCOME": f"{c['earned']:,}",
            "TOTALINCOME": f"{c['income']:,}", "TOTALEXPENDITURE": f"{c['spent']:,}",
            "PGRANTFUNDING": percent(c["grant"], c["income"]),
            "PSELFGENERATEDINCOME": percent(c["earned"], c["income"]),
        }  # fmt: skip
        for column, name in _SPENDING.items():
            row |= {column: f"{c[name]:,}", f"P{column}": percent(c[name], c["spent"])}
        yield row
    for place in ("LONDON", "NON-LONDON"):
        yield _median(world, table, place)


def _median(world: World, table: Table, place: str) -> Row:
    rows = [
        c for (urn, _), c in table.items()
        if results.school_type(world.by_urn[urn]) == "PRI"
        and (world.by_urn[urn].site.authority.region.name == "London") == (place == "LONDON")
    ]  # fmt: skip

    def middle(name: str) -> str:
        return f"{sorted(c[name] for c in rows)[len(rows) // 2]:,}"

    return {
        "LA": f"{place}-PRI", "LONDON/NON-LONDON": place.title(), "MEDIAN": "Primary", "FSMBAND": "Medium",
        "GRANTFUNDING": middle("grant"), "SELFGENERATEDINCOME": middle("earned"), "TOTALINCOME": middle("income"),
        "TOTALEXPENDITURE": middle("spent"), **{column: middle(name) for column, name in _SPENDING.items()},
    }  # fmt: skip


def _destinations(world: World, table: Table, year: int) -> Iterable[Row]:
    for (urn, _), c in table.items():
        school = world.by_urn[urn]
        yield {
            "RECTYPE": 2 if school.site.kind == "special" else 1, "LEA": school.site.authority.code,
            "ESTAB": f"{school.estab:04d}", "URN": urn, "ICLOSE": 0, "SCHNAME": school.name,
            **_destination_cells(c, 11),
        }  # fmt: skip
    sums = results.totals(table, world.schools)
    for area in world.authorities:
        yield {"RECTYPE": "LA", "LEA": area.code, **_destination_cells(sums["la", area.code, year], 1)}
    yield {"RECTYPE": "NAT", **_destination_cells(sums["england", "", year], 1)}


def _destination_cells(c: Counts, least: int) -> Row:
    row: dict[str, object] = {}
    hidden = {end for end in ("_DIS", "_NONDIS") if c[f"COHORT{end}"] < least}
    for name, value in c.items():
        part, _, end = name.rpartition("_")
        group = f"_{end}" if end in ("DIS", "NONDIS") else ""
        stem = part if group else name
        number = c[f"COHORT{group}"]
        supp = (group and hidden) or number < least
        row[name] = value if stem == "COHORT" and not (group and hidden) else "SUPP" if supp else value
        if stem != "COHORT":
            row[f"{stem}PER{group}"] = "SUPP" if supp else percent(value, number)
    return row


def _grade(points: float) -> str:
    steps = ("E-", "E", "E+", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
    return steps[min(max(int((points - 8.33) / 3.333), 0), len(steps) - 1)]


def _ks5(world: World, table: Table, year: int) -> Iterable[Row]:
    for (urn, _), c in table.items():
        school = world.by_urn[urn]
        site = school.site
        yield {
            "RECTYPE": 1, "ALPHAIND": urn % 90000, "LEA": site.authority.code, "ESTAB": f"{school.estab:04d}",
            "URN": urn, "SCHNAME": school.name, "ADDRESS1": site.street, "TOWN": site.town, "PCODE": site.postcode,
            "TELNUM": site.telephone, "CONTFLAG": 0, "RELDENOM": site.faith, "GEND1618": site.gender.upper(),
            "AGERANGE": f"{school.low}-{school.high}", "ICLOSE": 0, "TALLPUP_1618": c["n"],
            **_ks5_cells(c, 11),
        }  # fmt: skip
    state, every = results.totals(table, world.schools), results.totals(table, world.schools, state=False)
    for area in world.authorities:
        yield {"RECTYPE": 4, "LEA": area.code, **_ks5_cells(state["la", area.code, year], 1)}
    yield {"RECTYPE": 5, **_ks5_cells(every["england", "", year], 1)}
    yield {"RECTYPE": 7, **_ks5_cells(state["england", "", year], 1)}


def _ks5_cells(c: Counts, least: int) -> Row:
    n, general = c["n"], c["general"]
    points, best = c["points"] / n / 100, c["best"] / n / 100
    row: dict[str, object] = {
        "TALLPPE_ALEV_1618": f"{half_up(points, 2):.2f}", "TALLPPEGRD_ALEV_1618": _grade(points),
        "TB3PTSE": f"{half_up(best, 2):.2f}", "TB3PTSE_GRD": _grade(best), "PTAAB_2FAC": percent(c["aab"], n, 1),
        "TALLPPE_ACAD_1618": f"{half_up(points + 0.2, 2):.2f}", "TALLPPEGRD_ACAD_1618": _grade(points + 0.2),
        "PT_Retained_ALEV_Ret": percent(c["retained"], n, 1),
    }  # fmt: skip
    if n < least:
        row = dict.fromkeys(row, "SUPP")
    heads = ("TALLPUP_ALEV_1618", "TINCLUDE_B3", "TINCLUDE_AAB_2FAC", "TALLPUP_ACAD_1618", "T_InScope_ALEV_Ret")
    row |= dict.fromkeys(heads, n)
    applied = c["general_points"] / general / 100
    row |= {"TALLPUP_AGEN": general, "TALLPPE_AGEN": f"{half_up(applied, 2):.2f}", "TALLPPEGRD_AGEN": "Dist-"}
    if general < least:
        row |= {"TALLPPE_AGEN": "SUPP", "TALLPPEGRD_AGEN": "SUPP"}
    return row | dict.fromkeys(("TALLPUP_TLEV", "TALLPPE_TLEV", "TALLPPEGRD_TLEV"), "NE")

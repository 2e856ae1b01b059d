"""Key stage 2 and key stage 4 final results, in the layouts of 2018-19 and 2017-18."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from commonroom.demo import results
from commonroom.demo.layouts import columns, columns_of_year
from commonroom.demo.model import TEST_YEARS, School
from commonroom.demo.pupils import KS2_GROUPS, KS4_GROUPS, Counts, Table
from commonroom.demo.results import Sums
from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, Row, half_up, percent, plain, save

_SCHOOL_TYPES = {
    "Academy converter": "ACC", "Academy sponsor led": "AC", "Community school": "CY", "Foundation school": "FD",
    "Voluntary aided school": "VA", "Voluntary controlled school": "VC", "Free schools": "F",
    "Community special school": "CYS", "Academy special converter": "ACCS", "Pupil referral unit": "PRU",
    "Academy alternative provision converter": "FAP", "Other independent school": "IND",
}  # fmt: skip


@lru_cache
def _known(layout: str) -> frozenset[str]:
    return frozenset(columns(layout))


def few(year: int) -> int:
    """The smallest number of pupils of whom figures are published: six, and since 2022-23 eleven."""
    return 6 if year < 2022 else 11


def write(world: World, folder: Path) -> list[DemoFile]:
    """One file a year with tests and each of the two key stages."""
    files = []
    ks2_sums = results.totals(world.outcomes.ks2, world.schools)
    ks4_sums = tuple(results.totals(world.outcomes.ks4, world.schools, state=state) for state in (True, False))
    for year in TEST_YEARS:
        span = f"{year}-{year + 1}"
        ks2 = folder / f"england_ks2final_{span}.csv"
        save(ks2, columns_of_year("ks2_2019", 2018, year), _ks2_rows(world, year, ks2_sums))
        ks4 = folder / f"england_ks4final_{span}.csv"
        save(ks4, columns_of_year("ks4_2018", 2017, year), _ks4_rows(world, year, *ks4_sums))
        files += [DemoFile(ks2, "ks2_final", year), DemoFile(ks4, "ks4_final", year)]
    return files


def _who(school: School) -> Row:
    site = school.site
    return {
        "RECTYPE": 2 if site.kind == "special" else 1, "ALPHAIND": school.urn % 90000, "LEA": site.authority.code,
        "ESTAB": f"{school.estab:04d}", "URN": school.urn, "SCHNAME": school.name, "ADDRESS1": site.street,
        "TOWN": site.town, "PCODE": site.postcode, "TELNUM": site.telephone,
        "NFTYPE": _SCHOOL_TYPES[school.type], "ICLOSE": 0, "RELDENOM": site.faith,
        "AGERANGE": f"{school.low}-{school.high}",
    }  # fmt: skip


def _ks2_rows(world: World, year: int, sums: Sums) -> Iterator[Row]:
    table = world.outcomes.ks2
    england = sums["england", "", year]
    for (urn, then), counts in table.items():
        if then == year:
            school = world.by_urn[urn]
            yield {
                **_who(school), "TAB15": 0, "TAB1618": 0, "TOTPUPS": world.outcomes.census[urn, year]["n"],
                **_ks2_cells(counts, year, england, few(year), school),
                **_ks2_before(year, _of_school(table, urn), few(year)),
            }  # fmt: skip
    rolls = results.totals({key: world.outcomes.census[key] for key in table if key[1] == year}, world.schools)
    for area in world.authorities:
        counts = sums["la", area.code, year]
        yield {
            "RECTYPE": 3, "LEA": area.code, "SCHNAME": area.name, "TOTPUPS": rolls["la", area.code, year]["n"],
            **_ks2_cells(counts, year, england, 1),
            **_ks2_before(year, _of_area(sums, "la", area.code), 1),
        }  # fmt: skip
    for kind in (4, 5):
        row = dict.fromkeys(columns_of_year("ks2_2019", 2018, year), " ") | {
            "RECTYPE": kind, "TOTPUPS": rolls["england", "", year]["n"], **_ks2_cells(england, year, england, 1),
            **_ks2_before(year, _of_area(sums, "england", ""), 1),
        }  # fmt: skip
        if kind == 4:
            row |= {c: " " for c in row if "PROG" in c}
        yield row


def _ks2_cells(c: Counts, year: int, england: Counts, least: int, school: School | None = None) -> Row:
    n = c["n"]
    cells: dict[str, object] = {}
    for name, group in (("BELIG", "B"), ("GELIG", "G"), ("TFSM6CLA1A", "FSM6CLA1A"), ("TNotFSM6CLA1A", "NotFSM6CLA1A"),
                        ("TEALGRP2", "EAL"), ("TMOBN", "MOBN")):  # fmt: skip
        cells[name] = c[f"n_{group}"] if n >= least else "SUPP"
        cells[f"P{name}"] = percent(c[f"n_{group}"], n) if n >= least else "SUPP"
    cells |= {"TPUPYEAR": n, "TELIG": n}
    small = {g for g in KS2_GROUPS if 0 < c[f"n_{g}" if g else "n"] < least}
    if small & {"FSM6CLA1A", "NotFSM6CLA1A"}:
        small |= {"FSM6CLA1A", "NotFSM6CLA1A"}
    for group in KS2_GROUPS:
        end = f"_{group}" if group else ""
        for column, value in _ks2_group(c, f"n{end}", end, group, year).items():
            cells[column] = "SUPP" if group in small or n < least else value if c[f"n{end}"] else "NA"
    cells |= _ks2_gaps(c, england, n < least or "FSM6CLA1A" in small)
    if year < 2023:
        low = school is not None and school.urn % 41 == 0
        for subject in ("READ", "WRIT", "MAT"):
            cells[f"{subject}COV"] = "SUPP" if n < least else "43%" if low else "95%"
            if low and n >= least:
                cells |= {f"{subject}PROG{end}": "LOWCOV" for end in ("", "_LOWER", "_UPPER")}
    known = _known("ks2_2019")
    return {k: v for k, v in cells.items() if k in known}


def _ks2_group(c: Counts, size: str, end: str, group: str, year: int) -> dict[str, str]:
    n, cells = c[size], {}
    if not n:
        return dict.fromkeys((f"PTRWM_EXP{end}", f"PTRWM_HIGH{end}"), "NA")
    for subject, name in (("RWM", "rwm"), ("READ", "read"), ("GPS", "gps"), ("MAT", "mat"), ("WRITTA", "writ")):
        cells[f"PT{subject}_EXP{end}"] = percent(c[f"{name}_exp{end}"], n)
        cells[f"PT{subject}_HIGH{end}"] = percent(c[f"{name}_high{end}"], n)
    for subject in ("read", "gps", "mat"):
        cells[f"{subject.upper()}_AVERAGE{end}"] = plain(c[f"{subject}_sum{end}"] / n, 0)
    if not group:
        cells["PTSCITA_EXP"] = percent(c["sci_exp"], n)
        cells |= {"PTREAD_AT": "0%", "PTGPS_AT": "0%", "PTMAT_AT": "0%", "PTWRITTA_AD": "0%", "PTSCITA_AD": "0%"}
    if year < 2023:
        for subject in ("read", "writ", "mat"):
            made, about = c[f"{subject}_prog{end}"] / n / 100, 1.96 * 6 / n**0.5
            column = f"{subject.upper()}PROG{end}"
            cells |= {
                column: plain(made),
                f"{column}_LOWER": plain(made - about),
                f"{column}_UPPER": plain(made + about),
            }
    return cells


def _ks2_gaps(c: Counts, england: Counts, hidden: bool) -> Row:
    made = {}
    for name, column in (("rwm_exp", "DIFFN_RWM_EXP"), ("rwm_high", "DIFFN_RWM_HIGH")):
        others = half_up(100 * england[f"{name}_NotFSM6CLA1A"] / england["n_NotFSM6CLA1A"])
        poor = c["n_FSM6CLA1A"]
        made[column] = (
            "SUPP" if hidden else plain(half_up(100 * c[f"{name}_FSM6CLA1A"] / poor) - others, 0) if poor else "NA"
        )  # fmt: skip
    return made


Then = Callable[[int], Counts | None]


def _of_school(table: Table, urn: int) -> Then:
    return lambda year: table.get((urn, year))


def _of_area(sums: Sums, level: str, code: str) -> Then:
    return lambda year: sums.get((level, code, year))


def _ks2_before(year: int, of: Then, least: int) -> Row:
    """Three years together and the two years before, where tests were held in each of them."""
    row: dict[str, object] = {}
    if year not in (2018, 2024):
        return row
    then = [of(y) for y in (year - 2, year - 1, year)]
    have = [c for c in then if c]
    n = sum(c["n"] for c in have)
    enough = len(have) == 3 and n >= least
    for column, name in (("PTRWM_EXP_3YR", "rwm_exp"), ("PTRWM_HIGH_3YR", "rwm_high")):
        row[column] = percent(sum(c[name] for c in have), n) if enough else "NEW" if len(have) < 3 else "SUPP"
    row["TELIG_3YR"] = n
    for back, c in ((2, then[0]), (1, then[1])):
        end = f"_{(year - back + 1) % 100:02d}"
        row[f"TELIG{end}"] = c["n"] if c else "NEW"
        for column, name in (("PTRWM_EXP", "rwm_exp"), ("PTRWM_HIGH", "rwm_high")):
            row[column + end] = "NEW" if not c else percent(c[name], c["n"]) if c["n"] >= least else "SUPP"
    return row


def _ks4_rows(world: World, year: int, state: Sums, everyone: Sums) -> Iterator[Row]:
    table = world.outcomes.ks4
    england = state["england", "", year]
    for (urn, then), counts in table.items():
        if then != year:
            continue
        school = world.by_urn[urn]
        census = world.outcomes.census[urn, year]
        who = {k: v for k, v in _who(school).items() if k in _known("ks4_2018")}
        row = {
            **who, "CONTFLAG": 0, "EGENDER": school.site.gender.upper(), "TOTPUPS": census["n"],
            "NUMBOYS": census["boys"], "NUMGIRLS": census["girls"], **_ks4_cells(counts, year, england, few(year)),
        }  # fmt: skip
        if not school.site.is_state:
            row |= {k: "NP" for k in row if "P8" in k or "FSM6" in k or k.startswith(("DIFFN", "TEAL", "PTEAL"))}
        yield row
    for area in world.authorities:
        yield {"RECTYPE": 4, "LEA": area.code, **_ks4_cells(state["la", area.code, year], year, england, 1, 1)}
    whole = _ks4_cells(everyone["england", "", year], year, england, 1, 1)
    yield {"RECTYPE": 5, **{k: v for k, v in whole.items() if "P8" not in k and "FSM6" not in k and "DIFFN" not in k}}
    yield {"RECTYPE": 7, **_ks4_cells(england, year, england, 1, 1)}


_HEADS = {"BOYS": ("BPUP", "PBPUP"), "GIRLS": ("GPUP", "PGPUP"), "LO": ("TPRIORLO", "PTPRIORLO"),
          "AV": ("TPRIORAV", "PTPRIORAV"), "HI": ("TPRIORHI", "PTPRIORHI"), "FSM6CLA1A": ("TFSM6CLA1A", "PTFSM6CLA1A"),
          "NFSM6CLA1A": ("TNOTFSM6CLA1A", "PTNOTFSM6CLA1A"), "EAL": ("TEALGRP2", "PTEALGRP2"),
          "NMOB": ("TNMOB", "PTNMOB")}  # fmt: skip


def _ks4_cells(c: Counts, year: int, england: Counts, least: int, places: int = 0) -> Row:
    n = c["n"]
    cells: dict[str, object] = {"TPUP": n}
    for group, (number, part) in _HEADS.items():
        cells |= {number: c[f"n_{group}"], part: percent(c[f"n_{group}"], n, places)}
    small = {g for g in KS4_GROUPS if 0 < c[f"n_{g}" if g else "n"] < least}
    if small & {"FSM6CLA1A", "NFSM6CLA1A"}:
        small |= {"FSM6CLA1A", "NFSM6CLA1A"}
    for group in KS4_GROUPS:
        end = f"_{group}" if group else ""
        for column, value in _ks4_group(c, c[f"n{end}"], end, group, year, places).items():
            hidden = n < least or group in small
            cells[column] = "SUPP" if hidden and value != "NP" else value
    cells |= _ks4_gaps(c, england, year, n < least or "FSM6CLA1A" in small)
    known = _known("ks4_2018")
    return {k: v for k, v in cells.items() if k in known}


def _ks4_group(c: Counts, n: int, end: str, group: str, year: int, places: int) -> dict[str, str]:
    if not n:
        return dict.fromkeys((f"ATT8SCR{end}", f"P8MEA{end}", f"EBACCAPS{end}"), "NA")
    cells = {
        f"ATT8SCR{end}": plain(c[f"att8_sum{end}"] / n / 10), f"EBACCAPS{end}": plain(c[f"aps_sum{end}"] / n / 100, 2),
        f"ATT8SCRENG{end}": plain(c[f"att8eng_sum{end}"] / n / 10),
        f"ATT8SCRMAT{end}": plain(c[f"att8mat_sum{end}"] / n / 10),
    }  # fmt: skip
    made, about = c[f"p8_sum{end}"] / n / 100, 1.96 * 1.2 / n**0.5
    for column, value in ((f"P8MEA{end}", made), (f"P8CILOW{end}", made - about), (f"P8CIUPP{end}", made + about)):
        cells[column] = "NP" if year >= 2024 else plain(value, 2)
    cells[f"P8PUP{end}"] = "NP" if year >= 2024 else str(n - n // 20)
    basics = {"": "PTL2BASICS", "FSM6CLA1A": "PTFSM6CLA1ABASICS", "NFSM6CLA1A": "PTNOTFSM6CLA1ABASICS",
              "BOYS": "PBL2BASICS", "GIRLS": "PGL2BASICS", "EAL": "PTL2BASICSEAL"}  # fmt: skip
    if group in basics:
        for grade in ("94", "95"):
            cells[f"{basics[group]}_{grade}"] = percent(c[f"basics{grade}_exp{end}"], n, places)
    entries = {"": "PTEBACC_E_PTQ_EE", "FSM6CLA1A": "PTEBACC_EFSM6CLA1A_PTQ_EE",
               "NFSM6CLA1A": "PTEBACC_ENFSM6CLA1A_PTQ_EE", "BOYS": "PBEBACC_E_PTQ_EE",
               "GIRLS": "PGEBACC_E_PTQ_EE"}  # fmt: skip
    if group in entries:
        cells[entries[group]] = percent(c[f"ebacc_exp{end}"], n, places)
    if not group:
        cells |= {
            "PTEBACC_94": percent(c["ebacc94_exp"], n, places), "PTEBACC_95": percent(c["ebacc95_exp"], n, places),
            "TEBACC_E_PTQ_EE": str(c["ebacc_exp"]), "TOTATT8": plain(c["att8_sum"] / 10),
            "PTANYQ_PTQ_EE": percent(min(n, n - n // 60), n, places), "P8MEACOV": "NP" if year >= 2024 else "95%",
            "TP8ADJ": "NP" if year >= 2024 else "0", "P8_BANDING": "NP" if year >= 2024 else _band(made, about),
        }  # fmt: skip
        for part, shift in (("ENG", -0.03), ("MAT", 0.02), ("EBAC", 0.04), ("OPEN", -0.05)):
            cells[f"P8MEA{part}"] = "NP" if year >= 2024 else plain(made + shift, 2)
    return cells


def _band(made: float, about: float) -> str:
    if made - about > 0:
        return "1" if made >= 0.5 else "2"
    if made + about < 0:
        return "5" if made <= -0.5 else "4"
    return "3"


def _ks4_gaps(c: Counts, england: Counts, year: int, hidden: bool) -> Row:
    poor, others = c["n_FSM6CLA1A"], england["n_NFSM6CLA1A"]
    if hidden or not poor:
        mark = "SUPP" if hidden else "NA"
        return {"DIFFN_ATT8": mark, "DIFFN_P8MEA": mark if year < 2024 else "NP"}
    att8 = c["att8_sum_FSM6CLA1A"] / poor - england["att8_sum_NFSM6CLA1A"] / others
    p8 = c["p8_sum_FSM6CLA1A"] / poor - england["p8_sum_NFSM6CLA1A"] / others
    return {"DIFFN_ATT8": plain(att8 / 10), "DIFFN_P8MEA": plain(p8 / 100, 2) if year < 2024 else "NP"}

"""A generated England of full size, for measuring: made of arithmetic, so that it is fast and always the same.

It holds no story, only shapes and sizes: a register of 52,000 × 139 in cp1252 with CRLF, key stages 2 and 4 and
absence for three years. URNs begin at 600000 and authorities are numbered 100 to 198 and 200, which no real school or
authority is, nor any of the demonstration, whose few codes would not do for England. Authority 200 has exactly 350
open schools.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from commonroom.demo.layouts import columns, columns_of_year
from commonroom.demo.model import TODAY
from commonroom.demo.names import FIRST_NAMES, FIRST_PARTS, LAST_NAMES, LAST_PARTS, STREETS

YEARS = (2016, 2017, 2018)
AREA = "200"
_REGIONS = ("London", "South East", "South West", "East of England", "East Midlands", "West Midlands", "North West",
            "North East", "Yorkshire and the Humber")  # fmt: skip
_LETTERS = ("H", "J", "K", "G", "E", "F", "B", "A", "D")
_CODES = tuple(str(code) for code in range(100, 199))  # 99 of them: prime to the 20 kinds, so that each has every kind
_KINDS = (*("primary",) * 14, *("secondary",) * 3, "special", "nursery", "independent")
_PRIME = 10007
_POST_AREAS = "ABCDEFGHKLMNOPRSTUVWXY"


def write_england(folder: Path, *, schools: int = 52_000) -> dict[str, object]:
    """Write the files and say where they are; about 15 seconds for the full size.

    Keys: "register", and of the same day "register_lf" (same rows, other line ends), "register_shuffled" (same rows
    in another order) and "register_changed" (one row in a hundred differs); "ks2", "ks4" and "absence", each a list
    of (start year, path); "as_at", "area", "schools", "open".
    """
    folder.mkdir(parents=True, exist_ok=True)
    base = _base(schools)
    register = _register(base)
    made: dict[str, object] = {
        "as_at": TODAY, "area": AREA, "schools": schools, "open": base.filter("open").height,
        "register": _cp1252(folder / "edubasealldata20260306.csv", register),
        "register_lf": _cp1252(folder / "edubasealldata20260306_lf.csv", register, end="\n"),
        "register_shuffled": _cp1252(
            folder / "edubasealldata20260306_shuffled.csv",
            register.with_columns((pl.int_range(pl.len()) * 7919 % schools).alias("_o")).sort("_o").drop("_o"),
        ),
        "register_changed": _cp1252(folder / "edubasealldata20260313.csv", _changed(register)),
    }  # fmt: skip
    open_now = base.filter("open")
    share = schools / 52_000
    ks2 = open_now.filter(pl.col("kind").is_in(["primary", "special"])).head(round(16_500 * share))
    ks4 = open_now.filter(pl.col("kind").is_in(["secondary", "special", "independent"])).head(round(5_500 * share))
    absence = open_now.filter(~pl.col("kind").is_in(["independent"])).head(round(21_000 * share))
    for name, rows, write in (("ks2", ks2, _ks2), ("ks4", ks4, _ks4), ("absence", absence, _absence)):
        made[name] = [(year, write(folder, rows, year)) for year in YEARS]
    return made


def _mixed(number: int, salt: int, of: int = _PRIME) -> pl.Expr:
    """Numbers from 0 to `of` less one that look unordered and depend only on the row."""
    return ((pl.col("i") * (7919 + 2 * number) + pl.col("i") // 97 * 31 + salt * 104729) % _PRIME) * of // _PRIME


def _pick(words: Sequence[str], salt: int) -> pl.Expr:
    index = _mixed(salt, salt + 3, len(words)).cast(pl.Int32)
    return index.replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def _base(schools: int) -> pl.DataFrame:
    """One row a school: what all files have in common."""
    wanted = round(schools * 24_500 / 52_000)
    step = next(s for s in (7919, 7907, 7901) if schools % s)
    frame = pl.DataFrame({"i": pl.Series(range(schools), dtype=pl.Int64)})
    frame = frame.with_columns(
        (600_000 + pl.col("i")).alias("urn"), (pl.col("i") * step % schools < wanted).alias("open")
    )
    frame = frame.with_columns((pl.col("i").cum_count().over("open") - 1).alias("rank"))
    code = (pl.col("rank") % len(_CODES)).cast(pl.Int32).replace_strict(dict(enumerate(_CODES)), return_dtype=pl.String)
    kind = (pl.col("rank") % len(_KINDS)).cast(pl.Int32).replace_strict(dict(enumerate(_KINDS)), return_dtype=pl.String)
    endings = {"primary": "Primary School", "secondary": "High School", "special": "School",
               "nursery": "Nursery School", "independent": "House School"}  # fmt: skip
    return frame.with_columns(
        pl.when(pl.col("rank") < 350).then(pl.lit(AREA)).otherwise(code).alias("la"), kind.alias("kind")
    ).with_columns(
        pl.format(
            "{}{} {}{}", _pick(FIRST_PARTS, 5), _pick(LAST_PARTS, 7),
            pl.when(_mixed(11, 2, 9) == 0).then(pl.lit("Zoë Café ")).when(_mixed(13, 4, 3) == 0)
            .then(pl.lit("Church of England ")).otherwise(pl.lit("")),
            pl.col("kind").replace_strict(endings),
        ).alias("name"),
        pl.when(pl.col("rank") < 350).then(2000 + pl.col("rank")).otherwise(3000 + pl.col("rank") // len(_CODES))
        .alias("estab"),
        (5 + _mixed(17, 6, 55)).alias("poor"),
        pl.when(pl.col("kind") == "secondary").then(600 + _mixed(19, 8, 900)).when(pl.col("kind") == "special")
        .then(60 + _mixed(19, 8, 120)).otherwise(60 + _mixed(19, 8, 480)).alias("size"),
    ).with_columns(_postcode().alias("post"))  # fmt: skip


def _postcode() -> pl.Expr:
    """Postcodes as schools hold them: mostly one each, sometimes two or three; some twenty or thirty in a district.

    No real postcode begins with Q. Of 20,185 real schools, 18,714 have a postcode of their own, in 2,033 districts.
    """
    area = (pl.col("la").cast(pl.Int32) % len(_POST_AREAS)).replace_strict(
        dict(enumerate(_POST_AREAS)), return_dtype=pl.String
    )
    street = (pl.col("i") ** 2 * 31 + pl.col("i") * 7919) % 1_000_003 % (99 * 10 * 15)
    units = dict(enumerate(f"{a}{b}" for a in "ABDEF" for b in "HJL"))
    unit = (street % 15).replace_strict(units, return_dtype=pl.String)
    return pl.format("Q{}{} {}{}", area, street // 150 + 1, street // 15 % 10, unit)


def _register(base: pl.DataFrame) -> pl.DataFrame:
    """All 139 columns: those that vary, and for the others what most schools have."""
    filled = _standing() | _people_and_places()
    blank = {"FEHEIdentifier", "InspectorateReport", "DateOfLastInspectionVisit", "NextInspectionVisit",
             "Address3", "County (name)", "SENStat", "SENNoStat", "SiteName", "QABReport", "CHNumber",
             "PreviousLA (name)", "PreviousEstablishmentNumber", "AccreditationExpiryDate", "SchoolSponsors (name)",
             "Federations (code)", "Federations (name)", "PlacesPRU", "TeenMothPlaces"}  # fmt: skip
    return base.select(
        *(
            filled.get(name, pl.lit(None if name in blank or name.startswith("SEN") else _constant(name)))
            .cast(pl.String).replace("", None).alias(name)
            for name in columns("gias_2026")
        )
    )  # fmt: skip


def _standing() -> dict[str, pl.Expr]:
    """What a school is, since when, and how many pupils it has."""
    types = {"primary": "Community school", "secondary": "Academy converter", "special": "Community special school",
             "nursery": "Local authority nursery school", "independent": "Other independent school"}  # fmt: skip
    groups = {"primary": "Local authority maintained schools", "secondary": "Academies", "special": "Special schools",
              "nursery": "Local authority maintained schools", "independent": "Independent schools"}  # fmt: skip
    phases = {"primary": "Primary", "secondary": "Secondary", "special": "Not applicable", "nursery": "Nursery",
              "independent": "Not applicable"}  # fmt: skip
    kind = pl.col("kind")
    day = pl.format("{}-{}-{}", (1 + _mixed(3, 1, 28)).cast(pl.String).str.zfill(2),
                    (1 + _mixed(3, 9, 12)).cast(pl.String).str.zfill(2), 1950 + _mixed(3, 5, 74))  # fmt: skip
    boys = pl.col("size") // 2 + _mixed(29, 3, 9) - 4
    is_open, trust = pl.col("open"), 990_000 + _mixed(31, 2, 1200)
    return {
        "URN": pl.col("urn"), "LA (code)": pl.col("la"), "LA (name)": pl.format("Area {}", "la"),
        "EstablishmentNumber": pl.col("estab"), "EstablishmentName": pl.col("name"),
        "TypeOfEstablishment (name)": kind.replace_strict(types),
        "EstablishmentTypeGroup (name)": kind.replace_strict(groups),
        "EstablishmentStatus (code)": pl.when(is_open).then(1).otherwise(2),
        "EstablishmentStatus (name)": pl.when(is_open).then(pl.lit("Open")).otherwise(pl.lit("Closed")),
        "OpenDate": pl.when(_mixed(37, 1, 3) == 0).then(pl.lit("")).otherwise(day),
        "CloseDate": pl.when(is_open).then(pl.lit("")).otherwise(
            pl.format("31-08-{}", 2001 + _mixed(41, 1, 24))),
        "PhaseOfEducation (name)": kind.replace_strict(phases),
        "StatutoryLowAge": pl.when(kind == "secondary").then(11).otherwise(4),
        "StatutoryHighAge": pl.when(kind == "secondary").then(16).otherwise(11),
        "SchoolCapacity": pl.col("size") + 30, "NumberOfPupils": pl.when(is_open).then(pl.col("size")),
        "NumberOfBoys": pl.when(is_open).then(boys), "NumberOfGirls": pl.when(is_open).then(pl.col("size") - boys),
        "PercentageFSM": pl.when(is_open).then(pl.format("{}.{}", "poor", _mixed(43, 2, 10))),
        "CensusDate": pl.when(is_open).then(pl.lit("16-01-2025")),
        "Trusts (code)": pl.when(kind == "secondary").then(trust),
        "Trusts (name)": pl.when(kind == "secondary").then(pl.format("LEARNING TRUST NUMBER {}", trust)),
        "TrustSchoolFlag (name)": pl.when(kind == "secondary").then(pl.lit("Supported by a multi-academy trust"))
        .otherwise(pl.lit("Not applicable")),
        "FSM": pl.when(is_open).then(pl.col("poor") * pl.col("size") // 100),
    }  # fmt: skip


def _people_and_places() -> dict[str, pl.Expr]:
    """Who leads a school and where it stands."""
    region = _region_index()
    return {
        "UKPRN": 99_000_000 + pl.col("i"), "LastChangedDate": pl.format("{}-01-2026", 10 + _mixed(47, 3, 18)),
        "Street": pl.format("{} {}", 1 + _mixed(53, 1, 190), _pick(STREETS, 9)), "Town": pl.format("Town {}", "la"),
        "Locality": pl.format("Locality {} of area {}", _mixed(61, 1, 20) + 1, "la"), "Postcode": pl.col("post"),
        "PropsName": pl.format("Board of trustees of school {} in area {}", "urn", "la"),
        "SchoolWebsite": pl.format("http://www.school-{}.area-{}.example/home", "urn", "la"),
        "TelephoneNum": pl.format("01632960{}", _mixed(59, 1, 1000).cast(pl.String).str.zfill(3)),
        "HeadTitle (name)": pl.lit("Ms"), "HeadFirstName": _pick(FIRST_NAMES, 13),
        "HeadLastName": _pick(LAST_NAMES, 15),
        "HeadPreferredJobTitle": pl.lit("Headteacher"),
        "GOR (code)": region.replace_strict(dict(enumerate(_LETTERS)), return_dtype=pl.String),
        "GOR (name)": region.replace_strict(dict(enumerate(_REGIONS)), return_dtype=pl.String),
        "DistrictAdministrative (code)": pl.format("E99000{}", "la"),
        "DistrictAdministrative (name)": pl.format("Area {}", "la"),
        "AdministrativeWard (code)": pl.format("E99{}{}", "la", (_mixed(61, 1, 20) + 1).cast(pl.String).str.zfill(3)),
        "AdministrativeWard (name)": pl.format("Area {} ward {}", "la", _mixed(61, 1, 20) + 1),
        "ParliamentaryConstituency (name)": pl.format("Area {} North", "la"),
        "UrbanRural (name)": pl.lit("(England/Wales) Urban city and town"),
        "GSSLACode (name)": pl.format("E99000{}", "la"),
        "Easting": 400_000 + _mixed(67, 1, 10_007) * 20, "Northing": 120_000 + _mixed(71, 1, 10_007) * 35,
        "MSOA (name)": pl.format("Area {} 0{}", "la", 10 + _mixed(73, 1, 60)),
        "LSOA (name)": pl.format("Area {} 0{}A", "la", 10 + _mixed(73, 1, 60)),
        "UPRN": 200_000_000_000 + pl.col("i"), "MSOA (code)": pl.format("E02{}", 990_000 + _mixed(73, 1, 9000)),
        "LSOA (code)": pl.format("E01{}", 990_000 + _mixed(79, 1, 9000)),
        "PreviousLA (code)": pl.lit("999"),
    }  # fmt: skip


def _region_index() -> pl.Expr:
    """London for the area that is measured; the others are dealt out evenly."""
    number = pl.col("la").cast(pl.Int32)
    return pl.when(number == int(AREA)).then(0).otherwise(number % len(_REGIONS)).cast(pl.Int32)


def _filler(name: str) -> str:
    return "0" if name.endswith("(code)") else "Not applicable" if name.endswith("(name)") else ""


def _constant(name: str) -> str:
    said = {
        "Boarders (name)": "No boarders", "NurseryProvision (name)": "No Nursery Classes",
        "OfficialSixthForm (name)": "Does not have a sixth form", "Gender (name)": "Mixed",
        "ReligiousCharacter (name)": "Does not apply", "ReligiousEthos (name)": "Does not apply",
        "SpecialClasses (name)": "No Special Classes", "FederationFlag (name)": "Not under a federation",
        "OfstedRating (name)": "", "Country (name)": "", "FTProv (name)": "", "InspectorateName (name)": "",
        "TypeOfResourcedProvision (name)": "",
    }  # fmt: skip
    return said.get(name, _filler(name))


def _changed(register: pl.DataFrame) -> pl.DataFrame:
    hit = pl.int_range(pl.len()) % 100 == 42
    return register.with_columns(
        pl.when(hit).then(pl.lit("Changed")).otherwise(pl.col("HeadLastName")).alias("HeadLastName"),
        pl.when(hit).then(pl.lit("333")).otherwise(pl.col("SchoolCapacity")).alias("SchoolCapacity"),
    )


def _cp1252(path: Path, frame: pl.DataFrame, end: str = "\r\n") -> Path:
    path.write_bytes(frame.write_csv(line_terminator=end, quote_style="necessary").encode("cp1252"))
    return path


def _percent(value: pl.Expr) -> pl.Expr:
    return pl.concat_str(value.clip(0, 100).cast(pl.String), pl.lit("%"))


def _figures(names: Iterable[str], year: int, filled: dict[str, pl.Expr]) -> list[pl.Expr]:
    """A cell for every column: those given, else a figure of the form that the column's name asks for."""
    small = pl.col("cohort") < 6
    made = []
    for number, name in enumerate(names):
        if name in filled:
            made.append(filled[name].cast(pl.String).replace("", None).alias(name))
            continue
        draw = _mixed(number, year)
        if name.startswith("PT") or "COV" in name:
            cell = _percent(85 - pl.col("poor") // 2 - 20 + draw // 250)
        elif "AVERAGE" in name:
            cell = (108 - pl.col("poor") // 12 + draw // 2500).cast(pl.String)
        elif "PROG" in name or "P8" in name or name.startswith("DIFFN"):
            cell = pl.concat_str((draw // 2500 - 2).cast(pl.String), pl.lit("."), (draw % 10).cast(pl.String))
        elif name.startswith(("ATT8", "EBACCAPS", "AVG")):
            cell = pl.concat_str((30 + draw // 400).cast(pl.String), pl.lit("."), (draw % 10).cast(pl.String))
        elif name.startswith("T"):
            cell = (pl.col("cohort") * (draw // 101) // 100).cast(pl.String)
        else:
            cell = pl.lit(None, pl.String)
        made.append(pl.when(small).then(pl.lit("SUPP")).otherwise(cell).alias(name))
    return made


def _who() -> dict[str, pl.Expr]:
    return {
        "RECTYPE": pl.when(pl.col("kind") == "special").then(2).otherwise(1), "ALPHAIND": pl.col("i"),
        "LEA": pl.col("la"), "ESTAB": pl.col("estab"), "URN": pl.col("urn"), "SCHNAME": pl.col("name"),
        "ADDRESS1": pl.lit("Church Lane"), "TOWN": pl.format("Town {}", "la"), "PCODE": pl.col("post"),
        "TELNUM": pl.lit("01632960123"), "ICLOSE": pl.lit("0"), "NFTYPE": pl.lit("CY"), "AGERANGE": pl.lit("4-11"),
        "RELDENOM": pl.lit("Does not apply"), "TOTPUPS": pl.col("size"),
        **dict.fromkeys(
            ("ADDRESS2", "ADDRESS3", "PCON_CODE", "PCON_NAME", "URN_AC", "SCHNAME_AC", "OPEN_AC", "CONFEXAM",
             "TAB15", "TAB1618", "CONTFLAG", "ADMPOL", "ADMPOL_2017", "EGENDER", "FEEDER", "TABKS2", "P8_BANDING"),
            pl.lit(""),
        ),
    }  # fmt: skip


def _ks2(folder: Path, rows: pl.DataFrame, year: int) -> Path:
    cohort = (pl.col("size") // 7 + _mixed(83, year, 7) - 3).clip(1)
    names = columns_of_year("ks2_2019", 2018, year)
    filled = _who() | {"TELIG": pl.col("cohort"), "TPUPYEAR": pl.col("cohort")}
    frame = rows.with_columns(cohort.alias("cohort")).select(_figures(names, year, filled))
    path = folder / f"england_ks2final_{year}-{year + 1}.csv"
    path.write_bytes(b"\xef\xbb\xbf" + frame.write_csv(line_terminator="\r\n").encode())
    return path


def _ks4(folder: Path, rows: pl.DataFrame, year: int) -> Path:
    cohort = (pl.col("size") // 5 + _mixed(89, year, 9) - 4).clip(1)
    names = columns_of_year("ks4_2018", 2017, year)
    filled = _who() | {"TPUP": pl.col("cohort"), "P8PUP": pl.col("cohort")}
    frame = rows.with_columns(cohort.alias("cohort")).select(_figures(names, year, filled))
    path = folder / f"england_ks4final_{year}-{year + 1}.csv"
    path.write_bytes(b"\xef\xbb\xbf" + frame.write_csv(line_terminator="\r\n").encode())
    return path


def _absence(folder: Path, rows: pl.DataFrame, year: int) -> Path:
    missed = pl.format("{}.{}", 3 + pl.col("poor") // 15 + _mixed(97, year, 2), _mixed(101, year, 10))
    often = pl.format("{}.{}", 4 + pl.col("poor") // 4 + _mixed(103, year, 4), _mixed(107, year, 10))
    small = pl.col("size") < 66
    frame = rows.select(
        pl.col("la").alias("LA"), pl.col("estab").alias("ESTAB"), pl.col("urn").alias("URN"),
        pl.when(small).then(pl.lit("SUPP")).otherwise(missed).alias("PERCTOT"),
        pl.when(small).then(pl.lit("SUPP")).otherwise(often).alias("PPERSABS10"),
    )  # fmt: skip
    path = folder / f"england_abs_{year}-{year + 1}.csv"
    path.write_bytes(b"\xef\xbb\xbf" + frame.write_csv(line_terminator="\r\n").encode())
    return path

"""The map of the invented England: regions, authorities, wards and where they lie."""

from __future__ import annotations

import random

from commonroom.demo.model import Authority, Region, Ward
from commonroom.demo.names import RIVERMEAD_WARDS, Places

REGIONS = (
    Region("London", "H", 986),
    Region("South East", "J", 989),
    Region("North West", "B", 981),
    Region("West Midlands", "F", 984),
)

# code, name, region, kind, county, postcode area, centre, deprivation, other languages, lift, trend of rolls a year
_AUTHORITIES = (
    ("990", "Rivermead", 0, "borough", "", "RX", (545200, 181600), 0.31, 0.44, 0.10, -0.012),
    ("991", "Hillcrest", 1, "county", "Hillcrest", "HC", (470500, 152500), 0.17, 0.09, 0.02, -0.008),
    ("992", "Eastmarsh", 0, "borough", "", "QE", (552800, 184900), 0.36, 0.51, 0.08, -0.015),
    ("993", "Northaven", 0, "borough", "", "QN", (538900, 192700), 0.27, 0.38, 0.12, -0.010),
    ("994", "Saltmere", 1, "town", "", "QS", (492300, 118400), 0.24, 0.13, -0.04, -0.006),
    ("995", "Wealdham", 1, "town", "", "QW", (561700, 143200), 0.20, 0.11, 0.00, 0.002),
    ("996", "Cindermoor", 2, "town", "", "QC", (384600, 409300), 0.35, 0.24, -0.02, -0.004),
    ("997", "Calderfold", 2, "town", "", "QA", (391800, 427500), 0.30, 0.19, -0.05, -0.007),
    ("998", "Foundry Vale", 3, "town", "", "QF", (398200, 289700), 0.38, 0.36, -0.06, 0.000),
    ("999", "Arden Cross", 3, "town", "", "QH", (415900, 279300), 0.22, 0.17, 0.03, 0.004),
)

_RIVERMEAD_CENTRES = {  # kilometres east and north of the middle; the river bends southwards through it
    "Osier Bank": (-1.9, 1.4, 0.05), "Tannery Quay": (0.2, -1.5, 0.09), "Lock End": (2.9, -0.4, 0.10),
    "Millrace": (-3.8, -0.9, -0.02), "Withy Green": (-0.2, 3.6, -0.01), "St Brannock": (2.4, 2.3, 0.03),
    "Harbinger Hill": (-3.2, 3.9, -0.13), "Coldharbour Reach": (4.8, 1.2, 0.06), "Ferry Common": (-1.6, -3.2, -0.04),
    "Fairlawn": (3.2, -3.1, -0.11),
}  # fmt: skip

_HILLCREST_DISTRICTS = (
    ("Alderminster", 0, 0), ("Thornbury Vale", -17, 9), ("Beaconfold", 15, 12), ("Sedgeham", 13, -13),
    ("Marlcombe", -14, -12),
)  # fmt: skip


def authorities(rng: random.Random, places: Places) -> tuple[Authority, ...]:
    """The ten authorities with their wards; the first two are the partnerships of the demonstration."""
    made = []
    for code, name, region, kind, county, post, (east, north), poor, other, lift, trend in _AUTHORITIES:
        area = Authority(
            code, name, REGIONS[region], kind, county, f"E99000{code}", post, east, north, poor, other, lift, trend,
            town=name,
        )  # fmt: skip
        area.wards = _wards(area, rng, places)
        made.append(area)
    return tuple(made)


def _wards(area: Authority, rng: random.Random, places: Places) -> tuple[Ward, ...]:
    if area.code == "990":
        return tuple(
            Ward(
                name, f"E99{area.code}{n:03d}", area.name, area.gss,
                area.easting + round(1000 * _RIVERMEAD_CENTRES[name][0]),
                area.northing + round(1000 * _RIVERMEAD_CENTRES[name][1]),
                _RIVERMEAD_CENTRES[name][2],
            )
            for n, name in enumerate(RIVERMEAD_WARDS, start=1)
        )  # fmt: skip
    if area.kind == "county":
        return _county_wards(area, rng, places)
    return tuple(
        Ward(
            places.place(), f"E99{area.code}{n:03d}", area.name, area.gss,
            area.easting + round(rng.uniform(-6000, 6000)), area.northing + round(rng.uniform(-5000, 5000)),
            round(rng.gauss(0, 0.08), 3),
        )
        for n in range(1, 15)
    )  # fmt: skip


def _county_wards(area: Authority, rng: random.Random, places: Places) -> tuple[Ward, ...]:
    wards = []
    for d, (district, dx, dy) in enumerate(_HILLCREST_DISTRICTS, start=1):
        for n in range(1, 17):
            rural = n > 6
            reach = 11000 if rural else 2500
            wards.append(
                Ward(
                    f"{district} {('North', 'South', 'East', 'West', 'Castle', 'Market')[n - 1]}" if not rural
                    else places.place(),
                    f"E99{area.code}{d}{n:02d}", district, f"E997{area.code}{d:02d}",
                    area.easting + dx * 1000 + round(rng.uniform(-reach, reach)),
                    area.northing + dy * 1000 + round(rng.uniform(-reach * 0.7, reach * 0.7)),
                    round(rng.gauss(-0.06 if rural else 0.06, 0.05), 3), rural,
                )
            )  # fmt: skip
    return tuple(wards)

"""The whole run: the ground, the imports, the pages, the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from commonroom.bench import assessing, importing, report, serving, solving, weights
from commonroom.bench.bars import BARS
from commonroom.bench.ground import Ground, Place
from commonroom.bench.serving import Server
from commonroom.demo.england import write_england
from commonroom.engine import preparation

AREA = "bench"
SMALL = {"one": ("001", 1), "fifty": ("050", 50), "two-hundred": ("099", 200)}
"""Areas of so many schools beside the measured one of 350, with codes that no generated authority has."""
ASSESSED = ("two-hundred", AREA)
"""The areas that open a term through the web; the first gives the key."""
PAGES = {
    "home": "portal:home", "list of schools": "portal:schools", "a school": "measures:school",
    "a figure": "measures:figure", "the data page": "imports:data", "the area": "measures:area",
    "six schools compared": "measures:compare", "people": "people", "choosing measures": "measures:choose_measures",
    "help": "help",
}  # fmt: skip
TYPICAL = ("home", "list of schools", "a school", "a figure", "the data page")
SEARCH, SIGN_IN = "finding a school", "signing in"
AREA_PAGES = ("measures:area", "measures:area_download")
"""The area page and the same as a file."""


def run(folder: Path, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything in `folder`, which is removed afterwards; a number for each bar, and `detail`.

    `quick` takes a small England and few rounds: it shows that measuring works, and its figures say nothing.
    """
    before = serving.load_average()
    with Ground(folder, say) as ground:
        say("Writing a generated England…")
        england = write_england(folder / "england", schools=1_500 if quick else 52_000)
        ground.child(ground.template, "areas", areas={AREA: england["area"], **{k: c for k, (c, _) in SMALL.items()}})
        told, register = importing.measure_register(ground, england, 2 if quick else 6)
        parts = [told, importing.measure_ks2(ground, england, register, 2 if quick else 6)]
        place = furnish(ground, england, register, years=1 if quick else 3)
        parts.append(count_statements(ground, place, [*SMALL, AREA][-2:] if quick else [*SMALL, AREA]))
        parts.append(measure_served(ground, place, quick=quick))
        parts.append(assessing.measure_areas(ground, place, ASSESSED, rounds=3 if quick else 10))
        parts.append(assessing.measure_nation(ground, place, rounds=2 if quick else 4))
        parts.append(solving.measure_assigning(say, years=1 if quick else 4))
        version = ground.rows(place, "show server_version")[0][0]
    whole = merged(parts)
    whole["detail"] |= {
        "england": {"schools": england["schools"], "open": england["open"], "quick": quick},
        "load": {"before": before, "after": serving.load_average()},
        "postgresql": version,
        "surroundings": report.surroundings(),
    }
    whole["detail"]["bars"] = {bar.key: {"most": bar.most, "unit": bar.unit} for bar in BARS}
    whole["detail"]["verdicts"] = report.verdicts(whole)
    return whole


def merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several tellings as one; their details stand side by side."""
    whole: dict[str, Any] = {"detail": {}}
    for part in parts:
        details = whole["detail"] | part.get("detail", {})
        whole |= part | {"detail": details}
    return whole


def furnish(ground: Ground, england: Mapping[str, Any], register: Place, *, years: int) -> Place:
    """A place with the register, all figures of so many years and areas of 1, 50, 200 and 350 schools."""
    place = ground.fresh("pages", like=register, same_house=True)
    for number, (code, count) in enumerate(SMALL.values()):
        ground.rows(
            place,
            "update schools_school set la_code = %s where urn in (select urn from schools_school where is_open "
            "and la_code not in (%s, '001', '050', '099') order by phase <> 'Primary' and %s, urn limit %s)",
            code, england["area"], number == 0, count,
        )  # fmt: skip
    for kind in ("ks2", "ks4", "absence"):
        ground.say(f"Figures: {kind}…")
        for year, path in england[kind][-years:]:
            importing.expect(ground.child(place, "import", path=path, year=year), "loaded")
    ground.say("Comparators, words, schools alike…")
    ground.child(place, "follow")
    preparation.gather_static(place.house, ground.environment(place), ground.say)
    ground.rows(place, "vacuum analyze")
    ground.settle()
    return place


def count_statements(ground: Ground, place: Place, slugs: list[str]) -> dict[str, Any]:
    """Statements of each page for areas of several sizes."""
    ground.say("Counting the statements of every page…")
    told = ground.child(place, "statements", slugs=slugs)
    counted: dict[str, dict[str, int]] = told["counted"]
    area = max((max(counted[route].values()) for route in AREA_PAGES if route in counted), default=0)
    others = {route: max(counts.values()) for route, counts in counted.items() if route not in AREA_PAGES}
    differ = {route: counts for route, counts in counted.items() if len(set(counts.values())) > 1}
    detail = {
        "area_page": area,
        "differ": differ,
        "each": dict(sorted(others.items(), key=lambda pair: -pair[1])),
        "no_page": told["no_page"],
        "left_out": told["left_out"],
    }
    return {"page_queries_max": max(others.values()), "detail": {"page_queries_max": detail}}


def measure_served(ground: Ground, place: Place, *, quick: bool) -> dict[str, Any]:
    """Times and weights of pages through the real server."""
    visit = ground.child(place, "visit", slug=AREA)
    cookie, stands, asked = visit["cookie"], visit["addresses"], visit["questions"]
    pages = {name: [stands[route]] for name, route in PAGES.items() if route in stands}
    search = [f"/{AREA}/schools/?q={question.replace(' ', '+')}" for question in asked]
    rounds, each = (2, 6) if quick else (6, 40)
    with Server(ground, place) as server:
        ground.say("Asking for pages, turn by turn with hello…")
        timed = pages | {SEARCH: search}
        times = serving.measure_pages(server, timed, cookie=cookie, rounds=rounds, each=each)
        ground.say("Weighing first views…")
        weighed = {name: weights.weigh(server, found[0], cookie=cookie) for name, found in pages.items()}
        weighed[SIGN_IN] = weights.weigh(server, "/sign-in/login/")
        weighed[SEARCH] = weights.weigh(server, search[0], cookie=cookie)
    alone = ground.child(place, "finding", slug=AREA, asked=asked)
    missing = [name for name in PAGES if name not in pages]
    return merged([_times_told(times, alone), _weights_told(weighed), {"detail": {"missing": missing}}])


def _times_told(times: Mapping[str, dict[str, Any]], alone: Mapping[str, float]) -> dict[str, Any]:
    heaviest = max(times, key=lambda name: times[name]["ratio"])
    typical = max((name for name in TYPICAL if name in times), key=lambda name: times[name]["ratio"])
    search = times[SEARCH]
    alone_ratio = alone["p95"] / search["doors_ms"]["p95"]
    return {
        "page_heaviest": times[heaviest]["ratio"],
        "page_typical": times[typical]["ratio"],
        "search": search["ratio"],
        "detail": {
            "pages": dict(times),
            "page_heaviest": {"page": heaviest, **times[heaviest]},
            "page_typical": {"page": typical, **times[typical]},
            "search": {**search, "alone_ms": dict(alone), "alone_ratio": round(alone_ratio, 2)},
        },
    }


def _weights_told(weighed: Mapping[str, weights.Weight]) -> dict[str, Any]:
    plain = {name: weight.kb for name, weight in weighed.items() if not weight.charts}
    drawn = {name: weight.kb for name, weight in weighed.items() if weight.charts}
    told: dict[str, Any] = {"first_view_kb": round(max(plain.values()), 1)}
    told["chart_page_kb"] = round(max(drawn.values(), default=0.0), 1)
    detail: dict[str, Any] = {
        "weights": {n: {"kb": round(w.kb, 1), "charts": w.charts, "parts": w.parts} for n, w in weighed.items()}
    }
    for key, found in (("first_view_kb", plain), ("chart_page_kb", drawn)):
        detail[key] = {"page": max(found, key=lambda name: found[name], default="")}
    return told | {"detail": detail}

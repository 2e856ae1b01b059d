"""Bringing files in, against `psql \\copy` of the same file or rows, turn by turn."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from commonroom.bench.ground import Ground, Place
from commonroom.bench.statistics import Ratios, rounded
from commonroom.engine.postgres import EngineError

Told = dict[str, Any]


class Wrote(EngineError):
    """A file whose content is held already made the product write."""


def measure_register(ground: Ground, england: Mapping[str, Any], rounds: int) -> tuple[Told, Place]:
    """The register into a fresh database, again as other bytes, again as the same bytes; and the last database.

    Each turn is preceded by a `\\copy` of the same file into a 139-column text table. Raises Wrote where content that
    is held already is written again.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ("copy", "cold", "copy_again", "unchanged", "identical")}
    others: dict[str, list[Any]] = {"after": [], "peak": [], "steps": []}
    place: Place | None = None
    for number in range(rounds):
        ground.say(f"The register of {england['schools']:,} schools, round {number + 1} of {rounds}…")
        if place is not None:
            ground.drop(place)
        place = ground.fresh(f"register_{number}")
        seconds["copy"].append(copy_file(ground, place, england["register"]))
        cold = _bring(ground, place, england["register"], england, expected="loaded", after=True)
        seconds["cold"].append(cold["seconds"])
        others["after"].append(cold["after_seconds"])
        others["peak"].append(cold["peak_mb"])
        others["steps"].append(cold["steps"])
        same = england["register_shuffled" if number % 2 else "register_lf"]
        seconds["copy_again"].append(copy_file(ground, place, same))
        for name, path in (("unchanged", same), ("identical", england["register"])):
            again = quiet(ground, place, partial(_bring, ground, place, path, england, "nothing_new"))
            seconds[name].append(again["seconds"])
            others["peak"].append(again["peak_mb"])
    assert place is not None
    changed = _control(ground, place, england)
    return _register_told(seconds, others, changed), place


def quiet(ground: Ground, place: Place, work: Callable[[], Told]) -> Told:
    """Do work that must write no school and no figure; raises Wrote with what it wrote, by the server's own count."""
    before = ground.writes(place)
    done = work()
    wrote = {name: count - before.get(name, 0) for name, count in ground.writes(place).items()}
    wrote = {name: count for name, count in wrote.items() if count}
    if wrote:
        raise Wrote(f"Content that is held already was written again: {wrote}.")
    return done


def _control(ground: Ground, place: Place, england: Mapping[str, Any]) -> Told:
    """A register in which one row in a hundred differs: what it costs, and proof that the count of writes can speak."""
    took = copy_file(ground, place, england["register_changed"])
    before = ground.writes(place)
    done = _bring(ground, place, england["register_changed"], None, "loaded")
    wrote = sum(ground.writes(place).values()) - sum(before.values())
    if not wrote:
        raise EngineError("The count of written rows says nothing: a changed register seems to have written none.")
    return {"ratio": round(done["seconds"] / took, 3), "rows_written": wrote}


def _register_told(seconds: Mapping[str, list[float]], others: Mapping[str, list[Any]], changed: Told) -> Told:
    cold = Ratios.of(seconds["cold"], seconds["copy"])
    both = [a + b for a, b in zip(seconds["cold"], others["after"], strict=True)]
    unchanged = Ratios.of(seconds["unchanged"], seconds["copy_again"])
    identical = Ratios.of(seconds["identical"], seconds["copy_again"])
    steps = {name: rounded([step[name] for step in others["steps"]]) for name in others["steps"][0]}
    return {
        "import_cold": cold.median,
        "import_unchanged": unchanged.median,
        "import_identical": identical.median,
        "import_peak_mb": max(others["peak"]),
        "detail": {
            "import_cold": {
                **cold.told(), "seconds": rounded(seconds["cold"]), "copy_seconds": rounded(seconds["copy"]),
                "steps_seconds": steps,
                "with_what_follows": round(Ratios.of(both, seconds["copy"]).median, 3),
                "what_follows_seconds": rounded(others["after"]),
            },
            "import_unchanged": {**unchanged.told(), "seconds": rounded(seconds["unchanged"]), "rows_written": 0,
                                 "copy_seconds": rounded(seconds["copy_again"])},
            "import_identical": {**identical.told(), "seconds": rounded(seconds["identical"]), "rows_written": 0},
            "import_peak_mb": {"each": rounded(others["peak"], 1)},
            "one_row_in_a_hundred_changed": changed,
        },
    }  # fmt: skip


def measure_ks2(ground: Ground, england: Mapping[str, Any], register: Place, rounds: int) -> Told:
    """The newest key stage 2 file into a house that holds the register, against COPY of the same value rows.

    The rows go into an empty copy of the table of figures with all its constraints and indexes.
    """
    year, path = england["ks2"][-1]
    ours, copies, count = [], [], 0
    for number in range(rounds):
        ground.say(f"Key stage 2, round {number + 1} of {rounds}…")
        place = ground.fresh(f"ks2_{number}", like=register)
        ground.settle()
        done = ground.child(place, "import", path=path, year=year)
        expect(done, "loaded")
        ours.append(done["seconds"])
        took, count = _copy_values(ground, place, int(done["loading"]))
        copies.append(took)
        ground.drop(place)
    ratios = Ratios.of(ours, copies)
    detail = {**ratios.told(), "seconds": rounded(ours), "copy_seconds": rounded(copies), "figures": count}
    return {"import_ks2_cold": ratios.median, "detail": {"import_ks2_cold": detail}}


def copy_file(ground: Ground, place: Place, path: Path) -> float:
    """Seconds that `psql \\copy` takes for a cp1252 file into a fresh, logged table of text columns."""
    with path.open(encoding="cp1252", newline="") as file:
        count = len(next(csv.reader(file)))
    columns = ", ".join(f"c{number} text" for number in range(count))
    ground.rows(place, f"create table plain ({columns})")
    ground.settle()
    try:
        return ground.psql(place, f"\\copy plain from '{path}' with (format csv, header, encoding 'WIN1252')")
    finally:
        ground.rows(place, "drop table plain")
        ground.settle()


def _copy_values(ground: Ground, place: Place, loading: int) -> tuple[float, int]:
    columns = "loading_id, measure_id, urn, year, number, status, cohort, row, current"
    file = ground.folder / "values.txt"
    ground.psql(place, f"\\copy (select {columns} from measures_value where loading_id = {loading}) to '{file}'")
    ground.rows(place, "create table plain (like measures_value including all)")
    ground.settle()
    took = ground.psql(place, f"\\copy plain ({columns}) from '{file}'")
    count = int(ground.rows(place, "select count(*) from plain")[0][0])
    file.unlink()
    return took, count


def _bring(
    ground: Ground,
    place: Place,
    path: Path,
    england: Mapping[str, Any] | None,
    expected: str,
    after: bool = False,
) -> Told:
    as_at = str(england["as_at"]) if england else "2026-03-13"
    done: Told = ground.child(place, "import", path=path, as_at=as_at, after=after)
    expect(done, expected)
    return done


def expect(done: Told, state: str) -> None:
    """Raises EngineError where a file does not stand as it should after being brought in."""
    if done["state"] != state:
        raise EngineError(f"A file was to be “{state}” and is “{done['state']}”: {done['sentence']}")

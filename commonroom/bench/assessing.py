"""Assessments: of the whole nation beside one plain statement that stores the same, and of one area through the web."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from commonroom.bench.client import Connection
from commonroom.bench.ground import Ground, Place
from commonroom.bench.serving import DOORS, Server
from commonroom.bench.statistics import Ratios, rounded
from commonroom.engine.postgres import EngineError

PLAIN = "bench_plain"
"""The schema that holds copies of stored rows, so that they can be stored again by one plain statement."""
BEFORE, NOW = (2025, 1), (2025, 2)
"""The term that is opened first, so that there is something to have changed since, and the term that is measured."""
HEAD = "head@example.org"
HELLOS = 30
"""Hellos of which the median is taken, in each turn."""
FORGET = """
set session_replication_role = replica;
delete from risk_finding where assessment_id in (select id from risk_assessment where opening_id = {opening});
delete from risk_assessment where opening_id = {opening};
"""
"""Rows go without the checks of what points to them: nothing does."""


def measure_nation(ground: Ground, place: Place, *, rounds: int) -> dict[str, Any]:
    """A term opened for every open school against one statement that stores its rows into the same tables, in pairs."""
    held = ground.child(place, "make_nation")
    ground.say(f"Assessments of {held['schools']:,} schools, the term before…")
    ground.child(place, "open_nation", year=BEFORE[0], term=BEFORE[1])
    _tidy(ground, place)
    ours, plain, counts = [], [], (0, 0)
    for number in range(rounds):
        ground.say(f"Assessments of the nation, round {number + 1} of {rounds}…")
        done = ground.child(place, "open_nation", year=NOW[0], term=NOW[1])
        ours.append(done["seconds"])
        counts = _copy_aside(ground, place, int(done["opening"]))
        _forget(ground, place, int(done["opening"]))
        plain.append(ground.child(place, "store_plainly")["seconds"])
        _take_back(ground, place, int(done["opening"]))
    ratios = Ratios.of(ours, plain)
    detail = {**ratios.told(), "seconds": rounded(ours), "plain_seconds": rounded(plain)}
    detail |= {"schools": counts[0], "findings": counts[1]}
    return {"assess": round(ratios.median, 3), "detail": {"assess": detail}}


def measure_areas(ground: Ground, place: Place, slugs: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """The press that opens a term, through the web, against hello at their medians; the first slug gives the key.

    Beside it one plain statement that stores the same rows, and the page that lists the schools afterwards.
    """
    head = ground.child(place, "head_of_areas", slugs=list(slugs))
    _tidy(ground, place)
    told = {}
    with (
        Server(ground, place) as server,
        Connection(server.port) as stranger,
        Connection(server.port, head["cookie"]) as person,
    ):
        for slug in slugs:
            ground.say(f"Opening a term of {head['schools'][slug]} schools through the web…")
            turns = [_turn(ground, place, server, stranger, person, slug, head["form"]) for _ in range(rounds)]
            told[slug] = {"schools": head["schools"][slug], **_told(turns)}
    key = told[slugs[0]]
    return {"assess_area": key["ratio"], "detail": {"assess_area": {**key, "areas": told}}}


@dataclass(frozen=True)
class Turn:
    """Seconds of one turn: hello (its median), the press, the plain statement, the page of the term (its median)."""

    hello: float
    press: float
    plain: float
    page: float


def _turn(
    ground: Ground, place: Place, server: Server, stranger: Connection, person: Connection, slug: str, form: str
) -> Turn:
    page = f"/{slug}/assessment/"
    hello = median(stranger.get(DOORS).seconds for _ in range(HELLOS))
    answer = person.post(f"{page}open/", form)
    seen = [person.get(page) for _ in range(4)]
    if answer.status != 302 or {each.status for each in seen} != {200}:
        raise EngineError(f"Opening a term answered {answer.status}, its page {seen[0].status}.\n{server.said()}")
    area = f"(select id from partnerships_partnership where slug = '{slug}')"
    opening = int(ground.rows(place, f"select max(id) from risk_termopening where partnership_id = {area}")[0][0])
    _copy_aside(ground, place, opening)
    _forget(ground, place, opening)
    plain = ground.child(place, "store_plainly", slug=slug, email=HEAD)["seconds"]
    _take_back(ground, place, opening)
    return Turn(hello, answer.seconds, plain, median(each.seconds for each in seen[1:]))


def _told(turns: Sequence[Turn]) -> dict[str, Any]:
    hellos = [turn.hello for turn in turns]
    ratios = Ratios.of([turn.press for turn in turns], hellos)
    return {
        "ratio": round(ratios.median, 2), **ratios.told(),
        "ms": round(median(turn.press for turn in turns[1:]) * 1000, 1),
        "hello_ms": round(median(hellos[1:]) * 1000, 3),
        "plain_ratio": round(Ratios.of([turn.plain for turn in turns], hellos).median, 2),
        "page_ratio": round(Ratios.of([turn.page for turn in turns], hellos).median, 2),
    }  # fmt: skip


def _copy_aside(ground: Ground, place: Place, opening: int) -> tuple[int, int]:
    """Keep a term's rows as plain tables that the product's role may read; how many assessments and findings."""
    ground.rows(
        place,
        f"create schema {PLAIN}; grant usage on schema {PLAIN} to cr_app; "
        f"create table {PLAIN}.assessment as select * from risk_assessment where opening_id = {opening}; "
        f"create table {PLAIN}.finding as select f.* from risk_finding f join {PLAIN}.assessment a "
        f"on a.id = f.assessment_id; grant select on all tables in schema {PLAIN} to cr_app; "
        f"analyze {PLAIN}.assessment; analyze {PLAIN}.finding",
    )
    counts = [ground.rows(place, f"select count(*) from {PLAIN}.{name}")[0][0] for name in ("assessment", "finding")]
    return int(counts[0]), int(counts[1])


def _forget(ground: Ground, place: Place, opening: int) -> None:
    """Take a term's rows out of the tables; the term stays open."""
    ground.rows(place, FORGET.format(opening=opening))
    _tidy(ground, place)


def _take_back(ground: Ground, place: Place, opening: int) -> None:
    """Take a term back as if it had never been opened, with the copies of its rows."""
    _forget(ground, place, opening)
    ground.rows(place, f"delete from risk_termopening where id = {opening}")
    ground.rows(place, f"drop schema {PLAIN} cascade")


def _tidy(ground: Ground, place: Place) -> None:
    for table in ("risk_assessment", "risk_finding"):
        ground.rows(place, f"vacuum analyze {table}")
    ground.settle()

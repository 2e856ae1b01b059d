"""How long an answer takes says nothing either: a secret id costs what an id costs that names nothing (R-A2).

Statements are counted in every run: they are what an answer costs, and do not waver. Wall time is compared in `make
faults` alone: medians of requests that take turns, on a machine that is otherwise quiet.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from statistics import median
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import sign_in
from tests.two_worlds.test_two_worlds import ROOMS, id_paths
from tests.two_worlds.worlds import SECRET_SCHOOL, build, reveal

pytestmark = pytest.mark.slow
TURNS, APART, ROUNDS = 60, 0.25, 3
"""Requests of each kind; the part by which their medians may lie apart; how often they are looked at anew. A difference
that is the product's shows each time, one of a busy machine does not."""


@pytest.fixture
def secret(rivermead):
    people = build(rivermead)
    return people, reveal(rivermead, people)


def pairs(ids):
    """(path with a secret id, the same path with an id that names nothing) for every kind and route."""
    for room, kinds in ROOMS.items():
        for kind in kinds:
            yield from zip(id_paths(room, ids[kind]), id_paths(room, uuid4()), strict=True)


def statements(client, path):
    """How many statements one answer takes, once what is kept in memory has been kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_answers_when_an_id_is_secret_then_they_take_as_many_statements_as_for_none(secret):
    people, ids = secret
    client = sign_in(Client(), people["amara"])
    with time_machine.travel(datetime.now(timezone.get_default_timezone()).replace(microsecond=0), tick=False):
        told = {path: (statements(client, path), statements(client, other)) for path, other in pairs(ids)}

    assert {path: n for path, n in told.items() if n[0] != n[1]} == {}


@pytest.mark.faults
@pytest.mark.parametrize("which", ["entry", "assessment", "school"])
def test_answers_when_an_id_is_secret_then_their_median_time_is_that_of_none(secret, which):
    if os.environ.get("COMMONROOM_FAULTS") != "full":
        pytest.skip("Wall time is compared by make faults alone: on a busy machine it says nothing.")
    people, ids = secret
    client = sign_in(Client(), people["amara"])
    one, other = {
        "entry": (f"/rivermead/register/{ids['entry']}/", f"/rivermead/register/{uuid4()}/"),
        "assessment": (f"/rivermead/assessment/{ids['assessment']}/", f"/rivermead/assessment/{uuid4()}/"),
        "school": (f"/rivermead/schools/{SECRET_SCHOOL}/", "/rivermead/schools/900103/"),
    }[which]

    assert any(apart(client, one, other) < APART for _ in range(ROUNDS))


def apart(client, one, other):
    """By which part the medians of two answers differ, over requests that take turns."""
    taken: dict[str, list[float]] = {one: [], other: []}
    for turn in range(TURNS + 5):
        for path in (one, other) if turn % 2 else (other, one):
            began = time.perf_counter()
            client.get(path)
            taken[path].append(time.perf_counter() - began)
    here, there = (median(times[5:]) for times in taken.values())
    return abs(here - there) / max(here, there)

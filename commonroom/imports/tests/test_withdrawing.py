"""Taking loads back: what is held is then as if the file had never come."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from commonroom.audit.models import Event
from commonroom.imports import services
from commonroom.imports.tests.bringing import AT, digest, load, school, write
from commonroom.measures.models import Loading
from commonroom.schools.models import House, School

pytestmark = pytest.mark.django_db
DAYS = {"march": date(2026, 3, 1), "april": date(2026, 4, 1), "may": date(2026, 5, 1)}
ORDERS = (("march", "april", "may"), ("may", "march", "april"))
FACTS = ("schools_school", "schools_schoolchange")
ROWS = {
    "march": [school(900001, capacity=210), school(900002, town="Wharfside"), school(900004)],
    "april": [school(900001, capacity=315, town=""), school(900003), school(900004)],
    "may": [school(900001, status="Closed", closed="30-04-2026"), school(900003, capacity=7), school(900002)],
}


@pytest.fixture
def files(tmp_path):
    return {name: write(tmp_path / f"{name}.csv", rows) for name, rows in ROWS.items()}


@pytest.mark.parametrize(("gone", "order"), [*product(DAYS, ORDERS)])
def test_register_when_withdrawn_then_all_is_as_if_it_had_never_come(gone, order, files, withdraw, subtests_of_worlds):
    def with_and_back():
        runs = {name: load(files[name], as_at=DAYS[name]) for name in order}
        withdraw(runs[gone])
        return digest(("schools_school",), without="loading_id older content_hash row as_at")

    def without():
        for name in order:
            if name != gone:
                load(files[name], as_at=DAYS[name])
        return digest(("schools_school",), without="loading_id older content_hash row as_at")

    assert subtests_of_worlds(with_and_back) == subtests_of_worlds(without)


def test_last_register_when_withdrawn_then_even_its_history_is_undone(files, withdraw):
    load(files["march"], as_at=DAYS["march"])
    before = digest(FACTS)

    withdraw(load(files["april"], as_at=DAYS["april"]))

    assert digest(FACTS) == before


def test_withdrawal_when_done_then_the_same_bytes_can_be_loaded_again(files, withdraw):
    withdraw(load(files["march"], as_at=DAYS["march"]))

    assert load(files["march"], as_at=DAYS["march"]).state == "loaded"
    assert School.objects.count() == 3


def test_withdrawal_when_nothing_is_left_then_the_house_holds_nothing(files, withdraw):
    withdraw(load(files["march"], as_at=DAYS["march"]))

    assert (School.objects.count(), House.objects.get().holds) == (0, "nothing")


def test_withdrawal_when_done_then_who_why_and_when_are_kept(files, withdraw):
    run = load(files["march"], as_at=DAYS["march"])

    withdraw(run)

    event = Event.objects.order_by("-number").first()
    assert (event.verb, event.because, event.object_id) == ("load withdrawn", "It was the wrong file.", str(run.pk))
    assert Loading.objects.get(pk=run.loading_id).withdrawn_at == AT


def test_withdrawal_when_no_reason_is_given_then_it_is_refused(files):
    run = load(files["march"], as_at=DAYS["march"])

    with pytest.raises(services.CannotWithdraw, match="Say why this load is withdrawn"):
        services.withdraw_run(run=run, by=None, at=AT, because=" ")


def test_withdrawal_when_already_done_then_it_is_refused(files, withdraw):
    run = withdraw(load(files["march"], as_at=DAYS["march"]))

    with pytest.raises(services.CannotWithdraw, match="there is nothing to withdraw"):
        withdraw(run)


def test_withdrawal_when_a_file_to_read_again_is_gone_then_nothing_changes(files, withdraw):
    from commonroom.documents.services import path_of

    first = load(files["march"], as_at=DAYS["march"])
    second = load(files["april"], as_at=DAYS["april"])
    load(files["may"], as_at=DAYS["may"])
    path_of(first.file_id).unlink()
    before = digest()

    with pytest.raises(services.CannotWithdraw, match="is no longer in the data folder"):
        withdraw(second)

    assert digest() == before

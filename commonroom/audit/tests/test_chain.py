"""Every kind of tampering by a superuser is found, and its first bad row is named."""

import random
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from commonroom.audit import rules, services
from commonroom.audit.models import Chain, Event

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _anchors_apart(settings, tmp_path):
    settings.DATA = tmp_path


def write(count, first=0):
    with transaction.atomic():
        for n in range(first, first + count):
            services.record(verb="opened", at=AT + timedelta(minutes=n), by=None, urn=990000 + n % 3, data={"n": n})


def tamper(superuser_url, statement, *values):
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        superuser.execute("set session_replication_role = replica")
        superuser.execute(statement, values or None)


def national():
    return services.verify()[0]


def test_event_when_outside_a_transaction_then_refused(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        services.record(verb="opened", at=AT, by=None)


def test_deed_when_audit_fails_then_deed_is_undone(transactional_db, rivermead, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(Event.objects, "create", fails)

    def rename():
        with transaction.atomic():
            rivermead.name = "Changed"
            rivermead.save()
            services.record(verb="renamed", at=AT, by=None, chain=rivermead)

    with pytest.raises(RuntimeError):
        rename()

    rivermead.refresh_from_db()
    assert rivermead.name == "Rivermead Schools’ Partnership"


@pytest.mark.parametrize("statement", ["update audit_event set verb = 'x'", "delete from audit_event"])
def test_event_when_runtime_role_changes_it_then_database_refuses(db, statement):
    write(1)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_chain_when_untouched_then_whole_and_says_what_is_not_anchored(transactional_db):
    write(5)
    services.anchor(at=AT)
    write(2, first=5)

    found = national()

    assert (found.whole, found.events, found.anchored, found.not_yet_anchored) == (True, 7, 5, 2)


CASES = {
    "edit": ("update audit_event set actor_name = 'Nobody' where number = 3", 3),
    "edit of data": ("update audit_event set data = '{\"n\": 99}' where number = 4", 4),
    "deletion": ("delete from audit_event where number = 5", 5),
    "reordering": (
        "update audit_event set number = -1 where number = 5; update audit_event set number = 5 where number = 6;"
        "update audit_event set number = 6 where number = -1",
        5,
    ),
    "insertion": (
        "insert into audit_event (chain, number, at, actor_name, acting_as, verb, kind, object_id, because, data, "
        "previous, hash) select chain, 11, at, '', '', 'x', '', '', '', '{}', hash, hash from audit_event "
        "where number = 10",
        11,
    ),
    "tail cut": ("delete from audit_event where number > 7", 8),
}


@pytest.mark.parametrize("kind", CASES)
def test_chain_when_a_superuser_tampers_then_first_bad_row_is_named(transactional_db, superuser_url, kind):
    statement, first_bad = CASES[kind]
    write(10)
    services.anchor(at=AT)

    tamper(superuser_url, statement)

    assert national().first_bad == first_bad


def forge(superuser_url, keep):
    """Rewrite everything after `keep` so that the chain is consistent in itself, head included."""
    rows = list(services._entries("national"))
    previous = rows[keep - 1].hash if keep else rules.START
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        superuser.execute("set session_replication_role = replica")
        for row in rows[keep:]:
            forged = rules.Entry(**{**vars(row), "actor_name": "Nobody"})
            sealed = forged.seal(previous)
            superuser.execute(
                "update audit_event set actor_name = 'Nobody', previous = %s, hash = %s where number = %s",
                [previous, sealed, row.number],
            )
            previous = sealed
        superuser.execute("update audit_chain set head = %s", [previous])


def test_chain_when_rewritten_whole_then_only_the_anchor_finds_it(transactional_db, superuser_url):
    write(6)
    forge(superuser_url, keep=2)
    assert national().whole

    write(4, first=6)
    services.anchor(at=AT)
    forge(superuser_url, keep=2)

    assert national().first_bad == 1


def test_chain_when_cut_with_its_head_then_only_the_anchor_finds_it(transactional_db, superuser_url):
    write(6)
    services.anchor(at=AT)
    kept = list(services._entries("national"))[3]

    tamper(superuser_url, "delete from audit_event where number > 4")
    tamper(superuser_url, "update audit_chain set last = 4, head = %s", kept.hash)

    assert national().first_bad == 5


def test_anchor_when_nothing_happened_then_nothing_is_written(transactional_db):
    write(1)

    assert [services.anchor(at=AT), services.anchor(at=AT)] == [1, 0]


def test_chains_when_two_partnerships_act_then_each_counts_for_itself(db, rivermead, hillcrest):
    for partnership in (rivermead, hillcrest, rivermead):
        services.record(verb="opened", at=AT, by=None, chain=partnership)

    assert dict(Chain.objects.values_list("slug", "last")) == {"p-rivermead": 2, "p-hillcrest": 1}


@pytest.mark.slow
def test_chain_when_tampered_at_random_then_always_found(transactional_db, superuser_url):
    dice = random.Random(7)
    write(40)
    services.anchor(at=AT)
    before = list(services._entries("national"))
    missed = []
    for attempt in range(30):
        column = dice.choice(["verb", "because", "acting_as", "object_id", "kind", "actor_name"])
        number = dice.randint(1, 40)
        held = getattr(before[number - 1], column)
        tamper(superuser_url, f"update audit_event set {column} = {column} || 'x' where number = %s", number)
        if national().first_bad != number:
            missed.append((attempt, column, number))
        tamper(superuser_url, f"update audit_event set {column} = %s where number = %s", held, number)
    assert (missed, national().whole) == ([], True)

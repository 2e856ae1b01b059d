"""A kept connection is looked at before a request, without asking the server."""

import time

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def other(db):
    """A second connection to the same database, as another web process keeps one."""
    kept = connections.create_connection("default")
    kept.connect()
    yield kept
    kept.close()


def test_connection_when_well_then_usable_and_nothing_is_asked(other):
    with CaptureQueriesContext(other) as asked:
        usable = other.is_usable()

    assert (usable, len(asked)) == (True, 0)


def test_connection_when_the_server_ended_it_then_not_usable(other):
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
    time.sleep(0.05)

    assert not other.is_usable()


def test_connection_when_the_server_ended_it_then_the_next_request_opens_a_new_one(other):
    other.settings_dict = other.settings_dict | {"CONN_HEALTH_CHECKS": True}
    before = other.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [before])
    time.sleep(0.05)
    other.health_check_enabled, other.health_check_done = True, False

    with other.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        assert cursor.fetchone()[0] != before


def test_connection_when_closed_here_then_not_usable(other):
    other.connection.close()

    assert not other.is_usable()

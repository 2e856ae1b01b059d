"""Tests run on our own embedded PostgreSQL, as the role that cannot bypass row-level security.

One template database for each state of the migrations, built by the owner and kept between runs; every process gets
a copy of it, which takes a tenth of a second.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# Tests start some hundred processes: where an environment forbids compiled modules, each would compile all of them.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parent / ".data" / "pycache")

import psycopg
import pytest
from psycopg import sql

from commonroom.engine.testing import shared_cluster

HERE = Path(__file__).parent
pytest_plugins = ["tests.cast"]
KEPT = ("django_content_type", "auth_permission", "django_migrations", "procrastinate_version")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("commonroom/*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((HERE / "requirements/run.txt").read_bytes())
    digest.update((HERE / "conftest.py").read_bytes())
    return digest.hexdigest()[:16]


def _build_template(cluster, name: str) -> None:
    """Migrate a fresh database as its owner and keep it as a template."""
    from django.core.management import call_command
    from django.db import connection

    from commonroom.engine.roles import ensure_roles

    building = f"{name}_building"
    with psycopg.connect(cluster.superuser_url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(building)))
    ensure_roles(cluster.superuser_url("postgres"), building)
    connection.close()
    held = dict(connection.settings_dict)
    connection.settings_dict.update(_settings(cluster, "cr_owner", building))
    try:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict.update(held)
    with psycopg.connect(cluster.superuser_url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(building), sql.Identifier(name)))


def _settings(cluster, role: str, name: str) -> dict[str, object]:
    from commonroom.settings import database

    return {**database(cluster.url(role, name)), "CONN_MAX_AGE": 0}


@pytest.fixture(scope="session")
def cluster():
    """The test server of this checkout."""
    return shared_cluster()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, cluster, worker_id):
    """A copy of the migrated template for this process; dropped at the end."""
    from django.db import connection

    template = f"template_{_fingerprint()}"
    name = f"test_{os.getpid()}_{worker_id}"
    with django_db_blocker.unblock():
        with psycopg.connect(cluster.superuser_url("postgres"), autocommit=True) as server:
            server.execute("select pg_advisory_lock(72320)")
            if not server.execute("select 1 from pg_database where datname = %s", [template]).fetchone():
                _build_template(cluster, template)
            server.execute(
                sql.SQL("create database {} owner cr_owner template {} strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
            server.execute("select pg_advisory_unlock(72320)")
        connection.close()
        connection.settings_dict.update(_settings(cluster, "cr_app", name))
    yield
    with django_db_blocker.unblock():
        connection.close()
    with psycopg.connect(cluster.superuser_url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def owner_url(cluster, django_db_setup):
    """Where the owner of the tables reaches this process's database."""
    from django.db import connection

    return cluster.url("cr_owner", connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def superuser_url(cluster, django_db_setup):
    """Where a superuser reaches it: for tampering, and for seeing all rows."""
    from django.db import connection

    return cluster.superuser_url(connection.settings_dict["NAME"])


@pytest.fixture(autouse=True, scope="session")
def _emptying_by_owner(request):
    """Transactional tests empty the tables through the owner: the runtime role may not truncate."""
    from django.db import connection
    from django.test import TransactionTestCase

    from commonroom.risk import support_model

    def empty(self) -> None:
        cluster = shared_cluster()
        connection.close()
        with psycopg.connect(cluster.superuser_url(connection.settings_dict["NAME"]), autocommit=True) as owner:
            rows = owner.execute(
                "select tablename from pg_tables where schemaname = 'public' and tablename <> all(%s)", [list(KEPT)]
            ).fetchall()
            tables = sql.SQL(", ").join(sql.Identifier(row[0]) for row in rows)
            owner.execute(sql.SQL("truncate {} restart identity cascade").format(tables))
        support_model.forget()

    TransactionTestCase._fixture_teardown = empty


@pytest.fixture
def real_data() -> Path:
    """The folder of real government files, or a loud skip."""
    folder = os.environ.get("COMMONROOM_REAL_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("COMMONROOM_REAL_DATA names no folder with real government files: this fact was not checked.")
    return Path(folder)

"""The database and its two plain roles: one owns the tables, the other runs the product and bypasses nothing."""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

OWNER = "cr_owner"
APP = "cr_app"
# One number for all who prepare roles at once on one server: roles are shared by its databases.
PREPARING = 7_232_001


def ensure_roles(superuser_dsn: str, database: str) -> None:
    """Make the roles and the database where missing, and set who owns and who may use what; safe to repeat.

    `superuser_dsn` reaches any database of the server as a superuser. Default privileges are set here because they
    reach only tables made afterwards, so this runs before the first migration.
    """
    with psycopg.connect(superuser_dsn, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        for role in (OWNER, APP):
            _ensure_role(server, role)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
        with psycopg.connect(make_conninfo(superuser_dsn, dbname=database), autocommit=True) as inside:
            for statement in _grants(database):
                inside.execute(statement)


def _ensure_role(server: "psycopg.Connection[tuple[object, ...]]", role: str) -> None:
    plain = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION"
    found = server.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR NOT rolcanlogin"
        " FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    if found is None:
        server.execute(sql.SQL("CREATE ROLE {} " + plain).format(sql.Identifier(role)))
    elif found[0]:
        server.execute(sql.SQL("ALTER ROLE {} " + plain).format(sql.Identifier(role)))


def _grants(database: str) -> list[sql.Composed]:
    names = {
        "db": sql.Identifier(database),
        "owner": sql.Identifier(OWNER),
        "app": sql.Identifier(APP),
    }
    later = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT "
    statements = (
        "ALTER DATABASE {db} OWNER TO {owner}",
        "ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE ALL ON DATABASE {db} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {db} TO {app}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        later + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        later + "USAGE, SELECT ON SEQUENCES TO {app}",
    )
    return [sql.SQL(statement).format(**names) for statement in statements]

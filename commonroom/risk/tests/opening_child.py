"""A process that opens terms in children of its own, which may be killed at any instant. Not a test.

Each line of its input names a database's address, the term's number, and “whole” (as the product opens), “batches”
(the control: the same assessments, committed twenty schools at a time) or “people” (fill the empty database first). It
answers “child PID”, the child says “ready” when it begins, and “ended STATUS” follows once it is gone.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import psycopg

SCHOOLS = 400


def main() -> None:
    """Wait for lines and open, one after the other."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonroom.settings"
    import django

    django.setup()
    from commonroom.risk import services  # noqa: F401  (imported before the first child)

    for line in sys.stdin:
        url, term, how = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            status = 1
            try:
                work(url, int(term), how)
                status = 0
            finally:
                os._exit(status)
        say(f"child {child}")
        say(f"ended {os.waitpid(child, 0)[1]}")


def say(line: str) -> None:
    """One line in one write: parent and child share the pipe."""
    os.write(1, f"{line}\n".encode())


def work(url: str, number: int, how: str) -> None:
    """Open the term as the head of service."""
    from django.db import connection

    from commonroom.partnerships.models import Partnership
    from commonroom.partnerships.scope import entered
    from commonroom.people.models import Person
    from commonroom.risk import services
    from commonroom.risk.tests.conftest import AT, SPRING, Term

    parts = psycopg.conninfo.conninfo_to_dict(url)
    connection.settings_dict.update(
        NAME=parts["dbname"], USER=parts["user"], HOST=parts.get("host", ""), PORT=parts.get("port", ""), PASSWORD=""
    )
    connection.ensure_connection()
    if how == "people":
        say("ready")
        fill()
        return
    partnership, person = Partnership.objects.get(), Person.objects.get()
    if how == "batches":
        commit_by_batches(partnership, person.pk)
    say("ready")
    with entered(partnership, person_id=person.pk):
        services.open_term(partnership=partnership, term=Term(SPRING.year, number), by=person, at=AT)


def fill() -> None:
    """A partnership of many schools with figures on both sides of a line, and its head of service."""
    from django.db import transaction

    from commonroom.measures.models import Value
    from commonroom.partnerships.models import Partnership
    from commonroom.risk.tests.conftest import AT, measure
    from tests.cast import hold, make_person, make_school

    with transaction.atomic():
        rivermead = Partnership.objects.create(
            slug="rivermead", name="Rivermead", short_name="Rivermead", la_codes=["990"], made_at=AT
        )
        hold(make_person("Farid Haddad"), "head-of-service", rivermead)
        of = measure("absence_persistent", 14.0).pk
        for n in range(SCHOOLS):
            make_school(900_001 + n, f"School {n}")
        Value.objects.bulk_create(
            Value(loading_id=7, measure_id=of, urn=900_001 + n, year=2024, number=n % 40, cohort=60, row=n + 2)
            for n in range(SCHOOLS)
        )


def commit_by_batches(partnership: Any, person_id: int) -> None:
    """The control: what a careless hand would do, a commit after every twenty schools."""
    from django.db import connection

    from commonroom.partnerships import scope
    from commonroom.risk.services import drafting

    whole = drafting.draft_assessments
    connection.features.uses_savepoints = False

    def by_batches(*, schools: Any, **rest: Any) -> int:
        for part in drafting.batched(schools, 20):
            whole(schools=part, **rest)
            with connection.cursor() as cursor:
                cursor.execute("commit")
            scope.set_partnership(partnership.pk)
            scope.set_person(person_id)
        return len(schools)

    drafting.draft_assessments = by_batches


if __name__ == "__main__":
    main()

"""Each of the two guards alone keeps a partnership's rows apart."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from commonroom.partnerships import scope
from commonroom.partnerships.models import Cluster


def test_query_when_no_scope_is_open_then_python_refuses(rivermead):
    with pytest.raises(ScopeError):
        Cluster.objects.count()


def test_rows_when_python_is_off_then_database_shows_only_own(rivermead, hillcrest):
    for partnership in (rivermead, hillcrest):
        with scope.entered(partnership):
            Cluster.objects.create(partnership=partnership, name=partnership.slug)

    with scopes_disabled(), transaction.atomic():
        scope.set_partnership(rivermead.pk)
        seen = list(Cluster.objects.values_list("name", flat=True))
        scope.set_partnership(None)

    assert seen == ["rivermead"]


def test_rows_when_no_partnership_is_set_then_database_shows_none(rivermead):
    with scope.entered(rivermead):
        Cluster.objects.create(partnership=rivermead, name="East")

    with scopes_disabled():
        assert Cluster.objects.count() == 0


def test_insert_when_for_another_partnership_then_database_refuses(rivermead, hillcrest):
    with scope.entered(rivermead), pytest.raises(ProgrammingError), transaction.atomic():
        Cluster.objects.create(partnership=hillcrest, name="Theirs")


def test_runtime_role_when_asked_then_bypasses_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)

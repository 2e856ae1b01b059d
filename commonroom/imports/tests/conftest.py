"""Kept files go to a folder of the test's own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    settings.DATA = tmp_path / "data"


@pytest.fixture
def subtests_of_orders():
    """Load files in every order, each time into empty tables; the different sets of facts that came of it."""
    from itertools import permutations

    from django.db import transaction

    from commonroom.imports.tests.bringing import digest

    def every_order(paths, load):
        found = set()
        for order in permutations(paths):
            with transaction.atomic():
                for path in order:
                    load(path)
                facts = digest(("schools_school",), without="loading_id row as_at older content_hash")["schools_school"]
                transaction.set_rollback(True)
            found.add(facts)
        return found

    return every_order


@pytest.fixture
def withdraw():
    """Withdraw a run, with a reason."""
    from commonroom.imports import services
    from commonroom.imports.tests.bringing import AT

    def take_back(run):
        return services.withdraw_run(run=run, by=None, at=AT, because="It was the wrong file.", queue=False)

    return take_back


@pytest.fixture
def subtests_of_worlds():
    """What a story gives, told in a world that is taken back afterwards."""
    from django.db import transaction

    def told(story):
        with transaction.atomic():
            found = story()
            transaction.set_rollback(True)
        return found

    return told

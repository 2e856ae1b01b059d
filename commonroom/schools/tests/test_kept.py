"""What is worked out from facts is kept until a fact changes, and not a moment longer."""

import pytest

from commonroom.schools import services
from commonroom.schools.selectors import house, kept


@pytest.fixture
def count(db):
    made = []

    def work():
        made.append(1)
        return len(made)

    return work


def test_kept_when_no_facts_are_held_then_worked_out_each_time(count):
    assert [kept.kept("x", 1, count) for _ in range(3)] == [1, 2, 3]


def test_kept_when_nothing_changed_then_worked_out_once(count):
    services.facts_changed()

    assert [kept.kept("x", 1, count) for _ in range(3)] == [1, 1, 1]


def test_kept_when_the_facts_changed_then_worked_out_anew(count):
    answers = []
    for _ in range(3):
        services.facts_changed()
        answers.append(kept.kept("x", 1, count))

    assert answers == [1, 2, 3]


def test_kept_when_the_key_or_the_kind_differs_then_worked_out_apart(count):
    services.facts_changed()

    assert [kept.kept("x", 1, count), kept.kept("x", 2, count), kept.kept("y", 1, count)] == [1, 2, 3]


def test_kept_when_the_shelf_is_full_then_what_was_asked_for_longest_ago_goes(count):
    services.facts_changed()

    answers = [kept.kept("full", key, count, most=2) for key in ("a", "b", "a", "c", "a", "b")]

    assert answers == [1, 2, 1, 3, 1, 4]


def test_facts_when_changed_twice_then_each_number_is_new(db):
    numbers = []
    for _ in range(3):
        services.facts_changed()
        numbers.append(house.held().facts)

    assert numbers == sorted(set(numbers))

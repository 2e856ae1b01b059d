"""How files stand, in words."""

import pytest

from commonroom.imports import sentences
from commonroom.imports.models import Run
from commonroom.imports.rules import State


def test_tally_when_files_stand_differently_then_numbers_and_words_agree():
    runs = [Run(state=state) for state in (State.TO_CHECK, State.REFUSED, State.TO_CHECK, State.WAITING)]

    assert sentences.tally(runs) == "Four files: one waiting, two to check and load, one refused"


def test_tally_when_no_file_then_nothing():
    assert sentences.tally([]) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "Loaded"), (2.4, "Loaded in 2.4 seconds"), (70, "Loaded in one minute"), (130, "Loaded in two minutes")],
)
def test_words_of_a_load_when_it_took_so_long_then_said_in_the_right_number(seconds, words):
    run = Run(state=State.LOADED, preview={"seconds": seconds})

    assert sentences._words(run, State.LOADED) == words


def test_words_of_a_file_without_a_day_then_the_day_is_asked_for():
    run = Run(state=State.TO_DATE, preview={"needs": "as_at"})

    assert sentences._words(run, State.TO_DATE) == "Say which day"


@pytest.mark.parametrize(
    ("new", "changed", "closed", "same", "words"),
    [
        (728, 0, 0, 0, "728 schools are new."),
        (2, 3, 1, 5, "Two schools are new, 3 changed (of which 1 closed) and 5 are the same."),
        (0, 1, 0, 1, "No schools are new, 1 changed and 1 is the same."),
    ],
)
def test_a_loaded_register_when_told_then_only_what_happened_is_named(new, changed, closed, same, words):
    counts = {"schools_new": new, "schools_changed": changed, "schools_closed": closed, "schools_same": same}

    assert sentences._schools_told(counts) == words

"""How long an answer takes says nothing about who has an account."""

import random
import time

import pytest
from django.core.cache import cache
from django.test import Client

from commonroom.people.models import FailedSignIn
from tests.cast import make_person

SAMPLES = 50


def area_under_curve(known, unknown):
    """How well time tells known from unknown: 0.5 is not at all, 1 is always."""
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    return wins / (len(known) * len(unknown))


def seconds_for(path, fields):
    cache.clear()
    FailedSignIn.objects.all().delete()
    client = Client()
    begun = time.perf_counter()
    client.post(path, fields)
    return time.perf_counter() - begun


def measure(path, fields_of):
    """Times of known and unknown addresses, in turns of random order, so that a busy machine disturbs both alike."""
    times = {True: [], False: []}
    seconds_for(path, fields_of("warm@example.org"))
    for number in range(SAMPLES):
        turns = [True, False]
        random.shuffle(turns)
        for is_known in turns:
            email = "known@example.org" if is_known else f"nobody{number}@example.org"
            times[is_known].append(seconds_for(path, fields_of(email)))
    return area_under_curve(times[True], times[False])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/sign-in/login/", {"login": "EMAIL", "password": "wrong guess at it"}),
        ("/sign-in/password/reset/", {"email": "EMAIL"}),
    ],
)
def test_time_of_an_answer_does_not_tell_who_has_an_account(db, path, fields):
    make_person("Known", password="otter lamp vinegar tram")

    tells = measure(path, lambda email: {key: value.replace("EMAIL", email) for key, value in fields.items()})

    assert abs(tells - 0.5) < 0.15

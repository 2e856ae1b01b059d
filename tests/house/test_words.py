"""Every noun of the models is explained in the glossary."""

import re

from django.apps import apps

from tests.house.rooms import ROOT

NOT_TRADE = {
    "Chain",
    "Event",
    "FailedSignIn",
    "House",
    "Message",
    "RunProblem",
    "SearchCard",
    "SearchWord",
    "TrustedDevice",
}
"""Parts of the machinery that no reader meets."""


def plain(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def test_models_when_named_then_the_glossary_has_the_word():
    glossary = (ROOT / "docs/glossary.md").read_text().lower()
    names = {
        m.__name__ for m in apps.get_models() if m.__module__.startswith("commonroom.") and m.__name__ not in NOT_TRADE
    }

    assert {name for name in names if plain(name) not in glossary} == set()

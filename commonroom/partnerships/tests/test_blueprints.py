"""Blueprints are checked before anything is made."""

from datetime import UTC, datetime

import pytest
from django_scopes import scopes_disabled

from commonroom.partnerships import blueprints, services
from commonroom.partnerships.models import Cluster, Partnership
from commonroom.partnerships.scope import entered

AT = datetime(2026, 3, 6, tzinfo=UTC)
GOOD = """
slug = "ferrybank"
name = "Ferrybank Schools Together"
short_name = "Ferrybank"
la_codes = ["992"]
[[clusters]]
name = "East"
wards = ["Quay", "Lock"]
"""


@pytest.mark.parametrize(
    ("found", "instead", "words"),
    [
        ('["992"]', '["99"]', "la_codes.0"),
        ('["992"]', "[]", "la_codes"),
        ('slug = "ferrybank"', 'slug = "data"', "a path of the house itself"),
        ('slug = "ferrybank"', 'slug = "ferry bank"', "slug"),
        ('name = "East"', 'nmae = "East"', "clusters.0"),
        ("[[clusters]]", "[[clusters", "no TOML"),
    ],
)
def test_blueprint_when_wrong_then_says_where(found, instead, words):
    with pytest.raises(blueprints.CannotRead, match=words):
        blueprints.parse(GOOD.replace(found, instead))


@pytest.mark.parametrize("slug", blueprints.shipped() or ["none"])
def test_shipped_blueprint_when_read_then_is_whole(slug):
    assert blueprints.open_blueprint(slug).slug == slug


def test_partnership_when_made_then_has_its_clusters(db):
    made = services.make_partnership(blueprint=blueprints.parse(GOOD), at=AT)

    with entered(made):
        assert list(Cluster.objects.values_list("name", "wards")) == [("East", ["Quay", "Lock"])]


def test_partnership_when_slug_is_taken_then_nothing_is_made(db):
    services.make_partnership(blueprint=blueprints.parse(GOOD), at=AT)

    with pytest.raises(services.CannotMake):
        services.make_partnership(blueprint=blueprints.parse(GOOD), at=AT)

    with scopes_disabled():
        assert Partnership.objects.count() == 1

"""The cast: two partnerships, so that something could leak, and people whose names say what they may do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)


@pytest.fixture
def rivermead(db):
    """The partnership in which nearly everything happens."""
    from commonroom.partnerships.models import Partnership

    return Partnership.objects.create(
        slug="rivermead",
        name="Rivermead Schools’ Partnership",
        short_name="Rivermead",
        la_codes=["990"],
        made_at=AT,
    )


@pytest.fixture
def hillcrest(db):
    """The other partnership."""
    from commonroom.partnerships.models import Partnership

    return Partnership.objects.create(
        slug="hillcrest",
        name="Hillcrest Learning Partnership",
        short_name="Hillcrest",
        la_codes=["991"],
        made_at=AT,
    )

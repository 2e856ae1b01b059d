"""One world for all tests: building it takes a few seconds."""

from __future__ import annotations

import pytest

from commonroom.demo.world import World, build


@pytest.fixture(scope="session")
def world() -> World:
    """The demonstration's world, not to be changed."""
    return build()

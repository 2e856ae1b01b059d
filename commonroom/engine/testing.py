"""One fast database server for every test process of this checkout."""

import atexit
from functools import cache
from pathlib import Path

from commonroom.engine.keeper import Shared

CHECKOUT = Path(__file__).resolve().parents[2]


@cache
def shared_cluster(data: Path = CHECKOUT / ".data" / "test-pg") -> Shared:
    """The running test server, with `url(role, database)` and `superuser_url(database)`; held until this process ends.

    The first process that asks starts it; it ends by itself within a second of the last one's end, however that came.
    """
    shared = Shared(data, fast=True)
    shared.start()
    atexit.register(shared.stop)
    return shared

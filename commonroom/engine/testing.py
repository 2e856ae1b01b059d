"""What tests share: one fast database server for every test process of this checkout, ports, and how busy it is."""

import atexit
import random
import socket
import time
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


def free_port() -> int:
    """A port of loopback that nothing listens on.

    It lies below the ports that the kernel lends to connections: one of those could be gone again before it is bound.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def stretch() -> float:
    """How many seconds a second of work takes just now: 1 on a quiet machine, 3 where three want each core."""
    began, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < 0.3:
        pass
    return max(1.0, (time.monotonic() - began) / 0.3)

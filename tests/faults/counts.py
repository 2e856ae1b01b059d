"""How often a thing is broken: `make faults` in full, every other run a tenth."""

import os


def times(full: int) -> int:
    """So many of the `full` count as this run wants; once at least."""
    return full if os.environ.get("COMMONROOM_FAULTS") == "full" else max(1, full // 10)

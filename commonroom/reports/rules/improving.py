"""Whether a priority, and a school with several, has improved. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def of_priority(began: float, now: float | None, direction: str) -> str:
    """“improved”, “not” or “early” (no newer figure) for a priority. `direction` is up or down: which way is better."""
    if now is None:
        return "early"
    better = now > began if direction == "up" else now < began
    return "improved" if better else "not"


def of_school(priorities: Sequence[str]) -> str:
    """A school improved where more than half of its priorities with a newer figure did; “early” where none has one."""
    judged = [one for one in priorities if one != "early"]
    if not judged:
        return "early"
    return "improved" if 2 * judged.count("improved") > len(judged) else "not"

"""Medians and spreads of few, noisy samples. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Ratios:
    """Ratios of interleaved pairs, the first pair left out, in the order in which they were taken."""

    kept: tuple[float, ...]

    @classmethod
    def of(cls, measured: Sequence[float], against: Sequence[float]) -> Ratios:
        """The ratio of each pair but the first, which warms up. Raises ValueError for fewer than two pairs."""
        if len(measured) < 2:
            raise ValueError("One pair warms up, so at least two are needed.")
        return cls(tuple(a / b for a, b in zip(measured[1:], against[1:], strict=True)))

    @property
    def median(self) -> float:
        """The middle ratio."""
        return median(self.kept)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The lower and the upper quartile; for one ratio, itself twice."""
        if len(self.kept) < 2:
            return self.kept[0], self.kept[0]
        lower, _, upper = quantiles(self.kept, n=4, method="inclusive")
        return lower, upper

    def told(self) -> dict[str, object]:
        """For the detail of a report."""
        lower, upper = self.quartiles
        return {"ratios": rounded(self.kept), "least": round(min(self.kept), 3), "quartiles": rounded((lower, upper))}


def rounded(values: Sequence[float], digits: int = 3) -> list[float]:
    """The same, short enough to read."""
    return [round(value, digits) for value in values]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below or at which `share` of the sorted values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]

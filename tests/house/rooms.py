"""The floors of the house, ground first, as the import contract has them."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def floors() -> dict[str, int]:
    """Each room and how far down it lies: a larger number is lower."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["id"] == "floors")["layers"]
    return {room.strip().strip("()"): depth for depth, layer in enumerate(layers) for room in layer.split("|")}

"""Writes the invented England as files, as they would be downloaded from their publishers."""

from __future__ import annotations

from pathlib import Path

from commonroom.demo.world import World
from commonroom.demo.write import areas, attainment, context, ees, ofsted, own, register
from commonroom.demo.write.cells import DemoFile

__all__ = ["DemoFile", "write_files"]


def write_files(world: World, folder: Path) -> list[DemoFile]:
    """Write all files into a folder (made if need be) and list them in the order in which to import them.

    Authorities come first, then the register, then figures from the oldest year to the newest; the same world gives
    the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codes, neighbours, lait = areas.write(world, folder)
    figures = [*attainment.write(world, folder), *context.write(world, folder), *ees.write(world, folder)]
    return [
        codes, neighbours, *register.write(world, folder), *sorted(figures, key=lambda f: f.year or 0),
        *ofsted.write(world, folder), lait, *own.write(world, folder),
    ]  # fmt: skip

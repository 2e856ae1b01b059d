"""How much text a workbook spells out: it keeps each text once and names it by number as often as it likes."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONG = 200
"""Bytes from which a text is worth counting: shorter ones are held within bounds by the number of cells."""
_END = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
_CELL = re.compile(rb"<(?:\w+:)?c\s")
_USED = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']s["'][^>]*>\s*(?:<(?:\w+:)?f\b.{0,9000}?)?<(?:\w+:)?v\b[^>]*>\s*(\d+)""",
    re.DOTALL,
)


def long_texts(chunks: Iterable[bytes]) -> dict[int, int]:
    """The texts of `sharedStrings.xml` that are long: their number, and their bytes with the marks around them."""
    found: dict[int, int] = {}
    number, since = 0, 0
    tail = b""
    for chunk in chunks:
        piece, start = tail + chunk, 0
        for end in _END.finditer(piece):
            length = since + end.end() - start
            if length > LONG:
                found[number] = length
            number, since, start = number + 1, 0, end.end()
        keep = max(start, len(piece) - 40)
        since += keep - start
        tail = piece[keep:]
    return found


def spelt_out(chunks: Iterable[bytes], long: dict[int, int]) -> int:
    """The bytes of long texts that the cells of one sheet name, each as often as it is named."""
    total, tail = 0, b""
    for chunk in chunks:
        piece = tail + chunk
        begins = [cell.start() for cell in _CELL.finditer(piece, max(0, len(piece) - 20_000))]
        cut = begins[-1] if begins else len(piece)
        total += sum(long.get(int(used.group(1)[:9]), 0) for used in _USED.finditer(piece, 0, cut))
        tail = piece[cut:]
    return total + sum(long.get(int(used.group(1)[:9]), 0) for used in _USED.finditer(tail))

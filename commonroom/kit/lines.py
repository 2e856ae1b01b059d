"""The lines of a large text, found without cutting it up: where each begins and ends, and its quotation marks."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from mmap import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

_SPAN = 1 << 20
"""Bytes looked at at a time: few enough to stay near the processor."""
_FEW = 50
"""Letters beyond ASCII are changed one by one where there is less than one in so many bytes."""
_WINDOWS = [bytes([code]).decode("cp1252", "replace").encode() for code in range(256)]

Places = npt.NDArray[np.int64]
Text = bytes | mmap
"""Bytes in memory, or those of a file as the system holds them."""


class Lines(Sequence[bytes]):
    """The lines of a text in its own bytes, without their ends, cut when asked for, so that it is not held twice.

    A last line that is blank does not count. `encoding` is that of the text: utf-8, utf-8-sig (with a mark in front,
    which is no part of the first line) or cp1252.
    """

    def __init__(self, text: Text, encoding: str = "utf-8") -> None:
        self.text = text
        self.encoding = encoding
        begin = len(BOM_UTF8) if encoding == "utf-8-sig" and text[: len(BOM_UTF8)] == BOM_UTF8 else 0
        starts = np.concatenate([np.array([begin], np.int64), places(text, b"\n") + 1])
        if text[starts[-1] :].strip(b"\r"):
            starts = np.append(starts, len(text) + 1)
        self.starts: Places = starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.text[self.starts[index] : self.starts[index + 1] - 1].removesuffix(b"\r")

    @property
    def longest(self) -> int:
        """The bytes of the longest line."""
        return int(np.diff(self.starts).max(initial=1)) - 1

    @property
    def balanced(self) -> bool:
        """True when no line has an odd number of quotation marks, so that each line is one row."""
        if self.text.find(b'"') < 0:
            return True
        before = np.searchsorted(places(self.text, b'"'), self.starts)
        return not (np.diff(before) & 1).any()

    @property
    def ended(self) -> bool:
        """Whether the last line has an end of its own."""
        return int(self.starts[-1]) <= len(self.text)

    def every(self, first: int = 0) -> Iterator[bytes]:
        """All lines from one on, quicker than by their numbers."""
        return self._cut(pairwise(self.starts[first:].tolist()))

    def at(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """Some lines, quicker than one by one."""
        wanted = np.asarray(numbers, np.int64)
        return self._cut(zip(self.starts[wanted].tolist(), self.starts[wanted + 1].tolist(), strict=True))

    def _cut(self, pairs: Iterable[tuple[int, int]]) -> Iterator[bytes]:
        text = self.text
        for start, stop in pairs:
            yield text[start : stop - 1].removesuffix(b"\r")

    def without_blank_end(self) -> Lines:
        """The same without the blank lines at its end."""
        while len(self) and not self[-1].strip():
            self.starts = self.starts[:-1]
        return self

    def utf8(self, start: int, stop: int) -> bytes:
        """The bytes of some lines with their ends, as UTF-8."""
        piece = self.text[self.starts[start] : self.starts[stop]]
        return from_windows(piece) if self.encoding == "cp1252" else piece


def places(text: Text, letter: bytes) -> Places:
    """Where a letter (one byte) stands in a text."""
    codes, code = np.frombuffer(text, np.uint8), letter[0]
    found = [np.flatnonzero(codes[at : at + _SPAN] == code) + at for at in range(0, len(text), _SPAN)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def from_windows(text: bytes) -> bytes:
    """Bytes in Windows-1252 as UTF-8; the five that it leaves undefined become the replacement character."""
    if text.isascii():
        return text
    codes = np.frombuffer(text, np.uint8)
    high = np.concatenate([np.flatnonzero(codes[at : at + _SPAN] > 127) + at for at in range(0, len(text), _SPAN)])
    if len(high) * _FEW > len(text):
        return text.decode("cp1252", "replace").encode()
    parts: list[bytes] = []
    done = 0
    for at in high.tolist():
        parts += (text[done:at], _WINDOWS[text[at]])
        done = at + 1
    return b"".join((*parts, text[done:]))

"""Making things while others are used: one thing ahead, or some side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")
_AT_ONCE = 2
"""More would hold more in memory and find no processor."""


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a thread while the one before is used. What makes them must not use a connection."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


def beside(work: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """What `work` makes of each item, in their order, two at a time in threads. It must not use a connection."""
    rest = iter(items)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        coming = deque(pool.submit(work, item) for item in islice(rest, _AT_ONCE))
        while coming:
            made = coming.popleft().result()
            coming.extend(pool.submit(work, item) for item in islice(rest, 1))
            yield made

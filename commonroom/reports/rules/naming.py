"""Whether words name a school. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KIND = re.compile(
    r"\b(the|school|academy|primary|secondary|infant|infants|junior|nursery|college|community|church|of|england|"
    r"catholic|ce|rc|voluntary|aided|controlled|high|and|special|foundation|free)\b"
)
_GAP = re.compile(r"[^a-z0-9]+")


def _plain(words: str) -> str:
    return f" {_GAP.sub(' ', words.lower().replace('’', '').replace(chr(39), '')).strip()} "


def named(words: str, schools: Iterable[str]) -> str:
    """The first school that the words name, in full or by what is its own in the name; empty where they name none.

    What is its own must have two words or more: “Oak” or “Hill” alone are words of any text.
    """
    said = _plain(words)
    for name in schools:
        whole = _plain(name)
        own = f" {_GAP.sub(' ', _KIND.sub(' ', whole)).strip()} "
        if whole in said or (len(own.split()) > 1 and own in said):
            return name
    return ""

"""The numbers in words that people type: no rule knows where a number comes from, so a person answers for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORDS = {
    **{word: value for value, word in enumerate(_ONES)},
    **_TENS,
    "no school": 0,
    "none": 0,
    "single": 1,
    "once": 1,
    "both": 2,
    "couple": 2,
    "twice": 2,
    "dozen": 12,
}
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:\d[\d,]*(?:\.\d+)?|(?:{'|'.join(_TENS)}|twenty)-(?:{'|'.join(_ONES[1:10])})|{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NO_COUNT = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?|\b(?:{_MONTHS}) \d{{4}}|\b(?:19|20)\d\d(?:[–-]\d\d(?:\d\d)?)?\b"
    r"|\b(?:paper|item|report|priority|key stage|year|section|part|page) \d+\b|\b(?:no one|one another|at once)\b",
    re.IGNORECASE,
)
_AROUND = 30


@dataclass(frozen=True)
class Said:
    """A number in typed words: as it was written, its value, and the words around it."""

    text: str
    value: float
    around: str


def said_in(texts: Iterable[str]) -> list[Said]:
    """Each number that the words hold, in digits or words, in its order; days, years, and numbers by which papers,
    levels or key stages are called are no counts.
    """
    found: dict[str, Said] = {}
    for text in texts:
        plain = " ".join(text.split())
        hidden = _NO_COUNT.sub(lambda match: "·" * len(match.group()), plain)
        for match in _NUMBER.finditer(hidden):
            begin = plain.rfind(" ", 0, max(0, match.start() - _AROUND)) + 1
            end = plain.find(" ", match.end() + _AROUND)
            end = len(plain) if end < 0 else end
            around = f"{'…' if begin else ''}{plain[begin:end].strip()}{'…' if end < len(plain) else ''}"
            found.setdefault(around + match.group(), Said(match.group(), _value(match.group()), around))
    return list(found.values())


def _value(written: str) -> float:
    folded = written.casefold()
    if folded[0].isdigit():
        return float(folded.replace(",", ""))
    if folded in _WORDS:
        return _WORDS[folded]
    tens, ones = folded.split("-")
    return _WORDS[tens] + _WORDS[ones]

"""How numbers are written: true minus, thousands commas, halves away from zero, units after."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
_UNITS = {"percent": "%", "points": " points"}


@lru_cache(maxsize=65536)
def number(value: float | int | Decimal | None, decimals: int = 0) -> str:
    """A number as people read it: 46310 is 46,310; -0.25 with one decimal is −0.3; None is a dash."""
    if value is None:
        return NONE
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def figure(value: float | int | Decimal | None, unit: str = "number", decimals: int = 0) -> str:
    """A number with its unit (percent, points, pounds …): 58%, −18 points, £1,204. None is a dash."""
    text = number(value, decimals)
    if value is None:
        return text
    if unit == "pounds":
        return f"{MINUS}£{text[1:]}" if text.startswith(MINUS) else f"£{text}"
    if unit == "points" and text in {"1", f"{MINUS}1"}:
        return f"{text} point"
    return text + _UNITS.get(unit, "")


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def count(n: int, one: str, many: str = "", capital: bool = False) -> str:
    """A count in a sentence: words to twelve, then figures. count(3, "school") is “three schools”."""
    noun = one if n == 1 else (many or f"{one}s")
    text = _WORDS[n] if 0 <= n < len(_WORDS) else number(n)
    return f"{text[:1].upper() + text[1:] if capital else text} {noun}"

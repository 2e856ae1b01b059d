"""Which kinds of school a method may be for, told by the register's type and group of types. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal, get_args

SchoolKind = Literal[
    "maintained",
    "academies",
    "special",
    "alternative",
    "nurseries",
    "non-maintained-special",
    "independent",
    "colleges",
    "others",
]
SCHOOL_KINDS: dict[SchoolKind, str] = {
    "maintained": "maintained schools",
    "academies": "academies and free schools",
    "special": "maintained special schools and special academies",
    "alternative": "pupil referral units and alternative provision",
    "nurseries": "maintained nursery schools",
    "non-maintained-special": "non-maintained special schools",
    "independent": "independent schools",
    "colleges": "further education and sixth-form colleges",
    "others": "others, such as British schools overseas and universities",
}
"""The kinds by which a method says whom it is for, and how sentences name them."""
STATE_FUNDED: tuple[SchoolKind, ...] = ("maintained", "academies", "special", "alternative", "nurseries")
"""The kinds that a method is for unless it says otherwise: schools that the state funds and councils look after."""
assert set(SCHOOL_KINDS) == set(get_args(SchoolKind))

# The first words found in a type decide; the register's types are in `commonroom.imports.sources.gias`.
_BY_TYPE: tuple[tuple[str, SchoolKind], ...] = (
    ("non-maintained special", "non-maintained-special"),
    ("independent", "independent"),
    ("pupil referral", "alternative"),
    ("alternative provision", "alternative"),
    ("special post 16", "colleges"),
    ("offshore", "others"),
    ("overseas", "others"),
    ("service children", "others"),
    ("secure", "others"),
    ("special", "special"),
    ("nursery", "nurseries"),
    ("academy", "academies"),
    ("free school", "academies"),
    ("university technical", "academies"),
    ("studio school", "academies"),
    ("city technology", "academies"),
    ("further education", "colleges"),
    ("sixth form", "colleges"),
    ("higher education", "others"),
    ("community school", "maintained"),
    ("foundation school", "maintained"),
    ("voluntary", "maintained"),
)
_BY_GROUP: dict[str, SchoolKind] = {
    "local authority maintained schools": "maintained",
    "academies": "academies",
    "free schools": "academies",
    "special schools": "special",
    "independent schools": "independent",
    "colleges": "colleges",
}


@cache
def kind_of(type_of_school: str, type_group: str) -> SchoolKind | None:
    """The kind of a school by its type in the register, else by its group of types; None where neither is told."""
    told, group = type_of_school.casefold(), type_group.casefold()
    by_type = next((kind for words, kind in _BY_TYPE if words in told), None)
    if by_type or not (told or group):
        return by_type
    return _BY_GROUP.get(group, "others")


def is_for(kinds: Iterable[SchoolKind], *, type_of_school: str, type_group: str) -> bool:
    """Whether a method for these kinds looks at a school. One whose kind the register does not tell is looked at."""
    kind = kind_of(type_of_school, type_group)
    return kind is None or kind in kinds

"""What to say of a table whose header no source knows."""

from __future__ import annotations

import re

from commonroom.imports.sources.figures import listed

_PUPILS = frozenset(
    {
        "upn", "uln", "pupil name", "pupil id", "student name", "student id", "forename", "forenames", "surname",
        "first name", "last name", "legal surname", "legal forename", "preferred forename", "date of birth", "dob",
        "birth date", "middle name", "middle names",
    }
)  # fmt: skip
_PERSON = _PUPILS | {
    "name", "full name", "role", "governor", "governor name", "term of office", "date of appointment", "job title",
    "e-mail", "email", "email address", "phone", "home address", "head", "chair", "appointing body", "staff name",
    "ni number", "payroll number", "salary",
}  # fmt: skip
_DESCRIBES = frozenset(
    {
        "field name", "fieldname", "field reference", "metafile heading", "metafile description", "variable",
        "variable name", "variable description", "label", "label/description", "description", "abbreviation",
        "abbreviations", "definition", "methodology", "col_name", "label_name",
    }
)  # fmt: skip
_SCHOOL = frozenset({"urn", "school_urn", "laestab", "school_laestab", "establishmentnumber", "estab", "ukprn"})
_AREA = frozenset({"lea", "la", "la (code)", "la number", "la num", "old_la_code", "new_la_code", "la_code", "lacode"})


def pupil_columns(header: frozenset[str]) -> tuple[str, ...]:
    """The columns that tell single people apart (UPN, forename, date of birth…), in alphabetical order."""
    return tuple(sorted(name for name in header if _plain(name) in _PUPILS))


def describes_only(header: frozenset[str]) -> bool:
    """True for a table that explains columns, codes or abbreviations and holds no figures."""
    plain = {_plain(name) for name in header}
    if plain & _SCHOOL and not plain & {"variable", "field name", "metafile heading"}:
        return False
    if plain >= {"lea", "la name", "region", "region name"} and len(plain) <= 6:
        return True
    found = plain & _DESCRIBES
    if len(found) >= 2 or (found and plain & {"column", "field number", "code", "codes", "meaning", "values"}):
        return True
    text = any(len(name) > 60 or "abbreviation" in name or "explan" in name for name in plain)
    return (len(plain) == 1 and not _is_number(next(iter(plain)))) or (len(plain) <= 2 and text)


def explain(header: frozenset[str]) -> str:
    """The sentence or two for a header that no source recognises: what it seems to be, and what to do."""
    names = sorted((name for name in header if name), key=str.lower)
    plain = {_plain(name) for name in names}
    if not names:
        return "The first row of the table is blank, so its columns have no names. Write them in the first row."
    pupils = pupil_columns(frozenset(names))
    if pupils and ("upn" in plain or "uln" in plain or not plain & _SCHOOL or len(pupils) > 1):
        return _pupils(pupils)
    if describes_only(header):
        return "This is a description of columns or codes, not figures. There is nothing in it to load."
    had = f"It has {'a column' if len(names) == 1 else 'columns'} named {listed(names)}"
    if plain & _SCHOOL:
        return (
            f"{had}. It names schools, and its other columns are of no file that is known here. For figures of your "
            "own, use the columns URN, Measure, Year and Value."
        )
    if len(plain & _PERSON) >= 2 or ("name" in plain and plain & _PERSON - {"name"}):
        return f"{had}, and no URN. It looks like a list of people, which is not loaded here."
    if plain & _AREA:
        return f"{had}, and no URN. It holds figures of areas in a layout that is not known here. Nothing was loaded."
    if all(map(_is_number, names)):
        return (
            f"Its first row holds numbers ({listed(names)}) instead of names of columns. Put the row with the names "
            "of the columns first."
        )
    return f"{had}, and no URN. It is no file that is known here. Help lists the files that can be loaded."


def _pupils(found: tuple[str, ...]) -> str:
    what = f"{'a column' if len(found) == 1 else 'columns'} named {listed(found)}"
    return (
        f"This looks like a list of pupils or other people: it has {what}. Only figures of whole schools are loaded "
        "here, so none of it was. Add the figures up by school and load those."
    )


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,%£ -]+", text))


def _plain(name: str) -> str:
    return (
        re.sub(r"[\s_]+", " ", name.strip().lower())
        if name.lower() not in _SCHOOL | _AREA | _DESCRIBES
        else name.lower()
    )

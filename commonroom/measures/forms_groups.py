"""The form of a group of schools: a name, and schools as a person writes them down, one a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from commonroom.schools.models import School
from commonroom.schools.selectors import finding

MOST = 60
_URN = re.compile(r"^\s*(\d{6})\b")


@dataclass(frozen=True)
class Line:
    """One line as written, the school it means, or the schools it may mean."""

    written: str
    school: School | None
    perhaps: tuple[School, ...] = ()


def read_lines(text: str, near_codes: list[str]) -> list[Line]:
    """Each line as a school: by its URN, else by its name, forgiving typing errors; unsure where several fit."""
    written = [line.strip() for line in text.splitlines() if line.strip()]
    urns = {int(found.group(1)) for line in written if (found := _URN.match(line))}
    by_urn = School.objects.defer("older", "content_hash").in_bulk(urns)
    return [_line(line, by_urn, near_codes) for line in written]


def _line(written: str, by_urn: dict[int, School], near_codes: list[str]) -> Line:
    if found := _URN.match(written):
        return Line(written, by_urn.get(int(found.group(1))))
    schools = finding.find_schools(written, limit=6, near_codes=near_codes).schools
    same = [school for school in schools if finding.plain(school.name) == finding.plain(written)]
    local = [school for school in schools if school.la_code in near_codes and school.is_open]
    for fitting in (same, [school for school in same if school in local], list(schools), local):
        if len(fitting) == 1:
            return Line(written, fitting[0])
    return Line(written, None, tuple(same or local or schools))


def as_line(school: School) -> str:
    """A school as the form writes it back: its URN, then its name."""
    return f"{school.urn} {school.name}"


class GroupForm(forms.Form):
    """A group's name and schools. `cleaned_data["schools"]` is a list of schools in the order written."""

    name = forms.CharField(
        label="Name of the group",
        max_length=120,
        help_text="As it will stand in “Compared with”.",
        error_messages={"required": "Give the group a name.", "max_length": "Use at most 120 characters."},
    )
    schools = forms.CharField(
        label="Schools",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One a line: a name, or a URN. Part of a name will do where only one school fits. From two to sixty.",
        error_messages={"required": "Write at least two schools, one a line."},
    )

    def __init__(self, *args, near_codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.near_codes = list(near_codes)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_schools(self):
        text = self.cleaned_data["schools"]
        if len([line for line in text.splitlines() if line.strip()]) > MOST:
            raise ValidationError(f"A group holds at most {MOST} schools. Leave some out.")
        lines = read_lines(text, self.near_codes)
        wrong = [_problem(line) for line in lines if line.school is None]
        if wrong:
            raise ValidationError(wrong)
        schools = list({line.school.urn: line.school for line in lines if line.school}.values())
        if len(schools) < 2:
            raise ValidationError("Write at least two schools, one a line.")
        return schools


def _problem(line: Line) -> str:
    if not line.perhaps:
        return f"No school fits “{line.written[:60]}”. Check the spelling, or write its URN."
    names = ", ".join(as_line(school) for school in line.perhaps[:4])
    return f"“{line.written[:60]}” may be one of several: {names}. Write the URN of the one you mean."

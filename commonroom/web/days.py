"""A day as a form asks for it: the browser's own control, which a phone shows as a calendar."""

from __future__ import annotations

from typing import Any

from django import forms

FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y"]


class DayInput(forms.DateInput):
    """The box itself."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: str, hint: str = "", **more: Any) -> forms.DateField:
    """A field for one day; what is no day gets a sentence that names the field."""
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=DayInput(),
        input_formats=FORMATS,
        error_messages={"invalid": f"Give “{label}” as a day, like 20/03/2026."},
        **more,
    )

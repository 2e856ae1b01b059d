"""The shape of input: files, a year or day, a reason."""

from __future__ import annotations

from django import forms

from commonroom.kit.academic_year import AcademicYear

MOST_FILES = 40


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes many."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or many files."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        found = data if isinstance(data, list | tuple) else [data]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(f"Choose {MOST_FILES} files at most; bring the others in after these.")
        clean_one = super().clean
        return [clean_one(one, initial) for one in found]


class FilesForm(forms.Form):
    """Files to bring in."""

    chosen = FilesField(
        label="Drop files here, or choose them",
        allow_empty_file=True,
        error_messages={"required": "Choose at least one file, or drop it on the page."},
    )


class WhenForm(forms.Form):
    """Which year or day a file is about."""

    year = forms.CharField(
        label="Which academic year is it about?", help_text="Like 2018-19.", required=False, max_length=9
    )
    as_at = forms.DateField(
        label="Which day does it describe?",
        help_text="Like 6 March 2026: the day on which the publisher made the file.",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"],
        error_messages={"invalid": "Write the day like 6 March 2026 or 2026-03-06."},
        widget=forms.DateInput(format="%-d %B %Y"),
    )

    def __init__(self, *args, needs: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if needs in ("year", "as_at"):
            del self.fields["as_at" if needs == "year" else "year"]

    def clean_year(self) -> AcademicYear | None:
        """The year, as the house knows years."""
        text = self.cleaned_data["year"].strip()
        try:
            return AcademicYear.parse(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class WhyForm(forms.Form):
    """Why a load is withdrawn."""

    because = forms.CharField(
        label="Why is it withdrawn?", help_text="Your words stay with the load.", max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

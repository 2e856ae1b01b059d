"""Shape of what is sent about board reports."""

from __future__ import annotations

from django import forms

from commonroom.web.days import day


class BeginForm(forms.Form):
    """A report to begin, which may take the place of an earlier one."""

    replaces = forms.TypedChoiceField(label="Does it replace a report?", coerce=int, empty_value=None, required=False)
    because = forms.CharField(
        label="Why it is replaced", help_text="Readers of both will see this.", required=False, max_length=500
    )

    def __init__(self, *args, numbers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaces"].choices = [("", "No, it is a new one"), *((n, f"Report {n}") for n in numbers)]


class WordsForm(forms.Form):
    """What people say in a report: figures are not typed."""

    meeting = forms.CharField(
        label="Where it is read",
        help_text="Such as: Strategic education board, 26 March 2027. Paper 4.",
        max_length=160,
        required=False,
    )
    opening = forms.CharField(
        label="Your opening words",
        help_text="Two or three sentences. Name no school, and give no number that the report leaves out.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1200,
        required=False,
    )
    asks = forms.CharField(
        label="What the board is asked to do",
        help_text="One thing a line.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    kept = forms.MultipleChoiceField(
        label="Themes that the figures propose",
        help_text="From published figures of all schools. Take out what the board need not look at.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    heard = forms.CharField(
        label="Themes that schools have brought",
        help_text="One a line, in words that fit many schools.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args, document, **kwargs):
        super().__init__(*args, **kwargs)
        found = [one for one in document["themes"] if one["from"] == "figures"]
        self.fields["kept"].choices = [(one["key"], f"{one['title']}: {one['numbers']}") for one in found]
        if not found:
            del self.fields["kept"]

    def words(self):
        """As the service takes it."""
        data = self.cleaned_data
        return {
            "meeting": data["meeting"],
            "opening": data["opening"],
            "asks": data["asks"].splitlines(),
            "heard": data["heard"].splitlines(),
            "kept": data.get("kept", []),
        }


def initial(document):
    """What the form holds of a draft."""
    themes = document["themes"]
    return {
        "meeting": document["meeting"],
        "opening": document["opening"],
        "asks": "\n".join(document["asks"]),
        "heard": "\n".join(one["title"] for one in themes if one["from"] == "schools"),
        "kept": [one["key"] for one in themes if one["from"] == "figures" and one.get("kept", True)],
    }


class NumbersForm(forms.Form):
    """The numbers in typed words, each of which a person answers for."""

    answered = forms.MultipleChoiceField(
        label="Numbers in your words",
        help_text="Tick each that comes neither from the register nor from a figure that the report leaves out.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, said, left_out, **kwargs):
        super().__init__(*args, **kwargs)
        warning = " (a figure that is left out has this value)"
        self.fields["answered"].choices = [
            (one.around, f"“{one.text}” in “{one.around}”{warning if one.value in left_out else ''}") for one in said
        ]


class ThemeForm(forms.Form):
    """What the board decided about one theme."""

    theme = forms.ChoiceField(label="Theme")
    answer = forms.ChoiceField(
        label="What the board decided",
        choices=[("agreed", "Agreed as a theme"), ("not-now", "Not now"), ("done", "Done with")],
        widget=forms.RadioSelect,
    )
    decided_on = day("On which day")
    words = forms.CharField(label="Its words", max_length=500, required=False)

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Choose a theme"), *themes]

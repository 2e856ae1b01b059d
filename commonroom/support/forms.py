"""Shape of what is sent about schedules, days and talks."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from commonroom.kit.terms import HalfTerm
from commonroom.schools.selectors import listing
from commonroom.support import rules
from commonroom.support.services.others import PHASES
from commonroom.web.days import day

_LENGTHS = (("1", "A whole day"), ("0.5", "Half a day"))


class BookForm(forms.Form):
    """A day to book. `people` are the advisers where a lead books for one; `extra` asks for what it is."""

    on = day("On which day?")
    days = forms.TypedChoiceField(
        label="How long?", coerce=Decimal, choices=_LENGTHS, widget=forms.RadioSelect, initial="1"
    )
    starts = forms.TimeField(
        label="From what time?",
        help_text="Like 09:30. Leave it empty if it does not matter yet.",
        required=False,
        error_messages={"invalid": "Give the time like 09:30, or leave it empty."},
    )

    def __init__(self, *args, people=(), extra=False, **kwargs):
        super().__init__(*args, **kwargs)
        if extra:
            what = forms.CharField(
                label="What is it for?", help_text="In a few words. The school reads this.", max_length=400
            )
            self.fields = {"what": what, **self.fields}
        if people:
            self.fields["person"] = forms.TypedChoiceField(
                label="Which adviser?", coerce=int, choices=[("", "Choose"), *people]
            )


class DoneForm(forms.Form):
    """When something of a schedule was done."""

    on = day("On which day was it done?")


class LeaveOutForm(forms.Form):
    """Why something is left out."""

    because = forms.CharField(
        label="Why is it left out?",
        help_text="The school reads this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
    )


class DaysForm(forms.Form):
    """The days that an adviser has in a year, and what she knows well."""

    days = forms.DecimalField(
        label="Days for schools in the year",
        min_value=0,
        max_value=260,
        decimal_places=1,
        error_messages={"invalid": "Give the days as a number, like 120."},
    )
    phases = forms.MultipleChoiceField(
        label="What does the adviser know well?",
        choices=[(phase, phase) for phase in PHASES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    district = forms.CharField(
        label="From where does the adviser set out?",
        help_text="The first part of a postcode, like “UB8”: travel is counted from the middle of its schools. No "
        "home address is kept. Leave it empty to keep what stands.",
        max_length=4,
        required=False,
    )

    def clean_district(self):
        """The first part of a postcode, in capitals, in which there is a school; or nothing."""
        district = self.cleaned_data["district"].strip().upper()
        if district and listing.middle_of(district) is None:
            raise forms.ValidationError("No school lies in that district. Give the first part of a postcode, like UB8.")
        return district

    @property
    def given(self):
        """What was given, with the place that the district stands for."""
        told = {"days": self.cleaned_data["days"], "phases": self.cleaned_data["phases"]}
        place = listing.middle_of(self.cleaned_data["district"]) if self.cleaned_data["district"] else None
        return told | ({"latitude": place[0], "longitude": place[1]} if place else {})


class ExpectationForm(forms.Form):
    """What a school has done of what is expected of it."""

    kind = forms.ChoiceField(label="What was done?", widget=forms.RadioSelect)
    on = day("On which day?")
    words = forms.CharField(
        label="In a few words", help_text="What it was about, and with whom. Name no child.", max_length=500
    )

    def __init__(self, *args, expected, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.slug, each.name) for each in expected]


class DialogueForm(forms.Form):
    """A talk with the responsible body of an academy."""

    urn = forms.TypedChoiceField(label="Which academy?", coerce=int)
    whole_trust = forms.BooleanField(label="It was about all academies of its trust", required=False)
    on = day("On which day?")
    how = forms.ChoiceField(label="How?", choices=list(rules.WAYS_OF_TALKING.items()), widget=forms.RadioSelect)
    spoke_with = forms.CharField(label="With whom?", help_text="By the post they hold.", max_length=200)
    about = forms.CharField(
        label="About what, and what was agreed?",
        help_text="Schools do not read this. Write nothing about a child.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    next_on = day("When will you talk again?", "Leave it empty if no day is agreed.", required=False)

    def __init__(self, *args, academies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = [("", "Choose an academy"), *academies]


class AssignForm(forms.Form):
    """Who goes to one school in each half-term: somebody chosen by hand, or whoever the proposal says."""

    def __init__(self, *args, keys, people, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = {f"half_term_{key.half_term}": key for key, _, _ in keys}
        for key, name, days in keys:
            self.fields[f"half_term_{key.half_term}"] = forms.TypedChoiceField(
                label=f"{name}, {days}",
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", "Leave it to the proposal"), *people],
                initial=chosen.get(key, ""),
            )

    @property
    def choices(self):
        """What was chosen, by school and half-term."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


class ApartForm(forms.Form):
    """Why an adviser must not be sent to a school."""

    person = forms.TypedChoiceField(label="Which adviser?", coerce=int)
    urn = forms.TypedChoiceField(label="Not to which school?", coerce=int)
    because = forms.CharField(
        label="Why?",
        help_text="In a few words, like “taught there until 2024”. Only those who plan support read this.",
        max_length=400,
    )

    def __init__(self, *args, people, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose"), *people]
        self.fields["urn"].choices = [("", "Choose"), *schools]


class HalfTermsForm(forms.Form):
    """The first and the last day of each half-term of a year; `stands` are those that hold now."""

    def __init__(self, *args, stands, **kwargs):
        super().__init__(*args, **kwargs)
        for n, span in stands.items():
            name = HalfTerm(n).words
            self.fields[f"first_{n}"] = day(f"First day of {name}", initial=span.first)
            self.fields[f"last_{n}"] = day(f"Last day of {name}", initial=span.last)

    @property
    def pairs(self):
        """The two boxes of each half-term, with its name."""
        return [(half_term.words, self[f"first_{half_term}"], self[f"last_{half_term}"]) for half_term in HalfTerm]

    @property
    def spans(self):
        """The half-terms that were given, by number."""
        data = self.cleaned_data
        return {int(n): rules.Span(data[f"first_{n}"], data[f"last_{n}"]) for n in HalfTerm}

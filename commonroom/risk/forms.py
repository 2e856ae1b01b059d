"""Shape of what is sent in this room."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from commonroom.risk import method_parts
from commonroom.risk.document import TEAMS
from commonroom.web import numbers

CHOICES = (("confirmed", "Confirm"), ("set_aside", "Set aside"), ("asked", "Ask the school"))


class JudgementForm(forms.Form):
    """What an adviser makes of a draft: each raised finding, one to add, and the level proposed."""

    def __init__(self, *args, findings, addable, model, suggested, **kwargs):
        super().__init__(*args, **kwargs)
        for slug, name, state, why in findings:
            self.fields[f"state_{slug}"] = forms.ChoiceField(
                label=f"Your judgement: {name}",
                choices=CHOICES,
                required=False,
                widget=forms.RadioSelect,
                initial=state,
            )
            self.fields[f"why_{slug}"] = forms.CharField(
                label="Why you set it aside",
                help_text="The head, the chair and the lead will read this.",
                required=False,
                initial=why,
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=2000,
            )
        self.fields["add"] = forms.ChoiceField(
            label="What you have seen", choices=[("", "Nothing to add"), *addable], required=False
        )
        self.fields["add_because"] = forms.CharField(
            label="How you know", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
        )
        self.fields["level"] = forms.ChoiceField(
            label="Level of support",
            widget=forms.RadioSelect,
            choices=[
                (s, f"{lv.name}: {_lower(lv.sentence)}{' (suggested)' if s == suggested else ''}")
                for s, lv in model.levels.items()
            ],
        )
        self.fields["because"] = forms.CharField(
            label="Why this level fits",
            help_text="Needed where you propose another level than the evidence suggests.",
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
        )
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def clean(self):
        data = super().clean()
        for name, value in list(data.items()):
            if name.startswith("state_") and value == "set_aside" and not data.get(f"why_{name[6:]}", "").strip():
                self.add_error(f"why_{name[6:]}", "Say why you set it aside: the head, the chair and the lead read it.")
        if data.get("add") and not data.get("add_because", "").strip():
            self.add_error("add_because", "Say what you have seen: the head, the chair and the lead read it.")
        return data


def _lower(text):
    return text[:1].lower() + text[1:].rstrip(".")


class SettleForm(forms.Form):
    """The level that is decided, and why."""

    level = forms.ChoiceField(label="Level of support", widget=forms.RadioSelect)
    because = forms.CharField(
        label="Why",
        help_text="The head and the chair of governors will read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args, model, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(slug, level.name) for slug, level in model.levels.items()]


class AnswerForm(forms.Form):
    """Whether one of the four agrees."""

    answer = forms.ChoiceField(
        label="Do you agree with this level?",
        widget=forms.RadioSelect,
        choices=[("agreed", "I agree"), ("commented", "I have a comment")],
    )
    words = forms.CharField(
        label="Your words",
        help_text="All four read them, and they are kept.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def clean(self):
        data = super().clean()
        if data.get("answer") == "commented" and not data.get("words", "").strip():
            self.add_error("words", "Write your comment, or choose “I agree”.")
        return data


class AskForm(forms.Form):
    """A school asks for more support."""

    text = forms.CharField(
        label="What would you like help with?",
        help_text="Your adviser and the lead will read this. It is no judgement on the school.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class NoteForm(forms.Form):
    """What a council team knows about a school."""

    urn = forms.TypedChoiceField(label="School", coerce=int)
    team = forms.ChoiceField(label="Team", choices=[("", "Choose"), *TEAMS.items()])
    said_on = forms.DateField(label="On which day was it known?", initial=timezone.localdate)
    indicator = forms.ChoiceField(
        label="Does it speak to an indicator?",
        help_text="If you name one, it is raised in the next draft for an adviser to look at.",
        required=False,
    )
    text = forms.CharField(
        label="What is known, and how?",
        help_text="Advisers and leads read this; the school does not. Write nothing about a child.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
    )

    def __init__(self, *args, schools, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = [("", "Choose"), *schools]
        self.fields["indicator"].choices = [("", "No"), *indicators]


class AllocateForm(forms.Form):
    """Which adviser works with which schools."""

    person = forms.TypedChoiceField(label="Adviser", coerce=int)
    urns = forms.TypedMultipleChoiceField(label="Schools", coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, people, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose"), *people]
        self.fields["urns"].choices = schools


class MethodForm(forms.Form):
    """Lines and words of the method; `seen` tells what the page showed."""

    def __init__(self, *args, model, lines, seen="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen, max_length=100)
        for name, label, amount in lines:
            self.fields[name] = forms.FloatField(label=label, initial=amount)
        for key, word in model.words.items():
            self.fields[f"word_{key}"] = forms.CharField(
                label=method_parts.WORDS.get(key, key.replace("_", " ").capitalize()),
                help_text=method_parts.word_hint(key, model),
                initial=word,
                max_length=300,
            )


class PartForm(forms.Form):
    """One part of the method, made from its cells; `seen` tells what the page showed."""

    def __init__(self, *args, cells, seen="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen, max_length=100)
        for name, cell, value in cells:
            self.fields[name] = _field(cell, value)


def _field(cell, value):
    common = {"label": cell.label, "help_text": cell.hint, "required": False, "initial": value}
    if cell.kind in ("one", "many", "numbers"):
        held = [value] if cell.kind == "one" else value
        known = [code for code, _ in cell.choices]
        choices = [*cell.choices, *((one, one) for one in held if one and one not in known)]
        if cell.kind == "one":
            return forms.ChoiceField(choices=[("", "–"), *choices], **common)
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if cell.kind in ("long", "lines"):
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **common)
    kinds = {
        "number": forms.FloatField,
        "whole": forms.IntegerField,
        "date": forms.DateField,
        "yes": forms.BooleanField,
    }
    made = kinds.get(cell.kind)
    return made(**common) if made else forms.CharField(max_length=400, **common)


class DiscardForm(forms.Form):
    """The draft is let go; `seen` is how often it had been changed when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class BringForm(DiscardForm):
    """From when a draft of the method holds, and why."""

    starts_on = forms.DateField(label="From which day?", initial=timezone.localdate)
    because = forms.CharField(label="Why?", help_text="Every school reads this on the method page.", max_length=300)


class UploadForm(forms.Form):
    """A whole method as a file."""

    file = forms.FileField(
        label="The method as a TOML file", help_text="Download the present one, change it, bring it back."
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_seen(self):
        return self.cleaned_data["seen"] or 0

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 300_000:
            raise forms.ValidationError(
                f"The file has {numbers.number(file.size)} bytes; a method has 300,000 at most."
            )
        return file

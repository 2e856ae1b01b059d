"""The forms of a theme: what to do with one that is told, and one that people bring in themselves."""

from __future__ import annotations

from django import forms

from commonroom.measures.decided_themes import COLUMNS, CONFIRMED, PROPOSED, SET_ASIDE
from commonroom.web.days import day

ANSWERS = (
    (CONFIRMED, "Confirm it: the partnership stands behind it"),
    (SET_ASIDE, "Set it aside: it is not shown among the themes"),
    (PROPOSED, "Leave it as the figures propose it"),
)
_TITLE_HINT = "Everyone who opens the area page reads it. Name no school and no person."


class _Reasoned(forms.Form):
    """What every decision has: a reason and a day."""

    field_order: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"] = forms.CharField(
            label="Why",
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="It stands on the area page beside your role and the day. Name no school and no person.",
            error_messages={"required": "Say why.", "max_length": "Use at most 500 characters."},
        )
        self.fields["decided_on"] = day("On which day", "The day on which it was decided, for instance in a meeting.")
        self.order_fields(self.field_order)
        self.fields["decided_on"].error_messages["required"] = "Give the day on which it was decided."


class DecideForm(_Reasoned):
    """What to do with one theme; `answers` are those that make sense for it."""

    field_order = ("answer", "title", "because", "decided_on")

    title = forms.CharField(
        label="In these words",
        max_length=200,
        help_text=_TITLE_HINT,
        error_messages={"required": "Write the theme in a few words.", "max_length": "Use at most 200 characters."},
    )

    def __init__(self, *args, answers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.ChoiceField(
            label="What do you decide?",
            choices=[pair for pair in ANSWERS if pair[0] in answers],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what to do with the theme."},
        )
        self.order_fields(self.field_order)


class AddForm(_Reasoned):
    """A theme that the figures do not propose."""

    field_order = ("title", "kind", "rests_on", "because", "decided_on")

    title = forms.CharField(
        label="The theme in a few words",
        max_length=200,
        help_text=_TITLE_HINT,
        error_messages={"required": "Write the theme in a few words.", "max_length": "Use at most 200 characters."},
    )
    kind = forms.ChoiceField(
        label="Where it belongs",
        choices=COLUMNS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it belongs."},
    )
    rests_on = forms.CharField(
        label="What it rests on",
        max_length=500,
        help_text="Numbers or what was heard, for instance “18 schools take part; results in July”.",
        error_messages={"required": "Say what it rests on.", "max_length": "Use at most 500 characters."},
    )

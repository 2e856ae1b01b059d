"""The shape of input of the register."""

from __future__ import annotations

from django import forms

from commonroom.register.rules import law, notices, sharing
from commonroom.register.rules.placing import Gobar, Kind, Reason, Route, wanted_steps
from commonroom.register.services.disclosures import KINDS, PARTS
from commonroom.web.days import day


def words(label, hint="", *, required=True, rows=3):
    """A text of some lines."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Write a few words."},
    )


class OpenForm(forms.Form):
    """Why a record is opened."""

    reason = forms.ChoiceField(
        label="Why do you need it now?", widget=forms.RadioSelect, choices=[(r.value, r.words) for r in Reason]
    )
    words = forms.CharField(
        label="In a few words",
        max_length=300,
        help_text="For example: spring decision with the director, Monday",
        error_messages={"required": "Say in a few words why you need it now."},
    )


class PlaceForm(forms.Form):
    """A school to place, on which indicators and why."""

    urn = forms.ChoiceField(label="Which school?", error_messages={"required": "Choose the school."})
    indicators = forms.MultipleChoiceField(
        label="On which indicators?",
        widget=forms.CheckboxSelectMultiple,
        help_text="One or more. They come from your partnership’s own method.",
        error_messages={"required": "Choose at least one indicator."},
    )
    gobar = forms.ChoiceField(
        label="Is the school judged good or outstanding, and at risk all the same?",
        widget=forms.RadioSelect,
        required=False,
        choices=[("", "No"), *((g.value, f"Yes: {g.words}") for g in Gobar if g)],
    )
    because = words("Why?", "The head and the chair will read it. A level says how much support a school gets.")
    decided_on = day("When was it decided?")
    decided_with = forms.CharField(
        label="Decided together with", max_length=200, required=False, help_text="For example: the director"
    )
    due_on = day("When do you look again?", required=False)

    def __init__(self, *args, schools=(), indicators=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = [("", "Choose a school"), *schools]
        self.fields["indicators"].choices = indicators


class DecideForm(forms.Form):
    """What is decided about an entry."""

    kind = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        choices=[
            (Kind.KEPT.value, "Keep it as it is"),
            (Kind.TAPER.value, "Begin the taper: help lessens step by step"),
            (Kind.HANDED_OVER.value, "Take it off the register and hand over"),
        ],
    )
    words = words("Your reasons", "The head and the chair will read them.")
    on = day("When was it decided?")
    due_on = day("When do you look again?", "Not needed where you hand over.", required=False)
    handed_to = forms.CharField(
        label="To whom do you hand over?", max_length=200, required=False, help_text="Only where you hand over."
    )


class StepForm(forms.Form):
    """Something that was done for an entry."""

    kind = forms.ChoiceField(label="What was done?", widget=forms.RadioSelect)
    on = day("When?")
    words = words("What was said", "Who was there, what was talked about, what follows.")
    accepted = forms.BooleanField(
        label="The reasons are understood and accepted by all parties", required=False,
        help_text="For the first conversation with the headteacher.",
    )  # fmt: skip

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        route = Route(entry.route)
        kinds = dict.fromkeys([*wanted_steps(route, Gobar(entry.gobar)), Kind.TOLD_SCHOOL, Kind.TOLD_REGIONS])
        self.fields["kind"].choices = [(k.value, k.words) for k in kinds]


class GrantForm(forms.Form):
    """Sight for one person."""

    person = forms.ChoiceField(label="Who?", error_messages={"required": "Choose a person."})
    purpose = forms.CharField(label="For what purpose?", max_length=300, help_text="The school can read it.")
    until = day("Until when?", "A term at most. It ends by itself on that day.")

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose a person"), *people]


class RenewForm(forms.Form):
    """The same person’s sight again."""

    purpose = forms.CharField(label="For what purpose?", max_length=300, help_text="The school can read it.")
    until = day("Until when?", "A term at most.")


class EndForm(forms.Form):
    """Why sight ends."""

    because = forms.CharField(label="Why does it end?", max_length=300)


class InterestForm(forms.Form):
    """An own interest."""

    urn = forms.ChoiceField(label="Which school?", error_messages={"required": "Choose the school."})
    what = forms.CharField(
        label="What is your interest?",
        max_length=300,
        help_text="You govern or work there, or have a child or close relative there.",
    )

    def __init__(self, *args, schools=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = [("", "Choose a school"), *schools]


class NoticeForm(forms.Form):
    """A notice to draft."""

    issuer = forms.ChoiceField(label="Who gives it?", widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(
        label="On which grounds?", widget=forms.CheckboxSelectMultiple, required=False
    )  # fmt: skip
    evidence = words("The evidence", "What the notice rests on: figures, dates, what was tried before.", rows=6)
    recipients = words("Who gets it?", "One on each line.", required=False)

    def __init__(self, *args, flow, on, **kwargs):
        super().__init__(*args, **kwargs)
        office = law.office("regions", on)
        self.fields["issuer"].choices = [("council", "The council"), ("regions", office)]
        if flow is notices.ACADEMY:
            del self.fields["grounds"]
        else:
            self.fields["grounds"].choices = [
                (g.slug, f"{g.words} ({g.section})") for g in law.GROUNDS if g.starts_on <= on
            ]


class WordsForm(forms.Form):
    """The words of one kind of letter."""

    to = forms.CharField(label="To whom?", max_length=300)
    subject = forms.CharField(label="What is it about?", max_length=300)
    paragraphs = words("The paragraphs", "One on each line.", rows=14)
    starts_on = day("From which day?", "Letters of an earlier day keep the words before.")
    because = forms.CharField(label="Why do they change?", max_length=300, help_text="It stays with this version.")


class TemplateForm(forms.Form):
    """A Word template to bring."""

    file = forms.FileField(label="The template (.docx)", help_text="2 MB at most.")
    starts_on = day("From which day?")


class MarkForm(forms.Form):
    """The markers of an entry."""

    foi_marker = forms.CharField(label="Freedom of Information", max_length=200)
    code_marker = forms.CharField(label="Code of Practice for working with schools", max_length=200)
    because = words("Why do they change?", "Your name and your reason stand in the story.", rows=2)


class MoveForm(forms.Form):
    """What happened to a notice."""

    after = forms.ChoiceField(label="What happened?", widget=forms.RadioSelect)
    on = day("When?")
    because = words("In words", "What shows it, what was decided, or why.")
    comply_by = day("Last day to comply or to answer", "Only where you issue it now.", required=False)

    def __init__(self, *args, moves=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(m.after, m.words) for m in moves]


class LetterForm(forms.Form):
    """A letter to write."""

    kind = forms.ChoiceField(label="Which letter?", widget=forms.RadioSelect)
    dated = day("Date of the letter")
    signed_by = forms.CharField(label="Signed by", max_length=300)

    def __init__(self, *args, kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds


class DiscloseForm(forms.Form):
    """What is handed over, to whom and why."""

    kind = forms.ChoiceField(label="Why is it handed over?", widget=forms.RadioSelect, choices=list(KINDS.items()))
    to = forms.CharField(label="Who gets it?", max_length=300)
    ground = forms.CharField(
        label="On what ground?", max_length=500, help_text="The order, the request with its date, the section of law."
    )
    parts = forms.MultipleChoiceField(
        label="Which parts?",
        widget=forms.CheckboxSelectMultiple,
        choices=list(PARTS.items()),
        help_text="What is asked for, and no more.",
        error_messages={"required": "Choose at least one part."},
    )


class ShareForm(forms.Form):
    """Local intelligence that was shared with an office outside."""

    urn = forms.TypedChoiceField(
        label="About which school?", coerce=int, error_messages={"required": "Choose the school."}
    )
    office = forms.ChoiceField(
        label="With whom was it shared?", widget=forms.RadioSelect, error_messages={"required": "Choose the office."}
    )
    who = forms.CharField(
        label="With whom there?",
        max_length=200,
        required=False,
        help_text="The post, not a name. Needed for another office.",
    )
    shared_on = day("When was it shared?")
    what = words("What was shared?", "As it was told, and no more.")
    purpose = forms.CharField(label="For what purpose?", max_length=300, help_text="For example: before an inspection")
    ground = forms.CharField(
        label="On what lawful basis?",
        max_length=500,
        help_text="The section of the law, the agreement between the offices, or the request with its date.",
    )
    school_reads = forms.TypedChoiceField(
        label="May the school’s head and chair read this line?",
        help_text="They then see what was shared, with whom, when and why, and your role instead of your name.",
        widget=forms.RadioSelect,
        coerce=lambda said: said == "yes",
        choices=[("yes", "Yes"), ("no", "No, it would do harm or stand in the way of what the office must do")],
        error_messages={"required": "Choose whether the school reads it."},
    )

    def __init__(self, *args, schools=(), on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = [("", "Choose a school"), *schools]
        self.fields["office"].choices = sharing.choices(on)

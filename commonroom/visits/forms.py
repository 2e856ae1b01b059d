"""Shape of what is sent about visits, notes, help, plans, meetings and reviews."""

from __future__ import annotations

from django import forms

from commonroom.visits.rules import asked, cases, notes
from commonroom.web.days import day


def text(label, help_text="", rows=4, **more):
    return forms.CharField(
        label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}), max_length=8000, **more
    )


def line(label, help_text="", most=160, **more):
    return forms.CharField(label=label, help_text=help_text, max_length=most, **more)


def one_of(label, choices, help_text="", **more):
    return forms.ChoiceField(
        label=label, help_text=help_text, widget=forms.RadioSelect, choices=list(dict(choices).items()), **more
    )


def line_of(lines):
    return forms.TypedChoiceField(
        label="Which part of the school’s schedule is it for? (optional)",
        help_text="Once the note is shared, the schedule says that it was done, or counts the day.",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "None of it"), *lines],
    )


# ---- visits and notes


class VisitForm(forms.Form):
    """A visit to plan, or contact to note."""

    urn = forms.TypedChoiceField(label="Which school?", coerce=int)
    kind = one_of("What kind of contact?", notes.KINDS)
    on = day("On which day?")
    purpose = line("What is it for?", "In a few words. The school sees this.", 500, required=False)

    def __init__(self, *args, schools=(), lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = [("", "Choose a school"), *schools]
        if lines:
            self.fields["line"] = line_of(lines)


class LineForm(forms.Form):
    """The part of the schedule that a visit is for."""

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"] = line_of(lines)


HINTS = {
    "with_whom": "By the posts they hold.",
    "seen": "What was seen, where, and with whom. Name no child.",
    "help_words": "If you chose yes.",
}


NEEDED = "Needed before the note goes for review."


class NoteForm(forms.Form):
    """The words of a note. The yearly visit asks what it evaluates as well; nothing must be filled in to be saved."""

    def __init__(self, *args, kind="support", **kwargs):
        super().__init__(*args, **kwargs)
        for key, label in notes.TEXTS.items():
            if key in notes.EVALUATION and kind != "annual":
                continue
            if key == "groups_words":
                must = NEEDED if kind in notes.ASKS_GROUPS else ""
                self._tick(
                    "groups", "Whose experience did you look at?", notes.GROUPS, must and f"{must} Tick one at least."
                )
            if key == "triggers_words":
                self._tick("triggers", "Does anything need attention beyond the figures?", notes.TRIGGERS)
            if key == "help_words":
                choices = notes.CHOICES["help"]
                self.fields["help"] = one_of("Should we find help for the school?", choices, NEEDED, required=False)
            rows = 6 if key == "seen" else 3
            must = NEEDED if key == "seen" or key in notes.EVALUATION else ""
            self.fields[key] = text(label, f"{must} {HINTS.get(key, '')}".strip(), rows, required=False)

    def _tick(self, key, label, choices, hint=""):
        self.fields[key] = forms.MultipleChoiceField(
            label=label,
            help_text=hint,
            widget=forms.CheckboxSelectMultiple,
            choices=list(choices.items()),
            required=False,
        )


class TitledForm(forms.Form):
    """The words of a record or a summary, one text a heading."""

    def __init__(self, *args, titles, **kwargs):
        super().__init__(*args, **kwargs)
        for key, label in titles.items():
            self.fields[key] = text(label, rows=6, required=False)


class BecauseForm(forms.Form):
    """A reason."""

    because = text("Why?", "Your name, your reason and the time are kept for good.")


class NothingForm(forms.Form):
    """A press of a button, asked again in words."""


class SendBackForm(forms.Form):
    """What a writer should look at again."""

    because = text("What should the adviser look at again?", "The adviser reads this above the note.")


class ShareForm(forms.Form):
    """Who reads a note beside the head."""

    shows_chair = forms.BooleanField(
        label="Also show it to the chair of governors",
        required=False,
        help_text="Ticked already where the school’s level of support asks for it.",
    )


class ReplyForm(forms.Form):
    """The head's reply: how far the note is accurate, and beside each paragraph what it should say."""

    answer = one_of("How far is the note accurate?", notes.ANSWERS)
    words = text("Anything you want readers to know (optional)", required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, paragraphs=(), **kwargs):
        super().__init__(*args, **kwargs)
        for paragraph in paragraphs:
            self.fields[f"p{paragraph.number}"] = text(
                f"What paragraph {paragraph.number} should say (optional)", rows=2, required=False
            )


# ---- help, steps, queries


class HelpForm(forms.Form):
    """Help to ask for."""

    what = text("What kind of help?")


class MatchForm(forms.Form):
    """Who gives the help."""

    source = one_of("Who gives the help?", cases.SOURCES, "School-to-school support comes first.")
    who = line("Their name", "The school, the team or the firm.", 200)
    because = text("Why can another school not give it now?", "Only where it is not a school.", 2, required=False)
    hand_back_on = day("When does a school take it over?", "Planned. Needed where it is not a school.", required=False)


class BeginForm(forms.Form):
    """When help began."""

    begins_on = day("On which day did it begin?")


class MoveBackForm(BecauseForm):
    """A later or earlier hand-back."""

    hand_back_on = day("New day of handing back")
    field_order = ["hand_back_on", "because"]


class HandBackForm(forms.Form):
    """How help ended."""

    ended_on = day("On which day was it handed back?")
    outcome = text("What came of it, and who goes on?")


class StepForm(forms.Form):
    """A step before any intervention."""

    kind = one_of("What was done?", cases.PREVENTIVE)
    on = day("On which day?")
    words = text("What happened?")


class QueryForm(forms.Form):
    """A question between visits."""

    words = text("What is asked?", "Name no child.")
    asked_by = line("Who asks?", most=200)
    asked_on = day("On which day?")


class AnswerForm(forms.Form):
    """An answer."""

    answer = text("What is the answer?")


# ---- plans


class PlanForm(forms.Form):
    """A plan to begin."""

    name = line("What is it called?", "Say what it is to make better: “Writing and attendance”.")
    starts_on = day("From")
    ends_on = day("Until")
    after_notice = forms.BooleanField(
        label="Somebody from outside is to validate it",
        required=False,
        help_text="It is then closed only once that is done. After a warning notice this is required.",
    )


class PriorityForm(forms.Form):
    """What is to become better."""

    name = line("What is to become better?")
    success = text("How will it be seen to have worked?", "In words, where no measure says it.", 3, required=False)
    measure = forms.ChoiceField(
        label="Measure (optional)", required=False, help_text="This school has figures of these."
    )
    target = forms.DecimalField(
        label="Figure it is to reach",
        help_text="Better than the newest one: lower for absence, higher for most others.",
        required=False,
        max_digits=12,
        decimal_places=2,
    )
    holds_because = line(
        "Or why is the aim to hold what there is? (optional)",
        "Only where the figure is no better than now: “Well above England; the two new classes keep it so.”",
        500,
        required=False,
    )

    def __init__(self, *args, measures=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", "No measure"), *measures]


class ActionForm(forms.Form):
    """Something to do."""

    what = line("What is to be done?", most=300)
    owner = line("Who does it?", "By the post they hold.", 120)
    due_on = day("By when?")


class EndActionForm(forms.Form):
    """How an action ended."""

    state = one_of("Is it done?", {"done": "It is done", "dropped": "It is dropped"})
    on = day("On which day?")
    words = text("What came of it?", "Say why where it is dropped.", 3, required=False)


class FundingForm(forms.Form):
    """Money for a plan."""

    what = line("What is it for?", most=200)
    source = line("Where does it come from?")
    amount = forms.DecimalField(label="How much, in pounds?", max_digits=10, decimal_places=2, min_value=0)


class ProgressForm(forms.Form):
    """How a priority stands."""

    words = text("How does it stand?")
    on = day("On which day?")
    meeting = forms.TypedChoiceField(label="At which meeting? (optional)", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, meetings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [("", "Between meetings"), *meetings]


class ValidateForm(forms.Form):
    """A validation from outside."""

    who = line("Who validated it, and for whom do they work?", most=200)
    on = day("On which day?")
    words = text("What did they find?")


class CloseForm(forms.Form):
    """The end of a plan."""

    words = text("What has the plan brought?")


# ---- meetings and reviews


class MeetingForm(forms.Form):
    """A meeting to plan."""

    kind = one_of("What kind of meeting?", {k: v for k, v in cases.MEETINGS.items() if k != "internal"})
    on = day("On which day?")
    place = line("Where? (optional)", required=False)
    focus = line("What will it look at? (optional)", most=300, required=False)
    invited = text("Who else is invited? (optional)", "One a line, by the post they hold.", 3, required=False)
    chair_invited = forms.BooleanField(
        label="The chair of governors is invited",
        initial=True,
        required=False,
        help_text="An invited chair also reads the record.",
    )


class AskedMeetingForm(forms.Form):
    """The meeting that a level or an assessment asks for."""

    on = day("On which day?")
    place = line("Where? (optional)", required=False)


class InternalMeetingForm(forms.Form):
    """An internal review meeting to plan."""

    on = day("On which day?")
    place = line("Where? (optional)", required=False)
    focus = line("What will it look at? (optional)", most=300, required=False)


class MoveForm(BecauseForm):
    """Another day."""

    on = day("New day")
    field_order = ["on", "because"]


class CirculateForm(forms.Form):
    """Who came, who did not and why."""

    def __init__(self, *args, kind, again=False, **kwargs):
        super().__init__(*args, **kwargs)
        if kind in asked.OUTCOMES:
            label = {"level": "What came of it?", "first": "Are the reasons understood and accepted?"}[kind]
            self.fields["outcome"] = one_of(label, asked.OUTCOMES[kind], required=False)
        for party in cases.MUST[kind]:
            self.fields[f"there_{party}"] = line(cases.PARTIES[party], most=120, required=False)
            self.fields[f"absent_{party}"] = line(
                f"If nobody came as {cases.PARTIES[party].lower()}, why?", most=200, required=False
            )
        if again:
            self.fields["because"] = text("What is corrected, and why?")


class RhythmForm(forms.Form):
    """How often a task group meets."""

    every = one_of("How often does the task group meet?", {k: words for k, (words, _) in cases.RHYTHMS.items()})
    because = text("Why?", rows=2)


class ReviewForm(forms.Form):
    """A review to plan."""

    theme = one_of("What does it look at?", cases.REVIEWS)
    on = day("On which day?")
    priority = forms.TypedChoiceField(
        label="Which priority of the plan asks for it? (optional)", coerce=int, empty_value=None, required=False
    )
    officers = forms.MultipleChoiceField(
        label="Who helps? (optional)",
        widget=forms.CheckboxSelectMultiple,
        choices=list(cases.OFFICERS.items()),
        required=False,
    )

    def __init__(self, *args, priorities=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["priority"].choices = [("", "No priority"), *priorities]


class TimetableForm(forms.Form):
    """A timetable that was agreed."""

    agreed_on = day("On which day was it agreed?")
    with_whom = line("With whom at the school?", most=200)
    timetable = text("The timetable", rows=8)

"""Shape of what is sent about documents."""

from __future__ import annotations

from django import forms

from commonroom.documents.rules import Classification, Kind
from commonroom.web.days import day


class DocumentForm(forms.Form):
    """A document to add."""

    title = forms.CharField(
        label="What is it?", max_length=200, help_text="As a colleague would look for it: “Prospectus 2026”."
    )
    kind = forms.ChoiceField(
        label="What kind of document?",
        help_text="The newest self-evaluation and the newest plan stand on the school’s page of support.",
        widget=forms.RadioSelect,
        choices=[(k.value, k.words) for k in Kind],
        initial=Kind.OTHER.value,
    )
    dated_on = day("Of which day is it?", "The day that stands on it. Leave it empty for today.", required=False)
    file = forms.FileField(label="The file", help_text="25 million bytes at most.")
    classification = forms.ChoiceField(
        label="Who may read it?",
        widget=forms.RadioSelect,
        choices=[(c.value, c.words) for c in Classification],
    )


class OpenDocumentForm(DocumentForm):
    """A document to add by somebody who does not read restricted ones."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["classification"].choices = [(Classification.MEMBERS.value, Classification.MEMBERS.words)]
        self.fields["classification"].initial = Classification.MEMBERS.value


class WithdrawForm(forms.Form):
    """Why a document is withdrawn."""

    because = forms.CharField(
        label="Why?", max_length=300, help_text="Your name, your reason and the time are kept for good."
    )

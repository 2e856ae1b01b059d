"""The partnership's words for letters and its Word template: what holds, what held before, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.register import selectors
from commonroom.register import services as verbs
from commonroom.register.forms import TemplateForm, WordsForm
from commonroom.register.letters import setting
from commonroom.register.rules.notices import FLOWS
from commonroom.register.views.papers import WORD
from commonroom.register.views.parts import keepers_only, to


@keepers_only
def letters(request):
    """Every letter with the words that hold today, and the Word template."""
    today, partnership = timezone.localdate(), request.partnership
    form = TemplateForm(request.POST or None, request.FILES or None, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            verbs.bring_template(
                partnership=partnership, name=file.name, content=file.read(),
                starts_on=form.cleaned_data["starts_on"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, "The template is kept. Letters from its day on are set in it.")
            return redirect(to(request, "letters"))
    rows = selectors.letters(partnership, on=today).values()
    context = {
        "title": "Letters",
        "rows": [(row, FLOWS[row.flow].name, selectors.words_story(partnership, row.kind)) for row in rows],
        "templates": selectors.letter_templates(partnership),
        "holds": selectors.letter_template(partnership, on=today),
        "form": form,
        "places": sorted(setting.PLACES),
        "breadcrumbs": [("Register", to(request, "list")), ("Letters", "")],
    }
    return render(request, "register/letters.html", context)


@keepers_only
def blank(request):
    """The Word template of the product, to begin one's own from."""
    response = HttpResponse(setting.blank(), content_type=WORD)
    response["Content-Disposition"] = 'attachment; filename="letter-template.docx"'
    return response


@keepers_only
def words(request, kind):
    """The words of one letter: change them from a day on; the versions before stay."""
    today, partnership = timezone.localdate(), request.partnership
    letter = selectors.letters(partnership, on=today).get(kind)
    if letter is None:
        raise Http404
    initial = {
        "to": setting.shown(letter.to),
        "subject": setting.shown(letter.subject),
        "paragraphs": setting.shown("\n\n".join(letter.paragraphs)),
        "starts_on": today,
    }
    form = WordsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {**data, **{key: setting.from_shown(data[key]) for key in ("to", "subject", "paragraphs")}}
        given["paragraphs"] = given["paragraphs"].splitlines()
        try:
            verbs.change_words(partnership=partnership, kind=kind, by=request.user, at=timezone.now(), **given)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The words are kept. Letters that were written stay as they are.")
            return redirect(to(request, "letters"))
    context = {
        "title": letter.name,
        "form": form,
        "names": setting.FACTS,
        "story": selectors.words_story(partnership, kind),
        "breadcrumbs": [("Register", to(request, "list")), ("Letters", to(request, "letters")), (letter.name, "")],
    }
    return render(request, "register/words.html", context)

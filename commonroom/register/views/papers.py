"""What leaves the screen: the printed record, letters in Word and PDF, disclosure packs. Each is on record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.register import access, selectors
from commonroom.register import services as verbs
from commonroom.register.forms import DiscloseForm
from commonroom.register.letters import setting
from commonroom.register.services import notices as services
from commonroom.register.services.disclosures import COLUMNS, KINDS, PARTS
from commonroom.register.views.parts import banner, kept, opened, shows
from commonroom.web import exports, pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _sent(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _paper(request, template, context, name):
    """A paper that carries the reader’s name and the time on each sheet."""
    now = timezone.localtime()
    mark = f"Confidential. Printed by {request.user.name}, {now:%-d %B %Y at %H:%M}"
    try:
        content = pdf.render_pdf(template, {**context, "mark": mark})
    except pdf.PaperUnavailable as error:
        raise Refused(str(error)) from error
    return _sent(content, "application/pdf", name)


@opened
@shows("reasons")
def record(request):
    """The entry on paper; that it was printed is kept."""
    entry = request.entry
    verbs.record_print(opening=request.opening, by=request.user, at=timezone.now())
    context = {
        "title": f"Entry {entry.reference}",
        "entry": entry,
        "school": selectors.school_of(entry),
        "standing": selectors.standing(request.partnership, entry.urn),
        "indicators": selectors.indicator_words(entry),
        "story": selectors.steps(entry),
    }
    return _paper(request, "register/paper_record.html", context, f"entry-{entry.reference}.pdf")


def _letter(request, notice, letter):
    held = access.open_notice(notice, request.entry, to=request.user, partnership=request.partnership)
    return access.open_letter(letter, held)


@opened
def letter_word(request, notice, letter):
    """A letter as a Word file."""
    found = _letter(request, notice, letter)
    verbs.record_print(opening=request.opening, by=request.user, at=timezone.now())
    return _sent(
        setting.as_word(services.letter_facts(found), services.template_of(found)), WORD, f"letter-{found.dated}.docx"
    )


@opened
def letter_pdf(request, notice, letter):
    """A letter as a PDF: the same words, without the reader’s mark, for it goes out."""
    found = _letter(request, notice, letter)
    verbs.record_print(opening=request.opening, by=request.user, at=timezone.now())
    facts = services.letter_facts(found)
    try:
        content = pdf.render_pdf("register/paper_letter.html", {"title": found.subject, **facts})
    except pdf.PaperUnavailable as error:
        raise Refused(str(error)) from error
    return _sent(content, "application/pdf", f"letter-{found.dated}.pdf")


@kept
def disclose(request):
    """Make a disclosure pack."""
    form = DiscloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.disclose(entry=request.entry, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("register:entry", request.partnership.slug, request.entry.public_id)
    context = banner(
        request, title="Make a disclosure pack", form=form, button="Make the pack", crumbs=[("Disclosure", "")]
    )
    return render(request, "register/form.html", context)


@kept
def pack_csv(request, disclosure):
    """A pack as CSV: its frozen rows, and nothing else."""
    found = access.open_disclosure(disclosure, request.entry, to=request.user, partnership=request.partnership)
    return exports.csv_response(f"disclosure-{request.entry.reference}", COLUMNS, found.rows)


@kept
def pack_pdf(request, disclosure):
    """A pack as a flat PDF."""
    found = access.open_disclosure(disclosure, request.entry, to=request.user, partnership=request.partnership)
    context = {
        "title": f"Disclosure {found.at:%-d %B %Y}",
        "disclosure": found,
        "columns": COLUMNS,
        "kind": KINDS[found.kind],
        "parts": [PARTS[part] for part in found.parts],
        "school": selectors.school_of(request.entry),
    }
    return _paper(request, "register/paper_pack.html", context, f"disclosure-{request.entry.reference}.pdf")

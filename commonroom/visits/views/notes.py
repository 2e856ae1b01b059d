"""A visit to plan, a note as each reader meets it, and the school's reply."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.visits import access, forms, selectors, services
from commonroom.visits.models import Brokerage
from commonroom.visits.rules import days
from commonroom.visits.rules import notes as rules
from commonroom.visits.views import steps
from commonroom.visits.views.steps import Step

STEPS = {
    "take-back": Step(
        "Take the note back",
        "Take it back",
        "write a note",
        ("review",),
        lambda note, _, data, who, site: services.take_back_note(note=note, **who),
        lede="The lead no longer sees it as waiting. You can write on and send it again.",
        said="The note is a draft again.",
    ),
    "share": Step(
        "Share the note with the school",
        "Share it",
        "review a note",
        ("review",),
        lambda note, _, data, who, site: services.share_note(
            note=note, shows_chair=data["shows_chair"], site=site, **who
        ),
        forms.ShareForm,
        lambda note, _: {"initial": {"shows_chair": note.shows_chair}},
        lede="The head reads it and may reply. The e-mail says only that there is something to read.",
        said="The note is shared. Its words stay as they are; a correction is a new edition.",
    ),
    "send-back": Step(
        "Send the note back",
        "Send it back",
        "review a note",
        ("review",),
        lambda note, _, data, who, site: services.send_back_note(note=note, because=data["because"], **who),
        forms.SendBackForm,
        said="The note is with its writer again.",
    ),
    "correct": Step(
        "Correct the note",
        "Begin the correction",
        "write a note",
        ("shared",),
        lambda note, _, data, who, site: services.correct_note(note=note, because=data["because"], **who),
        forms.BecauseForm,
        lede="The note that the school read stays beside the new edition, with your reason.",
        said="Correct the words, then send them for review.",
    ),
    "line": Step(
        "Which part of the schedule the visit is for",
        "Say which part of the schedule it is for",
        "plan a visit",
        ("draft", "review"),
        lambda note, _, data, who, site: services.set_line(note=note, line_id=data["line"], **who),
        forms.LineForm,
        lambda note, _: {
            "lines": selectors.lines_to_visit(note.partnership, urn=note.urn, on=note.visit.on),
            "initial": {"line": note.visit.line_id},
        },
        said="The schedule follows once the note is shared.",
        also=lambda note: not note.issued and note.visit.cancelled_at is None,
    ),
    "cancel": Step(
        "Cancel the visit",
        "Cancel the visit",
        "plan a visit",
        ("draft",),
        lambda note, _, data, who, site: services.cancel_visit(note=note, because=data["because"], **who),
        forms.BecauseForm,
        said="The visit is cancelled.",
        also=lambda note: not note.issued and note.visit.cancelled_at is None,
    ),
}


def new_visit(request):
    """Plan a visit, or note contact that has been."""
    schools = selectors.schools_to_visit(request.user, partnership=request.partnership)
    urn = request.GET.get("urn", "")
    asked = request.POST.get("urn", urn)
    lines = []
    if asked.isdigit() and int(asked) in dict(schools):
        lines = selectors.lines_to_visit(request.partnership, urn=int(asked), on=timezone.localdate())
    form = forms.VisitForm(
        request.POST if request.method == "POST" else None,
        schools=schools,
        lines=lines,
        initial={"urn": urn, "on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.plan_visit(
                partnership=request.partnership,
                urn=data["urn"],
                kind=data["kind"],
                on=data["on"],
                purpose=data["purpose"],
                line_id=data.get("line"),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(address(request, made))
    crumbs = [("Visits", reverse("visits:list", args=[request.partnership.slug])), ("Plan or note a visit", "")]
    context = {"title": "Plan or note a visit", "form": form, "breadcrumbs": crumbs, "button": "Go on to its note"}
    return render(request, "visits/form.html", context)


def address(request, note):
    """Where a note stands."""
    return reverse("visits:note", args=[request.partnership.slug, note.public_id])


def crumbs_of(request, note):
    """The way to a note: from the list for staff, from the school's own page for the school."""
    if access.reads_drafts(request.user, partnership=request.partnership, urn=note.urn):
        return [("Visits", reverse("visits:list", args=[request.partnership.slug]))]
    return steps.crumbs_for(request, note)


def note(request, public_id):
    """One note: a form for its writer, the words for everybody else who may read it."""
    found = access.open_note(public_id, to=request.user, partnership=request.partnership)
    services.opened(found, by=request.user, at=timezone.now())
    return show_note(request, found)


def show_note(request, found, *, form=None, status=200):
    """The page of a note that stands open already, with a form that was refused where there is one."""
    draft = selectors.draft_of(found)
    writes = found.state == "draft" and bool(
        access.role_for("write a note", by=request.user, partnership=request.partnership, urn=found.urn)
    )
    writes = writes and found.visit.cancelled_at is None
    context = {**base_of(request, found), "draft": draft, "steps": steps.offered(STEPS, found, request.user)}
    if writes:
        context["form"] = form or forms.NoteForm(initial=draft.words, kind=found.visit.kind)
        context["kept_as"] = f"{request.user.pk}-{found.public_id}"
        context["last"] = selectors.last_note_before(found)
        return render(request, "visits/write.html", context, status=status)
    return render(request, "visits/note.html", context | _read(request, found, draft))


def base_of(request, found):
    """What every page of a note says."""
    school = selectors.school_names([found.urn]).get(found.urn, f"URN {found.urn}")
    return {
        "title": f"{school}, {found.visit.on.day} {found.visit.on:%B %Y}",
        "note": found,
        "visit": found.visit,
        "line": selectors.line_of(found.visit),
        "school": school,
        "reads_drafts": access.reads_drafts(request.user, partnership=request.partnership, urn=found.urn),
        "breadcrumbs": [*crumbs_of(request, found), (f"{found.visit.on.day} {found.visit.on:%B %Y}", "")],
    }


def _read(request, found, draft):
    """The editions, the replies, and what waits: for readers of the finished words."""
    editions = selectors.editions_of(found)
    may_reply = bool(
        found.issued
        and access.role_for("reply to a note", by=request.user, partnership=request.partnership, urn=found.urn)
    )
    waiting = draft if found.state != "shared" and access.reads_drafts(
        request.user, partnership=request.partnership, urn=found.urn
    ) else None  # fmt: skip
    return {
        "waiting": rules.paragraphs(waiting.words) if waiting else [],
        "editions": [(one, rules.paragraphs(one.words)) for one in editions],
        "replies": [replied(reply) for reply in selectors.replies_to(found)],
        "may_reply": may_reply,
        "help": Brokerage.objects.filter(note=found).first(),
        "until": days.said(found.reply_until) if found.reply_until else "",
        "today": timezone.localdate(),
    }


def replied(reply):
    """A reply with its corrections in the order of the paragraphs."""
    return reply, sorted((int(number), words) for number, words in reply.corrections.items())


def note_step(request, public_id, step):
    """Take a note back, share it, send it back, correct it, or cancel its visit."""
    found = access.open_note(public_id, to=request.user, partnership=request.partnership)
    crumbs = [*crumbs_of(request, found), (str(found.visit), address(request, found))]
    return steps.take(request, found, STEPS, step, back=address(request, found), crumbs=crumbs)


def reply(request, public_id):
    """The head's right of reply, paragraph by paragraph; her words stay with the note."""
    found = access.open_note(public_id, to=request.user, partnership=request.partnership)
    if not access.role_for("reply to a note", by=request.user, partnership=request.partnership, urn=found.urn):
        raise Http404
    edition = selectors.editions_of(found)[0]
    paragraphs = rules.paragraphs(edition.words)
    form = forms.ReplyForm(
        request.POST if request.method == "POST" else None,
        paragraphs=paragraphs,
        initial={"edition": edition.number},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.reply_to_note(
                note=found,
                edition=data["edition"],
                answer=data["answer"],
                corrections={one.number: data[f"p{one.number}"] for one in paragraphs},
                words=data["words"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your reply stands with the note. Whoever reads one reads the other.")
            return redirect(address(request, found))
    context = {
        **base_of(request, found),
        "title": "Is this note accurate?",
        "form": form,
        "edition": edition,
        "answers": [(one, form[f"p{one.number}"]) for one in paragraphs],
        "until": days.said(found.reply_until),
        "is_late": timezone.localdate() > found.reply_until,
        "kept_as": f"{request.user.pk}-reply-{found.public_id}-{edition.number}",
    }
    return render(request, "visits/reply.html", context)

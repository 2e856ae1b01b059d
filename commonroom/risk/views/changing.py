"""Changing the method: everything is gathered in a draft, and one press brings the draft into force."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.measures.catalogue import catalogue
from commonroom.measures.selectors import figures
from commonroom.risk import differing, document, editing, method_parts, services, support_model
from commonroom.risk.forms import BringForm, DiscardForm, MethodForm, UploadForm

_BESIDE = {"england": "England", "authority": "the local authority"}


def change(request):
    """The draft with what differs in it, the parts, and lines and words at one glance."""
    basis = support_model.basis(request.partnership)
    lines = _lines(basis.model)
    shown = [*((name, amount) for name, _, amount in lines), *((f"word_{k}", w) for k, w in basis.model.words.items())]
    form = MethodForm(request.POST or None, model=basis.model, lines=lines, seen=editing.standing(shown))
    if request.method == "POST" and form.is_valid() and still_stands(form, shown, basis):
        data = _changed(document.as_data(basis.model), form.cleaned_data)
        if kept(request, form, data, basis):
            return redirect("risk:method_change", request.partnership.slug)
    return _page(request, basis, form, lines)


def bring(request):
    """Make one dated version of the draft."""
    basis = support_model.basis(request.partnership)
    form = BringForm(request.POST, auto_id="bring_%s")
    if form.is_valid():
        try:
            row = services.bring_into_force(
                partnership=request.partnership, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.CannotKeepDraft as error:
            form.add_error(None, str(error))
            basis = support_model.basis(request.partnership)
            _see(form, basis.seen)
        else:
            day = f"{row.starts_on.day} {row.starts_on:%B %Y}"
            messages.success(request, f"Version {row.number} of the method holds from {day}.")
            return redirect("risk:method", request.partnership.slug)
    if basis.draft is None:
        messages.error(request, " ".join(form.non_field_errors()) or "There is no draft of the method.")
        return redirect("risk:method_change", request.partnership.slug)
    return _page(request, basis, bring_form=form)


def discard(request):
    """Let the draft go; the method stays as it is."""
    form = DiscardForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else 0
        services.discard_draft(partnership=request.partnership, seen=seen, by=request.user, at=timezone.now())
    except services.CannotKeepDraft as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The draft is gone. The method stays as it is.")
    return redirect("risk:method_change", request.partnership.slug)


def upload(request):
    """A whole method from a file, as the draft."""
    basis = support_model.basis(request.partnership)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"seen": basis.seen})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            model = document.parse(file.read().decode("utf-8-sig"), name=file.name)
            services.keep_draft(
                partnership=request.partnership,
                data=document.as_data(model),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except UnicodeDecodeError:
            form.add_error("file", "The file is not UTF-8 text. Save it as UTF-8 and bring it again.")
        except (document.CannotReadModel, services.CannotKeepDraft) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "The file stands in the draft. Nothing holds until the draft is in force.")
            return redirect("risk:method_change", request.partnership.slug)
    return render(request, "risk/method_upload.html", {"title": "Bring a method", "form": form, "draft": basis.draft})


def measures():
    """Every measure that a line may draw on: slug and name."""
    return tuple((slug, spec.name) for slug, spec in catalogue().items())


def still_stands(form, shown, basis):
    """Whether what a page showed still stands; else the reader is told who changed it and what stands now.

    Where the same things are there with other values, her own entries stay on the page and saving again keeps them.
    """
    then, now = form.cleaned_data["seen"], editing.standing(shown)
    if then in ("", now):
        return True
    who = basis.draft.changed_by_name if basis.draft else "Somebody else"
    told = [
        f"{form[name].label}: {value}"
        for name, value in shown
        if name in form.fields and value is not None and str(form.cleaned_data.get(name)) != str(value)
    ]
    said = f"{who} has changed this since you opened the page, so nothing of yours was kept."
    form.add_error(None, f"{said} Look at your entries below, and save again to keep them.")
    if then.partition(".")[0] == now.partition(".")[0] and told:
        form.add_error(None, f"What stands now is: {'; '.join(told)}.")
    _see(form, now)
    return False


def _see(form, now):
    """What the page shows now is what saving again rests on."""
    form.data = form.data.copy()
    form.data["seen"] = now


def kept(request, form, data, basis):
    """Keep in the draft what a form asked for; a refusal goes onto the form."""
    try:
        services.keep_draft(
            partnership=request.partnership, data=data, seen=basis.seen, by=request.user, at=timezone.now()
        )
    except services.CannotKeepDraft as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "Kept in the draft. Nothing holds until the draft is in force.")
    return True


def _page(request, basis, form=None, lines=None, *, bring_form=None):
    model, lines = basis.model, lines if lines is not None else _lines(basis.model)
    shown = [*((name, amount) for name, _, amount in lines), *((f"word_{k}", w) for k, w in model.words.items())]
    form = form or MethodForm(model=model, lines=lines, seen=editing.standing(shown))
    before = support_model.of_row(basis.version) if basis.version else support_model.shipped()
    context = {
        "title": "Change the method",
        "form": form,
        "model": model,
        "parts": method_parts.PARTS,
        "draft": basis.draft,
        "newest": basis.version,
        "differs": differing.differences(before, model, measures()) if basis.draft else [],
        "bring_form": bring_form or BringForm(initial={"seen": basis.seen}, auto_id="bring_%s"),
        "levels": [(level, model.of_level(slug)) for slug, level in model.levels.items()],
        "line_fields": [form[name] for name, _, _ in lines],
        "word_fields": [form[f"word_{key}"] for key in model.words],
    }
    return render(request, "risk/method_change.html", context)


def _lines(model):
    specs = figures.measures_by_slug(model.measures)
    found = []
    for indicator in model.indicators:
        for index, line in enumerate(indicator.lines):
            if line.measure in specs:
                label = f"{indicator.name}: {specs[line.measure].short.lower()}, {_unit(line)}"
                found.append((f"line_{indicator.slug}.{index}", label, line.amount))
    return found


def _unit(line):
    if line.comparator == "number":
        return "the line itself"
    beside = _BESIDE.get(line.comparator, f"itself {line.years} years before")
    return f"times {beside}" if line.by == "times" else f"points {line.side} {beside}".replace("either", "from")


def _changed(data, cleaned):
    for indicator in data["indicators"]:
        for index, line in enumerate(indicator["lines"]):
            asked = cleaned.get(f"line_{indicator['slug']}.{index}")
            line["amount"] = line["amount"] if asked is None else asked
    data["words"] = {key: cleaned.get(f"word_{key}", word) for key, word in data["words"].items()}
    return data

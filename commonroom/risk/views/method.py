"""The method, for everyone with a post: never a result. Changing it is for the leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.measures.selectors import figures
from commonroom.risk import access, document, method_parts, phrasing, services, support_model, tomlout
from commonroom.risk.forms import MethodForm, UploadForm
from commonroom.risk.kinds import SCHOOL_KINDS
from commonroom.risk.models import SupportModel
from commonroom.risk.phrasing import Measured
from commonroom.web.numbers import number

_BY = {
    "measures": "from figures",
    "inspection": "from inspection",
    "intelligence": "from what council teams know",
    "adviser": "by an adviser",
}
_BESIDE = {"england": "England", "authority": "the local authority"}


def method(request):
    """How a level is suggested and agreed, in plain words."""
    today = timezone.localdate()
    model = support_model.document(request.partnership, on=today)
    specs = figures.measures_by_slug(model.measures)
    versions = SupportModel.objects.filter(partnership=request.partnership).order_by("-starts_on", "-number")
    context = {
        "title": "How support is decided",
        "model": model,
        "levels": [
            (level, [_indicator(i, specs) for i in model.of_level(slug)]) for slug, level in model.levels.items()
        ],
        "fits": [(model.levels[fit.level].name, [_when(when, model) for when in fit.when]) for fit in model.best_fit],
        "entitlements": [(e.name, [e.by_level.get(slug, "–") for slug in model.levels]) for e in model.entitlements],
        "columns": document.COLUMNS,
        "schedule": [
            (level, [model.schedule[slug][column] for column in range(7)]) for slug, level in model.levels.items()
        ],
        "internal": [model.internal_review.what if c in model.internal_review.columns else "" for c in range(7)],
        "cadences": _cadences(model),
        "successors": sorted(model.successors, key=lambda s: s.since),
        "readings": [r for r in model.readings if r.until is None or r.until >= today],
        "versions": versions,
        "for_schools": phrasing.listed([SCHOOL_KINDS[kind] for kind in model.for_schools]),
        "not_for": _not_for(model),
        "may_change": bool(access.role_to_settle(request.user, partnership=request.partnership)),
    }
    return render(request, "risk/method.html", context)


def _not_for(model):
    """The kinds that the method does not look at, as a sentence has them; empty where it looks at all."""
    kinds = [SCHOOL_KINDS[kind] for kind in model.not_for_schools]
    return f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else "".join(kinds)


def _indicator(indicator, specs):
    lines = [_line(line, specs[line.measure]) for line in indicator.lines if line.measure in specs]
    by = phrasing.listed([_BY[way] for way in indicator.judged_by])
    return {"name": indicator.name, "by": by, "lines": lines, "note": indicator.note}


def _line(line, spec):
    """A line as a school reads it: “Persistent absence at 1.25 times England or more”."""
    measure = Measured(spec.short, spec.unit, spec.decimals)
    years = f", {line.years} years running" if line.years > 1 else ""
    amount = phrasing.figure(line.amount, measure, change=True)
    if line.comparator == "number":
        more = "more" if line.side == "above" else "less"
        return f"{spec.name}: {phrasing.figure(line.amount, measure)} or {more}{years}."
    if line.comparator == "itself":
        size = f"{number(line.amount, 3).rstrip('0')} times" if line.by == "times" else f"{amount} from"
        return f"{spec.name}: {size} what it was {line.years} years before, or further."
    beside = _BESIDE[line.comparator]
    if line.by == "times":
        more = "more" if line.side == "above" else "less"
        return f"{spec.name}: {number(line.amount, 2).rstrip('0').rstrip('.')} times {beside} or {more}{years}."
    return f"{spec.name}: {amount} or more {line.side} {beside}{years}."


def _when(when, model):
    parts = [f"{phrasing.count(n, 'indicator')} of {model.levels[s].name}" for s, n in when.items()]
    return f"{phrasing.listed(parts)}, or more"


def _cadences(model):
    c = model.cadences
    rows = (
        ("Challenge task groups a year", c.task_groups_a_year, c.task_groups_note),
        ("Reviews by the council a year", c.reviews_a_year, c.reviews_note),
        ("Support and scrutiny meetings a year", c.scrutiny_meetings_a_year, ""),
    )
    table = [(name, [by.get(slug, 0) for slug in model.levels], note) for name, by, note in rows]
    return {"rows": table, "notice": c.review_notice_days, "in": c.review_notice_in, "note": c.review_notice_note}


def download(request):
    """The method as a TOML file: what can be changed and brought back."""
    model = support_model.document(request.partnership, on=timezone.localdate())
    response = HttpResponse(tomlout.dumps(document.as_data(model)), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.partnership.slug}-support-model.toml"'
    return response


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


def change(request):
    """Lines and words, section by section; the present version stays for what was decided under it."""
    newest = support_model.newest(request.partnership)
    model = support_model.of_row(newest) if newest else support_model.shipped()
    form = MethodForm(request.POST or None, model=model, lines=_lines(model))
    if request.method == "POST" and form.is_valid():
        data = _changed(document.as_data(model), form.cleaned_data)
        if kept(request, form, data):
            return redirect("risk:method", request.partnership.slug)
    context = {
        "title": "Change the method",
        "form": form,
        "upload": UploadForm(),
        "lines": _lines(model),
        "model": model,
        "parts": method_parts.PARTS,
        "newest": newest,
        "levels": [(level, model.of_level(slug)) for slug, level in model.levels.items()],
    }
    context["line_fields"] = [form[name] for name, _, _ in _lines(model)]
    context["word_fields"] = [form[f"word_{key}"] for key in model.words]
    return render(request, "risk/method_change.html", context)


def _changed(data, cleaned):
    for indicator in data["indicators"]:
        for index, line in enumerate(indicator["lines"]):
            line["amount"] = cleaned.get(f"line_{indicator['slug']}.{index}", line["amount"])
    data["words"] = {key: cleaned.get(f"word_{key}", word) for key, word in data["words"].items()}
    return data


def kept(request, form, data, after=None):
    """Make a new version from what a form asked for; a refusal goes onto the form."""
    try:
        row = services.change_model(
            partnership=request.partnership,
            data=data,
            starts_on=form.cleaned_data["starts_on"],
            because=form.cleaned_data["because"],
            by=request.user,
            at=timezone.now(),
            after=after,
        )
    except services.CannotChangeModel as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request, f"Version {row.number} of the method holds from {row.starts_on.day} {row.starts_on:%B %Y}."
    )
    return True


def upload(request):
    """A whole method from a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            model = document.parse(file.read().decode("utf-8-sig"), name=file.name)
        except UnicodeDecodeError:
            form.add_error("file", "The file is not UTF-8 text. Save it as UTF-8 and bring it again.")
        except document.CannotReadModel as error:
            form.add_error("file", str(error))
        else:
            if kept(request, form, document.as_data(model)):
                return redirect("risk:method", request.partnership.slug)
    return render(request, "risk/method_upload.html", {"title": "Bring a method", "form": form})

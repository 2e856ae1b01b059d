"""The method, for everyone with a post: never a result. Changing it is for the leads."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonroom.measures.selectors import figures
from commonroom.risk import access, document, support_model, tomlout
from commonroom.risk.models import SupportModel
from commonroom.risk.views import method_words as words


def method(request):
    """How a level is suggested and agreed, in plain words."""
    today = timezone.localdate()
    model = support_model.document(request.partnership, on=today)
    specs = figures.measures_by_slug(model.measures)
    drafted = support_model.draft(request.partnership)
    versions = SupportModel.objects.filter(partnership=request.partnership).order_by("-starts_on", "-number")
    context = {
        "title": "How support is decided",
        "model": model,
        "levels": [
            (level, [words.indicator(i, specs) for i in model.of_level(slug)]) for slug, level in model.levels.items()
        ],
        "fits": [
            (model.levels[fit.level].name, [words.when(when, model) for when in fit.when]) for fit in model.best_fit
        ],
        "entitlements": [(e.name, [e.by_level.get(slug, "–") for slug in model.levels]) for e in model.entitlements],
        "columns": document.COLUMNS,
        "schedule": [
            (level, [model.schedule[slug][column] for column in range(7)]) for slug, level in model.levels.items()
        ],
        "internal": [model.internal_review.what if c in model.internal_review.columns else "" for c in range(7)],
        "cadences": words.cadences(model),
        "successors": sorted(model.successors, key=lambda s: s.since),
        "readings": [r for r in model.readings if r.until is None or r.until >= today],
        "versions": versions,
        "for_schools": words.for_schools(model),
        "not_for": words.not_for(model),
        "drafted": drafted,
        "may_change": bool(access.role_to_settle(request.user, partnership=request.partnership)),
    }
    return render(request, "risk/method.html", context)


def download(request):
    """The method as a TOML file: what can be changed and brought back."""
    model = support_model.document(request.partnership, on=timezone.localdate())
    response = HttpResponse(tomlout.dumps(document.as_data(model)), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.partnership.slug}-support-model.toml"'
    return response

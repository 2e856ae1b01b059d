"""What was published: the list, the sheets, what stands behind a figure, and what the board made of themes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.reports import access, forms, services
from commonroom.reports.selectors import themes as theme_selectors
from commonroom.reports.views import sheets
from commonroom.web import pdf


def listed(request):
    """All published reports, the newest first; for writers, the one that is being written."""
    partnership = request.partnership
    rows = list(access.visible_published(to=request.user, partnership=partnership).defer("document"))
    replaced = {row.replaces: row.number for row in rows if row.replaces}
    writes = bool(access.role_to_write(request.user, partnership=partnership))
    reads_board = access.reads_the_boards(request.user, partnership=partnership)
    context = {
        "title": "Board reports" if reads_board else "Reports for elected members",
        "reads_board": reads_board,
        "rows": [(row, replaced.get(row.number)) for row in rows],
        "writes": writes,
        "draft": access.visible_drafts(to=request.user, partnership=partnership).first(),
        "form": forms.BeginForm(numbers=[row.number for row in rows if row.number not in replaced]) if writes else None,
        "standing": theme_selectors.standing(partnership),
    }
    return render(request, "reports/list.html", context)


def _opened(request, number, audience="board"):
    return access.open_published(number, to=request.user, partnership=request.partnership, audience=audience)


def _context(request, found, audience):
    """The sheet of a published report, and what its reader may do with it."""
    partnership = request.partnership
    opens = access.role_to_write(request.user, partnership=partnership)
    origins = frozenset(access.open_origin(found, to=request.user).origins) if opens else frozenset()
    newer = access.visible_published(to=request.user, partnership=partnership).filter(replaces=found.number).first()
    return {
        **sheets.context_of(found.document, audience, number=found.number, origins=origins, partnership=partnership),
        "found": found,
        "newer": newer,
        "can_pdf": pdf.available(),
        "reads_board": access.reads_the_boards(request.user, partnership=partnership),
        "agrees": bool(access.role_to_agree(request.user, partnership=partnership)),
    }


def board(request, number):
    """The report as the board reads it."""
    return render(request, "reports/sheet.html", _context(request, _opened(request, number), "board"))


def members(request, number):
    """The report as elected members read it."""
    return render(request, "reports/sheet.html", _context(request, _opened(request, number, "members"), "members"))


def _paper(request, number, audience):
    found = _opened(request, number, audience)
    context = sheets.context_of(found.document, audience, number=number, partnership=request.partnership)
    newer = access.visible_published(to=request.user, partnership=request.partnership).filter(replaces=number).first()
    back = reverse(
        "reports:members" if audience == "members" else "reports:report", args=[request.partnership.slug, number]
    )
    return sheets.as_pdf(request, {**context, "found": found, "newer": newer}, back)


def board_pdf(request, number):
    """The board's report on paper."""
    return _paper(request, number, "board")


def members_pdf(request, number):
    """The elected members' report on paper."""
    return _paper(request, number, "members")


def figure(request, number, key):
    """The schools and rows behind one figure, for those who may see every school."""
    found = _opened(request, number)
    rows = access.open_origin(found, to=request.user).origins.get(key)
    if rows is None:
        raise Http404
    services.note_opening(published=found, key=key, by=request.user, at=timezone.now())
    crumbs = [
        ("Board reports", reverse("reports:list", args=[request.partnership.slug])),
        (f"Report {number}", reverse("reports:report", args=[request.partnership.slug, number])),
    ]
    context = {
        "title": "What stands behind a figure",
        "found": found,
        "rows": rows,
        "breadcrumbs": [*crumbs, ("A figure", "")],
    }
    response = render(request, "reports/figure.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def themes(request, number):
    """What the board decided about the themes of a report."""
    found = _opened(request, number)
    document = found.document
    named = [*((one["key"], one["title"], one["numbers"]) for one in document["themes"]),
             *((one["key"], one["title"], f"Agreed on {one['since']}") for one in document["standing"])]  # fmt: skip
    form = forms.ThemeForm(request.POST or None, themes=[(key, title) for key, title, _ in named])
    agrees = bool(access.role_to_agree(request.user, partnership=request.partnership))
    if request.method == "POST" and form.is_valid():
        try:
            services.note_theme(published=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.CannotNote as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The board’s word is kept.")
            return redirect("reports:themes", request.partnership.slug, number)
    newest = theme_selectors.newest_decisions(request.partnership)
    context = {
        "title": f"Themes of report {number}",
        "found": found,
        "rows": [(title, words, newest.get(key)) for key, title, words in named],
        "form": form if agrees and named else None,
    }
    return render(request, "reports/themes.html", context)

"""What several pages of this room say alike."""

from __future__ import annotations

from django.urls import reverse

from commonroom.risk.rules import Party

PARTIES = {
    Party.HEAD: "head",
    Party.CHAIR: "chair of governors",
    Party.ADVISER: "adviser",
    Party.LEAD: "lead",
}
WATCHED = {
    "decline": "results have fallen, or lie low",
    "variance": "two subjects lie far apart",
    "leadership": "a matter of leadership or governance",
}
"""The kinds of watch on a good or outstanding school (G02), as pages name them."""
STATES = {
    "draft": ("wait", "to be looked at"),
    "moderated": ("watch", "level proposed"),
    "agreed": ("done", "settled"),
    "replaced": ("wait", "replaced by a newer draft"),
}


def crumbs(request, *more):
    """The way from Assessment to a page."""
    return [("Assessment", reverse("risk:overview", args=[request.partnership.slug])), *more]

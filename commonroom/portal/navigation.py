"""Navigation by what a role does: an explicit list, composed at the top of the house."""


def navigation(request):
    """Context for every page: the partnership, the person and her menu."""
    return {"partnership": getattr(request, "partnership", None), "nav": []}

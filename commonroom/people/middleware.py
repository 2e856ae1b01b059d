"""One transaction a request, and inside it the scope of the partnership that the path names (facts: transactions).

The transaction opens before the view is known and closes after the page is rendered, so that lazy queries in a
template still run inside the scope. An exception leaves it at once: pages for errors query outside it.
"""

from __future__ import annotations

from contextlib import ExitStack

from django.db import connection, transaction
from django.http import Http404
from django_scopes import scope

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import set_partnership, set_person


class PartnershipMiddleware:
    """Opens the transaction, enters the partnership, and lets the gate decide on the route."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        outer = connection.in_atomic_block
        request.partnership = None
        request._work = ExitStack()
        with request._work:
            request._work.enter_context(transaction.atomic())
            response = self.get_response(request)
        if outer and not connection.needs_rollback:
            set_partnership(None)
            set_person(None)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated:
            set_person(request.user.pk)
        slug = kwargs.pop("partnership", None)
        if slug is None:
            return None
        partnership = Partnership.objects.filter(slug=slug).first()
        if partnership is None or not request.user.is_authenticated:
            raise Http404
        request.partnership = partnership
        request._work.enter_context(scope(partnership=partnership))
        set_partnership(partnership.pk)
        return None

    def process_exception(self, request, exception):
        request._work.pop_all().__exit__(type(exception), exception, exception.__traceback__)

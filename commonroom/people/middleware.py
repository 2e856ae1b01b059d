"""One transaction a request, and inside it the scope of the partnership that the path names (facts: transactions).

The transaction opens before the view is known and closes after the page is rendered, so that lazy queries in a
template still run inside the scope. An exception leaves it at once: pages for errors query outside it, and know no
partnership, so that a refusal inside one reads like an address that does not exist.
"""

from __future__ import annotations

from contextlib import ExitStack

from django.db import connection, transaction
from django_scopes import scope

from commonroom.partnerships.scope import set_partnership, set_person
from commonroom.people import access


class PartnershipMiddleware:
    """Opens the transaction, lets the gate decide on the route, and enters the partnership."""

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
        access.enter(request)
        answer = access.gate(request, request.resolver_match.view_name or request.resolver_match.route, kwargs)
        if answer is not None:
            return answer
        slug = kwargs.pop("partnership", None)
        if slug is not None:
            self._enter(request, access.find_partnership(request, slug))
        return None

    @staticmethod
    def _enter(request, partnership):
        request.partnership = partnership
        request._work.enter_context(scope(partnership=partnership))
        set_partnership(partnership.pk)

    def process_exception(self, request, exception):
        request.partnership = None
        request._work.pop_all().__exit__(type(exception), exception, exception.__traceback__)

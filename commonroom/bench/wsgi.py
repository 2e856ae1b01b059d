"""The product's door with one more: `/bench/hello/`, a plain Django view behind no middleware at all.

Only a server that measures loads this module. `/bench/doors/` is the same view behind all of the product's middleware.
"""

from __future__ import annotations

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.test.utils import override_settings

from commonroom.wsgi import application as with_doors

URLS = "commonroom.bench.urls"

settings.ROOT_URLCONF = URLS


class _Bare(WSGIRequest):
    urlconf = "commonroom.bench.bare_urls"


with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()
bare.request_class = _Bare


def application(environ, start_response):
    """Hello goes to a handler without middleware, all else to the product's own."""
    handler = bare if environ.get("PATH_INFO") == "/bench/hello/" else with_doors
    return handler(environ, start_response)

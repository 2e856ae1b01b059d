"""Papers as PDF, made on the server from the same templates. Nothing is fetched from the network."""

from __future__ import annotations

import logging
import mimetypes
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string

_DRAWING = re.compile(r'<svg class="cr-(?:chart|pips)[^>]*>')
"""A drawing in a page. WeasyPrint styles it by what it carries itself, not by the style sheet of the page."""
_BASE = "https://paper.invalid"


class PaperUnavailable(Exception):
    """The machine lacks what PDFs need. The message names it for whoever looks after the machine."""


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as missing:
        raise PaperUnavailable(
            "PDFs cannot be made on this machine yet. Print the page from your browser instead, or install: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation"
        ) from missing
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it remarks on every rule that is for screens
    return weasyprint


def available() -> bool:
    """Whether this machine can make PDFs."""
    try:
        _weasyprint()
    except PaperUnavailable:
        return False
    return True


def _static_bytes(name: str) -> bytes:
    """A static file by its name, whether or not files are hashed and collected. Raises FileNotFoundError."""
    found = finders.find(name)
    if isinstance(found, str):
        return Path(found).read_bytes()
    with staticfiles_storage.open(name) as file:
        return file.read()


@lru_cache
def _ink() -> str:
    return _static_bytes("build/ink.css").decode().lstrip("\ufeff").replace("\\", "\\\\")


@lru_cache
def _fetcher_class() -> type:
    """WeasyPrint's fetcher, narrowed to our static files and data addresses."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            prefix = urlsplit(settings.STATIC_URL).path
            if f"{parts.scheme}://{parts.netloc}" != _BASE or not parts.path.startswith(prefix):
                raise ValueError(f"A paper may only use our own files, not {url}.")
            name = unquote(parts.path.removeprefix(prefix))
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, _static_bytes(name), {"Content-Type": kind})

    return StaticFiles


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """A paper template (extending web/paper.html) as a tagged A4 PDF. Raises PaperUnavailable when pango is missing."""
    return render_pages(template, context)[0]


def render_pages(template: str, context: Mapping[str, Any]) -> tuple[bytes, int]:
    """The same, with how many pages it came to, for papers that must fit on so many."""
    weasyprint = _weasyprint()
    html: str = render_to_string(template, {**context, "paper_base": "web/_paper_pdf.html"})
    html = _DRAWING.sub(rf"\g<0><style>{_ink()}</style>", html)
    source = weasyprint.HTML(string=html, base_url=f"{_BASE}/", url_fetcher=_fetcher_class()())
    document = source.render(pdf_variant="pdf/ua-1")
    return document.write_pdf(pdf_variant="pdf/ua-1"), len(document.pages)

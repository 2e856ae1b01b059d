"""Markdown to HTML for our own documents and for words that people write: no raw HTML, links only to plain places."""

# What leaves has passed nh3's list of allowed tags.
# ruff: noqa: S704

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import nh3
from django.conf import settings
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "pre"),
}


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def markdown(text: str) -> Markup:
    """Markdown as HTML for a page. Headings begin at h2, since the page has the h1; an h1 in the text is dropped."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    html = _parser().render("\n".join(lines))
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return Markup(clean.replace("<a href", '<a class="govuk-link" href').replace("<table>", '<table class="cr-table">'))


@lru_cache
def document(name: str) -> Markup:
    """One file of the docs folder as HTML, like "glossary.md". A missing file is an empty page."""
    path = Path(settings.BASE_DIR) / "docs" / name
    return markdown(path.read_text(encoding="utf-8")) if path.is_file() else Markup("")

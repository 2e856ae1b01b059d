"""`{% load commonroom %}`: components, form fields, statuses, figures, pages of a list."""

# Everything is escaped by format_html or by the component's macro.
# ruff: noqa: S308

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commonroom.web import components, fields, numbers

register = template.Library()

_STATUSES = {"done", "watch", "late", "wait"}
_ALERTS = {
    "information": ("M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zm1 15h-2v-6h2zm0-8h-2V7h2z", "information"),
    "success": ("M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zm-1.4 14.6l-4.2-4.2 1.5-1.5 2.7 2.7 5.6-5.6 1.5 1.5z", "done"),
    "warning": ("M12 2.5L22.5 21h-21zM11 9v6h2V9zm0 7.6v2h2v-2z", "please note"),
    "error": ("M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zm-1 5h2v7h-2zm0 8.6h2v2h-2z", "something went wrong"),
}
_LEVELS = {"debug": "information", "info": "information", "success": "success", "warning": "warning", "error": "error"}


@register.simple_tag
def govuk(component: str, params: Mapping[str, Any] | None = None, **flat: Any) -> SafeString:
    """`{% govuk "button" text="Save" %}`; nested options by two underscores: label__text="Name"."""
    return components.govuk(component, {**(params or {}), **components.nested(flat)})


@register.simple_tag
def field(bound: BoundField, **extra: Any) -> SafeString:
    """`{% field form.name %}`: a form field as the component that suits it; options as for the component."""
    return fields.render_field(bound, **components.nested(extra))


@register.simple_tag(name="fields")
def all_fields(form: forms.BaseForm) -> SafeString:
    """`{% fields form %}`: every field of a form in its order, hidden ones first."""
    shown = [*form.hidden_fields(), *form.visible_fields()]
    return mark_safe("\n".join(fields.render_field(bound) for bound in shown))


@register.simple_tag
def error_summary(form: forms.BaseForm | None) -> SafeString:
    """`{% error_summary form %}` above the h1: what is wrong, each line leading to its field."""
    return fields.render_error_summary(form)


@register.simple_tag
def status(kind: str, words: object) -> SafeString:
    """`{% status "done" "Loaded" %}`: done ✓, watch ▲, late ■ or wait ○, always with its word."""
    if kind not in _STATUSES:
        raise ValueError(f"“{kind}” is no status: {', '.join(sorted(_STATUSES))}.")
    return format_html('<span class="cr-status cr-status--{}">{}</span>', kind, words)


@register.simple_tag
def alert(kind: str, heading: object, text: object = "") -> SafeString:
    """`{% alert "warning" "Three schools would close" text %}`: information, success, warning or error."""
    path, spoken = _ALERTS[_LEVELS.get(kind, kind)]
    body = format_html("<p>{}</p>", text) if text else ""
    return format_html(
        '<div class="moj-alert moj-alert--{0}" role="region" aria-label="{1}: {2}"><div>'
        '<svg class="moj-alert__icon" viewBox="0 0 24 24" width="30" height="30" aria-hidden="true" focusable="false">'
        '<path fill-rule="evenodd" fill="currentColor" d="{3}"/></svg></div>'
        '<div class="moj-alert__content"><p class="moj-alert__heading">{2}</p>{4}</div></div>',
        _LEVELS.get(kind, kind),
        spoken,
        heading,
        path,
        body,
    )


@register.simple_tag
def empty(heading: object, text: object = "") -> SafeString:
    """`{% empty "Nothing waits for you." "Last looked at 8:40." %}`: an empty list says so, with one next step."""
    return format_html('<div class="cr-empty"><p><b>{}</b></p>{}</div>', heading, format_html("<p>{}</p>", text))


_ENTRY = (
    '<li class="govuk-service-navigation__item{}"><a class="govuk-service-navigation__link" href="{}"{}>{}</a></li>\n'
)
_HERE = '<strong class="govuk-service-navigation__active-fallback">{}</strong>'


@register.simple_tag
def menu(nav: Iterable[Any]) -> SafeString:
    """`{% menu nav %}`: the entries of the menu, each with label, url and current."""
    here = (" govuk-service-navigation__item--active", mark_safe(' aria-current="page"'))
    entries = (
        (here[0], item.url, here[1], format_html(_HERE, item.label)) if item.current else ("", item.url, "", item.label)
        for item in nav
    )
    return format_html_join("", _ENTRY, entries)


@register.simple_tag
@cache
def asset(path: str) -> str:
    """`{% asset "build/app.css" %}`: where a file of ours is served; it stays there as long as the process."""
    return static(path)


_FOOT = (
    ("web:help", "Help"),
    ("web:words", "What the words mean"),
    ("web:figures", "Where the figures come from"),
    ("web:privacy", "How we keep records private"),
    ("web:accessibility", "Accessibility"),
)


@register.simple_tag
@cache
def foot_links() -> SafeString:
    """`{% foot_links %}`: the links at the foot of every page, always the same; none while their pages do not stand."""
    try:
        links = [(reverse(name), words) for name, words in _FOOT]
    except NoReverseMatch:
        return mark_safe("")
    return format_html("<ul>{}</ul>", format_html_join("", '<li><a class="govuk-link" href="{}">{}</a></li>', links))


@register.simple_tag(takes_context=True)
def nonce(context: template.Context) -> SafeString:
    """` nonce="…"` for the rare inline script; nothing where no policy is in force."""
    request = context.get("request")
    value = getattr(request, "csp_nonce", None) if request else None
    return format_html(' nonce="{}"', str(value)) if value is not None else mark_safe("")


@register.simple_tag(takes_context=True)
def pages(context: template.Context, page: Page[Any], name: str = "page") -> SafeString:
    """`{% pages page %}`: previous, numbers and next; the rest of the query is kept."""
    total = page.paginator.num_pages
    if total < 2:
        return mark_safe("")
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)

    def href(place: re.Match[str]) -> str:
        query[name] = place[1]
        return escape(f"?{query.urlencode()}")

    return mark_safe(_PLACE.sub(href, _pagination(page.number, total)))


_PLACE = re.compile("@([0-9]+)@")


@lru_cache(maxsize=256)
def _pagination(number: int, total: int) -> str:
    """The component for a page of so many, with `@3@` where the address of page 3 stands."""
    items: list[dict[str, Any]] = []
    for one in Paginator(range(total), 1).get_elided_page_range(number, on_each_side=1, on_ends=1):
        if isinstance(one, int):
            items.append({"number": one, "current": one == number, "href": f"@{one}@"})
        else:
            items.append({"ellipsis": True})
    params: dict[str, Any] = {"items": items}
    if number > 1:
        params["previous"] = {"href": f"@{number - 1}@"}
    if number < total:
        params["next"] = {"href": f"@{number + 1}@"}
    return components.govuk("pagination", params)


@register.filter
def figure(value: Any, measure: Any = None) -> str:
    """`{{ value|figure:measure }}`: with the measure's unit and decimals; without one, a plain number."""
    if isinstance(value, str):
        return value
    return numbers.figure(value, getattr(measure, "unit", "number"), getattr(measure, "decimals", 0))


@register.filter
def counted(value: int, noun: str) -> str:
    """`{{ n|counted:"school" }}` or `:"child,children"`: “three schools”, “46,310 schools”."""
    one, _, many = noun.partition(",")
    return numbers.count(value, one, many)

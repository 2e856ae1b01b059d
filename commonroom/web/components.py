"""GOV.UK components from govuk-frontend-jinja: for furniture and forms, never for tables of data."""

# The macros escape; `plain` sees to it that only the key html is believed.
# ruff: noqa: S704

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

MACROS = {
    name: "govuk" + "".join(part.capitalize() for part in name.split("-"))
    for name in (
        "back-link",
        "breadcrumbs",
        "button",
        "checkboxes",
        "date-input",
        "details",
        "error-message",
        "error-summary",
        "fieldset",
        "file-upload",
        "hint",
        "input",
        "inset-text",
        "label",
        "pagination",
        "password-input",
        "radios",
        "select",
        "service-navigation",
        "skip-link",
        "summary-list",
        "tag",
        "textarea",
        "warning-text",
    )
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _macro(name: str) -> Any:
    template = _environment().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    return getattr(template.module, MACROS[name])


def plain(value: Any, key: str = "") -> Any:
    """The same value with every string plain, so that it is escaped; only under the key html may HTML stay HTML.

    A string under html that nobody marked as safe is escaped too.
    """
    if isinstance(value, Mapping):
        return {name: plain(inner, name) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner, key) for inner in value]
    if isinstance(value, str):
        if key == "html":
            return Markup(value) if hasattr(value, "__html__") else escape(value)
        return str.__str__(value) if type(value) is str else "".join(value)
    if hasattr(value, "__html__") or type(value).__name__ == "__proxy__":
        return plain(str(value), key)
    return value


def govuk(component: str, params: Mapping[str, Any]) -> SafeString:
    """One component as HTML. `component` is the name in the design system, like "date-input"."""
    if component not in MACROS:
        raise ValueError(f"“{component}” is not one of the components we use: {', '.join(MACROS)}.")
    return mark_safe(str(_macro(component)(plain(params))).strip())  # noqa: S308


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Template arguments as the macros want them: label__text="x" becomes {"label": {"text": "x"}}."""
    params: dict[str, Any] = {}
    for key, value in flat.items():
        at = params
        *path, last = key.split("__")
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return params

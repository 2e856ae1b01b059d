"""Django form fields as GOV.UK components: label, hint, error, value, and ids that agree with the error summary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from commonroom.web.components import govuk

_TAKEN = {"class", "type", "id", "name", "value", "placeholder", "aria-describedby", "aria-invalid", "required", "rows"}
_NAMED = {"autocomplete", "inputmode", "spellcheck", "autocapitalize", "pattern"}


def _required(field: BoundField) -> str:
    """What to do about a field left empty, naming it: the summary lists several at once."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{field.label}” to go on."
    if isinstance(widget, (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"Choose an answer for “{field.label}”."
    if isinstance(widget, forms.FileInput):
        return f"Choose a file for “{field.label}”."
    return f"Fill in “{field.label}”."


def messages(field: BoundField) -> list[str]:
    """The errors of a field as sentences; Django's “This field is required.” becomes one that names the field."""
    generic = str(forms.Field.default_error_messages["required"])
    return [_required(field) if str(error) == generic else str(error) for error in field.errors]


def _errors(field: BoundField) -> dict[str, Any]:
    return {"errorMessage": {"text": " ".join(messages(field))}} if field.errors else {}


def _hint(field: BoundField) -> dict[str, Any]:
    return {"hint": {"text": str(field.help_text)}} if field.help_text else {}


def _common(field: BoundField) -> dict[str, Any]:
    """Id, name, label, hint, error and harmless attributes of one bound field."""
    attrs = {**field.field.widget.attrs}
    params: dict[str, Any] = {
        "id": field.id_for_label or field.auto_id,
        "name": field.html_name,
        "label": {"text": str(field.label)},
        **_hint(field),
        **_errors(field),
    }
    params |= {name: attrs[name] for name in _NAMED & attrs.keys()}
    kept = {name: value for name, value in attrs.items() if name not in _TAKEN | _NAMED and value is not False}
    if isinstance(field.field, forms.CharField) and field.field.max_length and "maxlength" not in kept:
        kept["maxlength"] = str(field.field.max_length)
    params["attributes"] = {name: "" if value is True else str(value) for name, value in kept.items()}
    return params


def _value(field: BoundField) -> str:
    value = field.value()
    formatted = field.field.widget.format_value(value) if value is not None else ""
    return "" if formatted is None else str(formatted)


def _items(field: BoundField) -> list[dict[str, Any]]:
    """The choices of a select, radios or checkboxes, groups flattened, with what is chosen."""
    held = field.value()
    chosen = {str(one) for one in (held if isinstance(held, (list, tuple, set)) else [held]) if one is not None}
    items = []
    for value, label in field.field.widget.choices:  # type: ignore[attr-defined]
        group = label if isinstance(label, (list, tuple)) else [(value, label)]
        for inner, words in group:
            code = str(inner)
            on = code in chosen or (code == "" and not chosen)
            items.append({"value": code, "text": str(words), "checked": on, "selected": on})
    return items


def _fieldset(field: BoundField, size: str) -> dict[str, Any]:
    return {"fieldset": {"legend": {"text": str(field.label), "classes": f"govuk-fieldset__legend--{size}"}}}


def _choices(field: BoundField, component: str, extra: dict[str, Any]) -> SafeString:
    items = [item for item in _items(field) if component != "radios" or item["value"] != ""]
    params = _common(field) | {"idPrefix": field.auto_id, "items": items}
    params.pop("label")
    return govuk(component, params | _fieldset(field, extra.pop("legend", "s")) | extra)


def _tick(field: BoundField, extra: dict[str, Any]) -> SafeString:
    item = {"value": "on", "text": str(field.label), "checked": bool(field.value()), "id": field.auto_id}
    if field.help_text:
        item["hint"] = {"text": str(field.help_text)}
    params = {"idPrefix": field.auto_id, "name": field.html_name, "items": [item], **_errors(field)}
    return govuk("checkboxes", params | extra)


def _date(field: BoundField, extra: dict[str, Any]) -> SafeString:
    """A date in three boxes, for a MultiWidget of day, month and year."""
    held = field.value()
    widget = field.field.widget
    parts = held if isinstance(held, (list, tuple)) else widget.decompress(held)  # type: ignore[attr-defined]
    wrong = " govuk-input--error" if field.errors else ""
    items = [
        {
            "id": f"{field.auto_id}_{place}",
            "name": f"{field.html_name}_{place}",
            "label": label,
            "value": "" if part is None else str(part),
            "classes": f"govuk-input--width-{width}{wrong}",
        }
        for place, (label, width, part) in enumerate(
            zip(("Day", "Month", "Year"), (2, 2, 4), [*(parts or []), "", "", ""][:3], strict=True)
        )
    ]
    params = {"id": field.auto_id, "items": items, **_hint(field), **_errors(field)}
    return govuk("date-input", params | _fieldset(field, extra.pop("legend", "s")) | extra)


def render_field(field: BoundField, **extra: Any) -> SafeString:
    """One bound field as the component that suits its widget. `extra` goes to the component (classes, prefix …)."""
    widget = field.field.widget
    if widget.is_hidden:
        return mark_safe(str(field.as_widget()))  # noqa: S308
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return _choices(field, "checkboxes", extra)
    if isinstance(widget, forms.RadioSelect):
        return _choices(field, "radios", extra)
    if isinstance(widget, forms.CheckboxInput):
        return _tick(field, extra)
    if isinstance(widget, forms.MultiWidget):
        return _date(field, extra)
    params = _common(field) | extra
    if isinstance(widget, forms.Select):
        return govuk("select", params | {"items": _items(field)})
    if isinstance(widget, forms.Textarea):
        return govuk("textarea", params | {"value": _value(field), "rows": str(widget.attrs.get("rows", 5))})
    if isinstance(widget, forms.PasswordInput):
        return govuk("password-input", params)
    if isinstance(widget, forms.FileInput):
        if getattr(widget, "allow_multiple_selected", False):
            params["attributes"]["multiple"] = ""
        return govuk("file-upload", params)
    kind = getattr(widget, "input_type", "text")
    return govuk("input", params | {"value": _value(field), "type": kind})


def first_id(field: BoundField) -> str:
    """The id of the first control of a field: where its line in the error summary leads."""
    if isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.auto_id


def render_error_summary(form: forms.BaseForm | None) -> SafeString:
    """The summary at the head of a page whose form is wrong; nothing when the form is right."""
    if not isinstance(form, forms.BaseForm) or not form.is_bound or not form.errors:
        return mark_safe("")
    lines: list[dict[str, str]] = [{"text": str(error)} for error in form.non_field_errors()]
    for name in form.fields:
        field = form[name]
        lines += [{"text": error, "href": f"#{first_id(field)}"} for error in messages(field)]
    return govuk("error-summary", {"titleText": "There is something to mend", "errorList": lines})

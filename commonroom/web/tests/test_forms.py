"""Components and form fields: labelled, escaped, with errors that lead to their fields."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from commonroom.web import components, fields, gallery
from commonroom.web.reading import parse, problems
from commonroom.web.tests.test_tables import EVIL


def _rendered(template, **context):
    return Template("{% load commonroom %}" + template).render(Context(context))


def test_every_field_of_a_form_has_a_label_and_every_error_a_line_that_leads_to_it():
    form = gallery.SampleForm({})
    html = _rendered("{% error_summary form %}{% fields form %}", form=form)
    page, _nesting = parse(html)

    assert problems(html, whole=False) == []
    lines = [(a.text, a.attributes["href"]) for a in page.find("ul")[0].find("a")]
    assert lines[0] == ("Fill in “Name of the group”.", "#id_name")
    assert lines[4] == ("Choose an answer for “Second step”.", "#id_second_step")
    assert lines[6] == ("Tick “I have checked the year” to go on.", "#id_agreed")


def test_right_form_has_no_error_summary():
    assert fields.render_error_summary(gallery.SampleForm()) == ""
    assert fields.render_error_summary(None) == ""


def test_what_was_typed_stays():
    form = gallery.SampleForm({"name": "North & <South>", "kind": "s", "topics": ["a"], "second_step": "code"})
    page, _nesting = parse(_rendered("{% fields form %}", form=form))

    assert page.find("input", name="name")[0].attributes["value"] == "North & <South>"
    assert [one.attributes["value"] for one in page.find("option") if "selected" in one.attributes] == ["s"]
    ticked = [one.attributes["value"] for one in page.find("input") if "checked" in one.attributes]
    assert ticked == ["code", "a"]


def test_password_is_never_sent_back():
    form = gallery.SampleForm({"password": "open sesame"})

    assert "open sesame" not in _rendered("{% field form.password %}", form=form)


def test_autocomplete_reaches_the_field():
    page, _nesting = parse(_rendered("{% field form.email %}", form=gallery.SampleForm()))

    assert page.find("input")[0].attributes["autocomplete"] == "email"
    assert page.find("input")[0].attributes["type"] == "email"


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_enters_a_component_becomes_markup(evil):
    class Evil(forms.Form):
        name = forms.CharField(label=SafeString(evil), help_text=SafeString(evil), initial=evil)
        pick = forms.ChoiceField(label=evil, choices=[(evil, SafeString(evil))])
        many = forms.MultipleChoiceField(label=evil, choices=[(evil, evil)], widget=forms.CheckboxSelectMultiple)

    form = Evil({"name": "", "pick": "no", "many": [evil]})
    form.add_error(None, evil)
    html = _rendered(
        '{% error_summary form %}{% fields form %}{% govuk "button" text=x %}{% status "done" x %}'
        '{% alert "warning" x x %}{% empty x x %}',
        form=form,
        x=evil,
    )
    page, nesting = parse(html)

    assert nesting == []
    assert page.find("script", "img", "h1", "b") == [one for one in page.find("b") if one.within("p")]


def test_template_literals_are_escaped_though_django_calls_them_safe():
    assert "&lt;b&gt;" in _rendered('{% govuk "button" text="<b>" %}')


def test_only_html_may_hold_html_and_only_when_marked_safe():
    assert "<b>x</b>" in components.govuk("inset-text", {"html": SafeString("<b>x</b>")})
    assert "&lt;b&gt;x" in components.govuk("inset-text", {"html": "<b>x</b>"})
    assert "&lt;b&gt;x" in components.govuk("inset-text", {"text": SafeString("<b>x</b>")})


def test_unknown_component_or_status_is_refused_with_its_name():
    with pytest.raises(ValueError, match="carousel"):
        components.govuk("carousel", {})
    with pytest.raises(ValueError, match="green"):
        _rendered('{% status "green" "x" %}')


def test_pages_keep_the_rest_of_the_query():
    request = RequestFactory().get("/", {"phase": "primary", "page": "2"})
    html = _rendered("{% pages page %}", page=Paginator(range(300), 10).page(2), request=request)
    page, _nesting = parse(html)

    assert [a.attributes["href"] for a in page.find("a")][:2] == ["?phase=primary&page=1", "?phase=primary&page=1"]
    assert [a.text for a in page.find("a") if a.attributes.get("aria-current")] == ["2"]


def test_one_page_has_no_pagination():
    assert _rendered("{% pages page %}", page=Paginator(range(3), 10).page(1)) == ""


def test_figure_filter_speaks_the_unit_of_the_measure():
    class Measure:
        unit, decimals = "percent", 1

    assert _rendered("{{ 17.84|figure:m }} {{ n|figure }} {{ none|figure }}", m=Measure, n=46310, none=None) == (
        "17.8% 46,310 –"
    )

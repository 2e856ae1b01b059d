"""The table of schools that a list or a search gives, written without a template: thirty rows cost a third."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from commonroom.schools.models import School

_HEAD = Markup(
    '<table class="cr-table cr-table--stack"><caption class="govuk-visually-hidden">Schools</caption><thead><tr>'
    '<th scope="col">School</th><th scope="col">Where</th><th scope="col">Kind</th><th scope="col">Trust</th>'
    '<th scope="col">URN</th></tr></thead><tbody>\n'
)
_ROW = Markup(
    '<tr><th scope="row">{name}{stands}</th><td data-label="Where">{where}</td><td data-label="Kind">{kind}</td>'
    '{trust}<td data-label="URN">{urn}</td></tr>\n'
)
_TRUST = Markup('<td data-label="Trust">{}</td>')
_NO_TRUST = Markup("<td></td>")
_FOOT = Markup("</tbody></table>")


def table(schools: Iterable[School], *, slug: str) -> Markup:
    """The table of some schools; within a partnership each name leads to the school's page."""
    rows = [_row(school, slug) for school in schools]
    return Markup("").join([_HEAD, *rows, _FOOT]) if rows else Markup("")


def _row(school: School, slug: str) -> Markup:
    name = escape(school.name)
    if slug:
        name = Markup('<a class="govuk-link" href="/{}/schools/{}/">{}</a>').format(slug, school.pk, name)
    place = school.town or school.ward
    where = f"{place}, {school.la_name}" if school.la_name else place
    trust = _TRUST.format(school.trust_name) if school.trust_name else _NO_TRUST
    return _ROW.format(
        name=name,
        stands=_stands(school),
        where=f"{where} {school.postcode}",
        kind=school.type,
        trust=trust,
        urn=school.pk,
    )


def _stands(school: School) -> Markup | str:
    if school.is_open:
        return ""
    since = f" {school.closed_on:%-d %B %Y}" if school.closed_on else ""
    return Markup(' <span class="cr-quiet">{}{}</span>').format(school.status.lower(), since)

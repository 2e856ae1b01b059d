"""The table of schools that a list or a search gives, written without a template: thirty rows cost a tenth."""

# Everything that is not our own is escaped where it is put in.
# ruff: noqa: S704

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from commonroom.schools.models import School
from commonroom.schools.selectors.listing import Shown

_HEAD = (
    '<table class="cr-table cr-table--stack"><caption class="govuk-visually-hidden">Schools</caption><thead><tr>'
    '<th scope="col">School</th><th scope="col">Where</th><th scope="col">Kind</th><th scope="col">Trust</th>'
    '<th scope="col">URN</th></tr></thead><tbody>\n'
)
_NO_TRUST = "<td></td>"
_FOOT = "</tbody></table>"


def table(schools: Iterable[School | Shown], *, slug: str) -> Markup:
    """The table of some schools; within a partnership each name leads to the school's page."""
    rows = [_row(school, slug) for school in schools]
    return Markup("".join([_HEAD, *rows, _FOOT])) if rows else Markup("")


def _row(school: School | Shown, slug: str) -> str:
    name: str = escape(school.name)
    if slug:
        name = f'<a class="govuk-link" href="/{escape(slug)}/schools/{school.urn}/">{name}</a>'
    place = school.town or school.ward
    where = f"{place}, {school.la_name}" if school.la_name else place
    trust = f'<td data-label="Trust">{escape(school.trust_name)}</td>' if school.trust_name else _NO_TRUST
    return (
        f'<tr><th scope="row">{name}{_stands(school)}</th><td data-label="Where">{escape(where)} '
        f'{escape(school.postcode)}</td><td data-label="Kind">{escape(school.type)}</td>{trust}'
        f'<td data-label="URN">{school.urn}</td></tr>\n'
    )


def _stands(school: School | Shown) -> str:
    if school.is_open:
        return ""
    since = f" {school.closed_on:%-d %B %Y}" if school.closed_on else ""
    return f' <span class="cr-quiet">{escape(school.status.lower())}{since}</span>'

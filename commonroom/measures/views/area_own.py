"""The partnership's own measures under the area page: each reader sees what her posts let her see."""

from django.template.loader import render_to_string

from commonroom.measures.selectors import own_table
from commonroom.measures.views import figure_addresses
from commonroom.people import access
from commonroom.people.permissions import Permission
from commonroom.web.numbers import figure


def own(request, chosen):
    """The table as HTML; nothing where none is held or the reader may see none of it. Whoever sees every school sees
    those of `chosen`, the URNs of the table above; whoever sees her own school alone always sees it.
    """
    partnership, person = request.partnership, request.user
    if access.can(person, Permission.SEE_ALL_OWN_MEASURES, partnership=partnership):
        urns, every = chosen, True
    else:
        urns, every = _own_schools(person, partnership), False
        if not urns:
            return ""
    table = own_table.own_table(partnership, urns=urns)
    if table is None and not (every and own_table.own_table(partnership)):
        return ""
    context = {
        "columns": table.columns if table else (),
        "rows": [_row(partnership.slug, row, table.columns) for row in table.rows] if table else [],
        "name": partnership.short_name,
        "all_schools": every,
    }
    return render_to_string("measures/_area_own.html", context)


def _own_schools(person, partnership):
    """The schools whose own figures a reader may see: each by a post at that very school."""
    may = Permission.SEE_SCHOOLS_OWN_MEASURES
    held = access.own_schools(person, partnership=partnership)
    return {urn for urn in held if access.can(person, may, partnership=partnership, urn=urn)}


def _row(slug, row, columns):
    pairs = zip(row.values, columns, strict=True)
    return {
        "school": row.school,
        "url": figure_addresses.school(slug, row.urn),
        "cells": [_cell(slug, value, column) for value, column in pairs],
    }


def _cell(slug, value, column):
    """The measure, the figure in words, and the row of the file that it comes from."""
    if value is None:
        return column.measure.name, "–", ""
    said = own_table.status_of(value).short if value.number is None else _number(value.number, column.measure.unit)
    return column.measure.name, said, figure_addresses.address("imports:own_row", slug, value.loading_id, value.row)


def _number(number, unit):
    return figure(number, unit, 0 if number == int(number) else 1)

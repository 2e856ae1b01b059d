"""The area page asks the database the same number of questions for one school and for two hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.measures.tests import area_rows as rows
from tests.cast import sign_in

MOST = 30


def asked(client, path):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?against=neighbours", "?against=alike", "?phase=all"])
def test_area_page_when_schools_are_many_then_as_many_statements_as_for_one(client, amara, rivermead, query):
    rows.authority()
    sign_in(client, amara)
    counts = []
    for begin, count in ((0, 1), (1, 49), (50, 150)):
        rows.many(count, begin=begin)
        client.get(f"/rivermead/area/{query}")
        counts.append(asked(client, f"/rivermead/area/{query}"))

    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST

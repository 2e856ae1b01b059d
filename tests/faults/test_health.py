"""What those who watch the house are told."""

import pytest
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_health_when_the_database_answers_is_200_for_anybody(client):
    answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (200, b"Commonroom answers.\n")


@pytest.mark.django_db
def test_health_when_the_database_is_away_is_503_and_says_when_to_come_back(client):
    def away(execute, query, parameters, many, context):
        if query == "select 1":
            raise OperationalError("the connection is closed")
        return execute(query, parameters, many, context)

    client.raise_request_exception = False
    with connection.execute_wrapper(away):
        answer = client.get("/health/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Back in a moment" in answer.content.decode()

"""What goes to the terminal when pages are refused."""

import logging

import pytest

from commonroom.web.logs import Briefly


def said(status, error):
    """What the terminal would show of a page that ended in an error."""
    try:
        raise error
    except type(error) as caught:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "%s: %s", ("Refused", "/me/"), (type(caught), caught, None)
        )
    record.status_code = status
    assert Briefly().filter(record)
    return logging.Formatter("%(message)s").format(record)


def test_page_when_the_database_is_away_then_one_line_that_says_why():
    error = OSError("connection refused\nIs the server running?")

    assert said(503, error) == "Refused: /me/ (connection refused)"


def test_page_when_it_fails_otherwise_then_its_trace_stays():
    assert "OSError: no such thing" in said(500, OSError("no such thing"))


@pytest.mark.parametrize("error", [OSError(), OSError("\n")])
def test_page_when_no_reason_was_given_then_still_one_line(error):
    assert said(503, error) == "Refused: /me/ (no reason given)"

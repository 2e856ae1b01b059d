"""Sessions in which nothing is done end; those in which somebody works do not."""

import time

import pytest

from commonroom.people import idle


@pytest.fixture
def later(monkeypatch):
    """Lets minutes pass on the clock that idling is measured by."""
    start = time.time()

    def pass_by(minutes):
        monkeypatch.setattr(idle.time, "time", lambda: start + minutes * 60)

    return pass_by


def signed_in(client, person):
    from tests.cast import sign_in

    sign_in(client, person)
    session = client.session
    session.pop("demonstration", None)
    session.save()
    return client


@pytest.mark.parametrize(("minutes", "place"), [(29, None), (31, "/sign-in/login/")])
def test_session_of_a_cleared_person_when_idle_for_half_an_hour_then_over(client, ben, later, minutes, place):
    signed_in(client, ben)

    later(minutes)
    answer = client.get("/rivermead/schools/")

    assert (answer.headers.get("Location", "").partition("?")[0] or None) == place


def test_session_when_something_is_done_in_between_then_it_goes_on(client, ben, later):
    signed_in(client, ben)

    for minutes in (20, 40, 60):
        later(minutes)
        assert client.get("/me/here/").status_code == 204


def test_session_of_a_head_when_idle_for_an_hour_then_it_goes_on(client, chidi, later):
    signed_in(client, chidi)

    later(60)

    assert client.get("/me/here/").status_code == 204


def test_form_when_sent_too_late_then_said_plainly_and_the_way_leads_back(client, amara, later):
    signed_in(client, amara)
    later(45)

    answer = client.post(
        "/rivermead/people/invite/", {"name": "x"}, headers={"referer": "http://testserver/rivermead/people/invite/"}
    )

    assert answer.headers["Location"] == "/sign-in/login/?next=%2Frivermead%2Fpeople%2Finvite%2F"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Nothing was done here for 30 minutes, so you were signed out." in page
    assert "What you sent last was not saved." in page

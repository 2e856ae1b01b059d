"""Signing in: no enumeration, a delay that grows and never locks, the second step, invitations, the demonstration."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from commonroom.partnerships.scope import entered
from commonroom.people import patience, selectors, services
from commonroom.people.models import FailedSignIn, Invitation, Person, TrustedDevice
from commonroom.people.providers import providers
from commonroom.people.tasks import send_reset
from commonroom.schools.models import House
from tests.cast import hold, make_person, sign_in

PASSWORD = "otter lamp vinegar tram"
SIGN_IN = "/sign-in/login/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def nadia(rivermead, oakfield):
    """A headteacher with a password."""
    person = make_person("Nadia Price", password=PASSWORD)
    hold(person, "headteacher", rivermead, urn=oakfield.urn)
    return person


def press(client, email, password, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def give_app(person):
    """An app for codes; the secret as the database keeps it."""
    return totp.TOTP.activate(person, totp.generate_totp_secret()).instance


def code_of(authenticator):
    from allauth.mfa.utils import decrypt

    secret = decrypt(authenticator.data["secret"])
    while time.time() % 30 > 27:  # a code must still be good when it arrives
        time.sleep(0.1)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_right_password_signs_in(client, nadia):
    response = press(client, "Nadia@Example.org", PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(nadia.pk)


def test_unknown_address_and_wrong_password_answer_alike(nadia):
    known, unknown, closed = Client(), Client(), Client()
    make_person("Old Timer", password=PASSWORD, is_active=False)

    answers = [
        press(known, "nadia@example.org", "wrong guess at it"),
        press(unknown, "nobody@example.org", "wrong guess at it"),
        press(closed, "old@example.org", PASSWORD),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    bodies = {
        answer.content.decode().replace(email, "EMAIL")
        for answer, email in zip(answers, ("nadia@example.org", "nobody@example.org", "old@example.org"), strict=True)
    }
    assert len({without_tokens(body) for body in bodies}) == 1


def without_tokens(body):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", body)


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (2, 0), (3, 2), (4, 4), (6, 16), (10, 256), (40, 300)])
def test_delay_doubles_from_the_third_failure_to_five_minutes(failures, seconds):
    assert patience.delay(failures) == seconds


@pytest.fixture
def clock():
    """A clock that stands still until it is moved."""
    with time_machine.travel(timezone.now(), tick=False) as moved:
        yield moved


def test_right_password_waits_after_failures_and_passes_when_the_wait_is_over(client, nadia, clock):
    for _ in range(3):
        press(client, nadia.email, "wrong guess at it")
    refused = press(client, nadia.email, PASSWORD)
    clock.shift(2)
    passed = press(client, nadia.email, PASSWORD)

    assert "Wait 2 seconds, then try again." in refused.content.decode()
    assert (refused.status_code, passed.status_code) == (200, 302)


def test_each_further_failure_doubles_the_wait(client, nadia, clock):
    for wait in (0, 0, 0, 2, 4):
        clock.shift(wait)
        press(client, nadia.email, "wrong guess at it")

    assert "Wait 8 seconds, then try again." in press(client, nadia.email, PASSWORD).content.decode()


def test_attempt_during_the_wait_does_not_lengthen_it(client, nadia, clock):
    for _ in range(8):
        press(client, nadia.email, "wrong guess at it")

    assert FailedSignIn.objects.get().failures == 3


def test_known_device_passes_the_wait(client, nadia, clock):
    press(client, nadia.email, PASSWORD)
    client.post("/sign-in/logout/")
    stranger = Client(REMOTE_ADDR="192.0.2.9")
    for _ in range(6):
        press(stranger, nadia.email, "wrong guess at it")

    assert press(client, nadia.email, PASSWORD).status_code == 302


def test_wait_is_the_same_for_an_address_that_nobody_has(client, nadia, clock):
    for _ in range(3):
        press(client, "nobody@example.org", "wrong guess at it")

    assert "Wait 2 seconds" in press(client, "nobody@example.org", "wrong guess at it").content.decode()


def test_many_attempts_from_one_network_are_refused_there_and_nowhere_else(client, nadia):
    for number in range(10):
        press(client, f"somebody{number}@example.org", "wrong guess at it")
    here = press(client, nadia.email, PASSWORD)
    elsewhere = press(Client(REMOTE_ADDR="192.0.2.7"), nadia.email, PASSWORD)

    assert "many attempts from your network" in here.content.decode()
    assert elsewhere.status_code == 302


def test_reset_answers_alike_and_does_its_looking_up_elsewhere(nadia):
    answers = [
        Client().post("/sign-in/password/reset/", {"email": email})
        for email in ("nadia@example.org", "nobody@example.org")
    ]

    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, "/sign-in/password/reset/done/", b"")
    }
    assert ProcrastinateJob.objects.filter(task_name="people.send_reset").count() == 2
    assert mail.outbox == []


def test_reset_link_changes_the_password_and_not_the_second_step(client, nadia):
    give_app(nadia)
    send_reset("nadia@example.org", "http://testserver")
    send_reset("nobody@example.org", "http://testserver")
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if word.startswith("http://testserver"))

    page = client.get(link, follow=True)
    new = {"password1": "quiet harbour seven bells", "password2": "quiet harbour seven bells"}
    client.post(page.request["PATH_INFO"], new)
    answer = press(client, nadia.email, "quiet harbour seven bells")

    assert answer["Location"] == "/sign-in/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_second_step_is_asked_and_a_code_works_once(client, nadia):
    app = give_app(nadia)
    press(client, nadia.email, PASSWORD)
    code = code_of(app)
    client.post("/sign-in/2fa/authenticate/", {"code": code})
    again = Client()
    press(again, nadia.email, PASSWORD)

    replay = again.post("/sign-in/2fa/authenticate/", {"code": code})

    assert client.session["_auth_user_id"] == str(nadia.pk)
    assert "has been used" in replay.content.decode()
    assert "_auth_user_id" not in again.session


def test_code_that_set_the_app_up_cannot_be_used_to_sign_in(client, nadia):
    press(client, nadia.email, PASSWORD)
    client.get("/sign-in/2fa/totp/activate/")
    secret = client.session[totp.SECRET_SESSION_KEY]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    made = client.post("/sign-in/2fa/totp/activate/", {"code": code})
    again = Client()
    press(again, nadia.email, PASSWORD)

    replay = again.post("/sign-in/2fa/authenticate/", {"code": code})

    assert made["Location"] == "/sign-in/2fa/recovery-codes/"
    assert "has been used" in replay.content.decode()


def test_secret_of_an_app_is_not_kept_in_clear(nadia):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(nadia, secret)

    assert secret not in str(Authenticator.objects.get().data)


def test_head_without_second_step_is_led_to_it_before_anything_else(client, nadia):
    press(client, nadia.email, PASSWORD)

    assert client.get("/me/")["Location"] == "/sign-in/2fa/"
    assert "Set up a second step before you go on." in client.get("/sign-in/2fa/").content.decode()


def test_head_is_asked_once_a_device_and_again_when_30_days_are_over(client, nadia):
    app = give_app(nadia)
    press(client, nadia.email, PASSWORD)
    client.post("/sign-in/2fa/authenticate/", {"code": code_of(app)})
    client.post("/sign-in/logout/")
    same_device = press(client, nadia.email, PASSWORD)["Location"]
    page = client.get("/me/").status_code
    client.post("/sign-in/logout/")
    TrustedDevice.objects.update(expires_at=timezone.now())

    assert (same_device, page) == ("/", 200)
    assert press(client, nadia.email, PASSWORD)["Location"] == "/sign-in/2fa/authenticate/"


def test_role_that_sees_other_schools_records_is_asked_each_time(client, rivermead):
    person = make_person("Femi Cole", password=PASSWORD)
    hold(person, "adviser", rivermead)
    app = give_app(person)
    press(client, person.email, PASSWORD)
    client.post("/sign-in/2fa/authenticate/", {"code": code_of(app)})
    client.post("/sign-in/logout/")

    assert press(client, person.email, PASSWORD)["Location"] == "/sign-in/2fa/authenticate/"
    assert not TrustedDevice.objects.exists()


def test_session_without_the_step_is_sent_to_take_it(client, ben):
    give_app(ben)
    sign_in(client, ben, second_step=False)

    assert client.get("/me/")["Location"] == "/sign-in/2fa/reauthenticate/?next=%2Fme%2F"


def test_last_second_step_cannot_be_removed_where_the_post_needs_it(client, ben):
    give_app(ben)
    sign_in(client, ben)

    page = client.post("/sign-in/2fa/totp/deactivate/").content.decode()

    assert Authenticator.objects.filter(user=ben, type="totp").exists()
    assert "Make a passkey first" in page


def test_invitation_signs_in_once(client, amara, rivermead):
    from commonroom.partnerships.scope import entered

    with entered(rivermead):
        made = services.invite_person(
            name="Tariq Bello",
            email="tariq@example.org",
            role="adviser",
            partnership=rivermead,
            by=amara,
            at=timezone.now(),
        )
    link = services.invitation_path(made.secret)
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    first = client.post(link, passwords)
    second = Client().post(link, {"password1": "another one of twelve", "password2": "another one of twelve"})

    assert (first["Location"], client.session["_auth_user_id"]) == ("/", str(made.person.pk))
    assert second.status_code == 404
    assert Person.objects.get(pk=made.person.pk).check_password(PASSWORD)
    assert made.secret not in Invitation.objects.get().secret_hash


@pytest.mark.parametrize("days", [14, 15])
def test_invitation_is_over_after_14_days(rivermead, days):
    at = timezone.now() - timedelta(days=days)
    made = services.invite_person(
        name="Tariq Bello", email="tariq@example.org", role="platform-data-officer", partnership=None, by=None, at=at
    )

    assert services.find_invitation(made.secret, at=timezone.now()) is None


@pytest.mark.parametrize("password", ["password1234", "shortone", "tariq@example.org"])
def test_guessed_password_is_refused(client, db, password):
    made = services.invite_person(
        name="Tariq Bello",
        email="tariq@example.org",
        role="platform-operator",
        partnership=None,
        by=None,
        at=timezone.now(),
    )

    response = client.post(services.invitation_path(made.secret), {"password1": password, "password2": password})

    assert response.status_code == 200
    assert not Person.objects.get().has_usable_password()


def test_password_of_the_installations_own_list_is_refused(tmp_path, monkeypatch):
    from django.core.exceptions import ValidationError

    from commonroom.people.passwords import KnownPasswordFile

    known = tmp_path / "known.txt"
    known.write_text("rivermead united\n", encoding="utf-8")
    monkeypatch.setenv("COMMONROOM_PASSWORD_FILE", str(known))

    with pytest.raises(ValidationError):
        KnownPasswordFile().validate("Rivermead United")
    assert KnownPasswordFile().validate("otter lamp vinegar") is None


@pytest.fixture
def guest(rivermead):
    """One of the demonstration's people, in a house that holds the demonstration."""
    House.objects.update_or_create(pk=1, defaults={"holds": "demonstration"})
    person = make_person("Femi Cole", is_demonstration=True)
    hold(person, "head-of-service", rivermead)
    return person


def test_demonstration_lists_its_people_and_signs_in_by_one_press(guest):
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")
    page = client.get(SIGN_IN).content.decode()
    answer = client.post("/sign-in/demonstration/", {"person": guest.pk})

    assert "Femi Cole" in page
    assert "Leads school improvement for the council" in page
    assert (answer["Location"], client.get("/rivermead/people/").status_code) == ("/", 200)


@pytest.mark.parametrize(
    "where",
    [
        {"HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1"},
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": "192.0.2.4"},
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.4"},
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": ""},
    ],
)
def test_demonstration_is_refused_anywhere_but_on_this_machine(guest, where):
    client = Client(**where)
    answer = client.post("/sign-in/demonstration/", {"person": guest.pk})

    assert answer.status_code == 404
    assert "Femi Cole" not in client.get(SIGN_IN).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("holds", ["nothing", "real"])
def test_demonstration_is_refused_where_other_data_is_held(guest, holds):
    House.objects.update(holds=holds)
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")

    assert client.post("/sign-in/demonstration/", {"person": guest.pk}).status_code == 404
    assert "Femi Cole" not in client.get(SIGN_IN).content.decode()


def test_demonstration_signs_nobody_else_in(guest, amara):
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")

    assert client.post("/sign-in/demonstration/", {"person": amara.pk}).status_code == 404


def test_own_sessions_are_listed_and_the_other_one_ended(nadia):
    here, there = Client(HTTP_USER_AGENT="Firefox (Windows)"), Client(HTTP_USER_AGENT="Safari (iPhone)")
    app = give_app(nadia)
    for client in (here, there):
        press(client, nadia.email, PASSWORD)
        cache.clear()
        client.post("/sign-in/2fa/authenticate/", {"code": code_of(app)})
    page = here.get("/me/").content.decode()
    here.post("/me/sessions/end/", {"session": "others"})

    assert ("Firefox on Windows" in page, "Safari on an iPhone" in page) == (True, True)
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)


def test_session_of_somebody_else_cannot_be_ended(nadia, ben):
    from allauth.usersessions.models import UserSession

    theirs = UserSession.objects.create(user=ben, ip="192.0.2.1", session_key="theirs", user_agent="Desk")

    answer = sign_in(Client(), nadia).post("/me/sessions/end/", {"session": theirs.pk})

    assert (answer.status_code, UserSession.objects.filter(pk=theirs.pk).exists()) == (404, True)


@pytest.fixture
def council(settings):
    """A provider of the installation's configuration, which cannot be reached."""
    app = {"id": "council", "name": "Rivermead Council", "client_id": "c", "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = providers(json.dumps([app | {"server_url": "https://127.0.0.1:9"}]))


def test_configured_provider_stands_on_the_sign_in_page(client, db, council):
    assert "Continue with Rivermead Council" in client.get(SIGN_IN).content.decode()


def test_provider_that_is_away_gives_a_page_that_says_so(client, db, council):
    page = client.post("/sign-in/oidc/council/login/")

    assert page.status_code == 503
    assert "Rivermead Council cannot be reached just now." in page.content.decode()


def test_demonstration_tells_each_other_role_once(guest, rivermead, oakfield, osier_bank):
    with entered(rivermead):
        for urn in (oakfield.urn, osier_bank.urn):
            hold(guest, "headteacher", rivermead, urn=urn)
            hold(guest, "training-lead", rivermead, urn=urn)
    (told,) = [one for one in selectors.demonstration_people() if one.person == guest]

    assert (told.role.slug, told.also) == ("head-of-service", ("Headteacher", "Training lead"))

"""Signing in through a provider: the whole exchange through the product, and each thing that may be wrong with it."""

import json
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from commonroom.audit.models import Event
from commonroom.people.models import Invitation, Person
from commonroom.people.providers import CannotRead, providers
from commonroom.people.tests.oidc_server import STRANGER, Provider
from tests.cast import hold, make_person

HOME = ("/", 302)
AGAIN = "Try again, or sign in with your password."


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def nadia(rivermead, oakfield):
    """A training lead, whose role needs no second step; she was invited and has not yet chosen a password."""
    person = make_person("Nadia Price")
    hold(person, "training-lead", rivermead, urn=oakfield.urn)
    return person


@pytest.fixture
def configure(settings):
    """Put running providers into the configuration, by id."""

    def put(more=None, **found):
        rows = [
            {
                "id": key,
                "name": f"{key.title()} account",
                "server_url": one.url,
                "client_id": one.client_id,
                "secret": one.secret,
                **(more or {}),
            }
            for key, one in found.items()
        ]
        settings.SOCIALACCOUNT_PROVIDERS = providers(json.dumps(rows))

    return put


@pytest.fixture
def council(configure):
    """A provider that says everything right about Nadia."""
    with Provider() as running:
        configure(council=running)
        yield running


def go(client, provider="council", after=""):
    """To the provider and to the address that it sends the browser back to."""
    away = client.post(f"/sign-in/oidc/{provider}/login/{after}")
    back = requests.get(away["Refresh"].removeprefix("0; url="), allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def come_in(client, provider="council", after=""):
    return client.get(go(client, provider, after))


def refusal(answer):
    """The sentence of the page that refuses."""
    assert answer.status_code == 401
    return answer.content.decode().split('<p class="govuk-body">')[1].split("</p>")[0].replace("&#x27;", "'")


def test_invited_person_is_signed_in_by_the_provider(client, nadia, council):
    answer = come_in(client)

    assert (answer["Location"], answer.status_code) == HOME
    assert client.session["_auth_user_id"] == str(nadia.pk)
    assert client.get("/rivermead/").status_code == 200


def test_sign_in_through_a_provider_stands_in_the_audit_trail(client, nadia, council):
    come_in(client)

    assert list(Event.objects.values_list("verb", "actor_name")) == [("signed in", "Nadia Price")]


def test_provider_leads_to_the_page_that_was_asked_for_and_nowhere_else(nadia, council):
    inside = come_in(Client(), after="?next=/rivermead/people/")
    outside = come_in(Client(), after="?next=https://elsewhere.example.org/")

    assert (inside["Location"], outside["Location"]) == ("/rivermead/people/", "/")


def test_es256_is_believed_as_rs256_is(client, nadia, council):
    council.algorithm = "ES256"

    assert come_in(client)["Location"] == "/"


def test_address_is_taken_from_userinfo_where_the_id_token_has_none(client, nadia, council):
    council.claims = {}
    council.userinfo["email"] = "Nadia@Example.org"
    come_in(client)

    assert client.session["_auth_user_id"] == str(nadia.pk)


def test_nobody_is_made_and_a_password_stays(client, nadia, council):
    nadia.set_password("otter lamp vinegar tram")
    nadia.save()
    come_in(client)

    assert (Person.objects.count(), Person.objects.get(pk=nadia.pk).has_usable_password()) == (1, True)


def test_open_invitation_is_accepted_by_coming_through_the_provider(client, nadia, council):
    now = timezone.now()
    invited = Invitation.objects.create(
        person=nadia, secret_hash="h", made_at=now, made_by_name="Amara Osei", expires_at=now + timedelta(days=1)
    )
    come_in(client)

    invited.refresh_from_db()
    assert invited.used_at is not None
    assert Event.objects.filter(verb="invitation accepted").count() == 1


def test_unknown_address_and_closed_account_are_refused_in_the_same_words(db, council):
    make_person("Old Timer", is_active=False)
    pages = []
    for email in ("nobody@example.org", "old@example.org"):
        council.claims["email"] = email
        client = Client()
        pages.append(refusal(come_in(client)))
        assert "_auth_user_id" not in client.session

    assert pages[0] == pages[1]
    assert pages[0].startswith("Council account knows you, but nobody has been invited here by the address")


def test_person_of_the_demonstration_is_not_signed_in_by_a_provider(client, nadia, council):
    Person.objects.update(is_demonstration=True)

    assert "nobody has been invited here" in refusal(come_in(client))


@pytest.mark.parametrize("email", ["nadia", ""])
def test_letters_of_other_scripts_do_not_stand_for_plain_ones(client, nadia, council, email):
    council.claims["email"] = "nadia@example.org".replace("a", "а") if email else "\N{KELVIN SIGN}nadia@example.org"

    assert "nobody has been invited here" in refusal(come_in(client))


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
def test_address_that_the_provider_has_not_verified_is_refused(client, nadia, council, verified):
    council.claims["email_verified"] = council.userinfo["email_verified"] = verified

    assert refusal(come_in(client)) == (
        "Council account has not confirmed an e-mail address of yours. Confirm it there and try again, "
        "or sign in with your password."
    )


WRONG_CLAIMS = {
    "another nonce": ({"nonce": "of another attempt"}, "could not be proven to be its own"),
    "no nonce": ({"nonce": None}, "could not be proven to be its own"),
    "another audience": ({"aud": "another service"}, "was meant for another service"),
    "made by another party": ({"aud": ["commonroom", "other"], "azp": "other"}, "was meant for another service"),
    "several audiences and no party": ({"aud": ["commonroom", "other"]}, "was meant for another service"),
    "another issuer": ({"iss": "https://elsewhere.example.org"}, "was meant for another service"),
    "expired": ({"exp": int(time.time()) - 3600}, "was out of date"),
    "without an end": ({"exp": None}, "could not be proven to be its own"),
    "from the future": ({"iat": int(time.time()) + 36000}, "was out of date"),
    "about nobody": ({"sub": None}, "could not be proven to be its own"),
}


@pytest.mark.parametrize("wrong", WRONG_CLAIMS)
def test_id_token_with_a_wrong_claim_is_refused_in_a_sentence(client, nadia, council, wrong):
    claims, words = WRONG_CLAIMS[wrong]
    council.claims |= claims

    assert refusal(come_in(client)) == f"The answer of Council account {words}. {AGAIN}"
    assert ("_auth_user_id" in client.session, council.tokens_given) == (False, 1)


@pytest.mark.parametrize(
    ("algorithm", "key", "key_id"),
    [
        ("none", None, "RS256"),
        ("HS256", "a secret that is shared with others, long", "RS256"),
        ("RS256", STRANGER, "RS256"),
        ("RS256", STRANGER, "unknown"),
        ("RS256", None, "ES256"),
    ],
)
def test_id_token_that_is_not_signed_by_the_provider_is_refused(client, nadia, council, algorithm, key, key_id):
    council.algorithm, council.key, council.key_id = algorithm, key, key_id

    assert refusal(come_in(client)) == f"The answer of Council account could not be proven to be its own. {AGAIN}"


def test_answer_without_id_token_is_refused(client, nadia, council):
    council.without_id_token = True

    assert refusal(come_in(client)) == f"The answer of Council account could not be proven to be its own. {AGAIN}"


def test_userinfo_about_somebody_else_is_refused(client, nadia, council):
    council.claims = {}
    council.userinfo["sub"] = "u-2"

    assert refusal(come_in(client)) == f"The answer of Council account could not be proven to be its own. {AGAIN}"


def test_state_of_another_browser_is_refused_before_the_code_is_spent(client, nadia, council):
    back = go(client)

    assert refusal(Client().get(back)) == "This sign-in was begun in another window, or too long ago. Begin it again."
    assert council.tokens_given == 0


def test_state_is_good_once(client, nadia, council):
    back = go(client)
    client.get(back)
    client.logout()

    assert "was begun in another window" in refusal(client.get(back))


def test_code_of_another_attempt_is_refused(client, nadia, council):
    first = go(client)
    go(client)

    assert refusal(client.get(first)) == f"Council account did not say who you are. {AGAIN}"


def test_person_who_goes_back_at_the_provider_reads_so(client, nadia, council):
    state = go(client).split("state=")[1]
    answer = client.get(f"/sign-in/oidc/council/login/callback/?error=access_denied&state={state}")

    assert answer["Location"] == "/sign-in/3rdparty/login/cancelled/"


@pytest.mark.parametrize("published", [{"token_endpoint": "http://elsewhere.example.org/token"}, {"jwks_uri": ""}])
def test_provider_whose_configuration_is_not_whole_is_asked_nothing(client, nadia, council, published):
    back = go(client)
    council.published = published
    answer = client.get(back)

    assert (answer.status_code, council.tokens_given) == (503, 0)
    assert "Council account cannot be reached just now." in answer.content.decode()


@pytest.mark.parametrize("said", [[], {"keys": "none"}, {"keys": [1]}])
def test_provider_that_publishes_nonsense_for_keys_gets_a_page_and_no_trace(client, nadia, council, said):
    council.keys = lambda: said

    assert come_in(client).status_code in (401, 503)


def test_address_of_a_provider_that_is_not_configured_does_not_exist(client, db, council):
    assert [client.get(f"/sign-in/oidc/other/login/{end}").status_code for end in ("", "callback/")] == [404, 404]


# -- the second step


@pytest.fixture
def tessa(rivermead):
    """A head of service, who takes the second step at each sign-in, with an app."""
    person = make_person("Tessa Brandt")
    hold(person, "head-of-service", rivermead)
    totp.TOTP.activate(person, totp.generate_totp_secret())
    return person


def code_of(person):
    from allauth.mfa.utils import decrypt

    secret = decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"])
    while time.time() % 30 > 27:  # a code must still be good when it arrives
        time.sleep(0.1)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_second_step_is_asked_after_the_provider_whatever_it_says(client, tessa, council):
    council.claims |= {"email": tessa.email, "amr": ["pwd", "mfa"]}
    asked = come_in(client)["Location"]
    before = "_auth_user_id" in client.session
    answer = client.post(asked, {"code": code_of(tessa)})

    assert (asked.split("?")[0], before, answer["Location"]) == ("/sign-in/2fa/authenticate/", False, "/")
    assert client.get("/rivermead/people/").status_code == 200


def test_second_step_at_the_provider_counts_where_the_configuration_says_so(client, tessa, council, configure):
    configure({"second_step": ["mfa"]}, council=council)
    council.claims |= {"email": tessa.email, "amr": ["pwd", "mfa"]}

    assert (come_in(client)["Location"], client.get("/rivermead/people/").status_code) == ("/", 200)


@pytest.mark.parametrize("amr", [["pwd"], None, "mfa", ["MFA"]])
def test_provider_that_names_no_such_step_leaves_it_to_be_asked(client, tessa, council, configure, amr):
    configure({"second_step": ["mfa"]}, council=council)
    council.claims |= {"email": tessa.email, "amr": amr}

    assert come_in(client)["Location"].split("?")[0] == "/sign-in/2fa/authenticate/"


def test_step_at_the_provider_is_not_fresh_enough_for_a_confidential_record(client, tessa, council, configure):
    configure({"second_step": ["mfa"]}, council=council)
    council.claims |= {"email": tessa.email, "amr": ["mfa"]}
    come_in(client)

    asked = client.get("/rivermead/register/open/")

    assert asked["Location"].split("?")[0] == "/sign-in/2fa/reauthenticate/"


def test_step_at_the_provider_is_not_lent_to_the_next_person(client, nadia, tessa, council, configure):
    configure({"second_step": ["mfa"]}, council=council)
    council.claims |= {"amr": ["mfa"]}
    come_in(client)
    council.claims |= {"email": tessa.email, "amr": ["pwd"]}

    assert come_in(client)["Location"].split("?")[0] == "/sign-in/2fa/authenticate/"


# -- several providers, and whose word counts for what


def test_two_providers_stand_side_by_side_and_each_signs_in_its_own(nadia, tessa, configure):
    with Provider() as council, Provider(client_id="other", email=tessa.email) as dfe:
        configure({"second_step": ["mfa"]}, council=council, dfe=dfe)
        dfe.claims["amr"] = ["mfa"]
        page = Client().get("/sign-in/login/").content.decode()
        hers, his = Client(), Client()
        come_in(hers, "council")
        come_in(his, "dfe")

    assert ("Continue with Council account" in page, "Continue with Dfe account" in page) == (True, True)
    assert [c.session["_auth_user_id"] for c in (hers, his)] == [str(nadia.pk), str(tessa.pk)]


def test_state_of_one_provider_is_refused_at_the_other(client, nadia, configure):
    with Provider() as council, Provider() as other:
        configure(council=council, other=other)
        crossed = client.get(go(client, "council").replace("/council/", "/other/"))

    assert ("was begun in another window" in refusal(crossed), other.tokens_given) == (True, 0)


def test_word_of_a_provider_counts_for_its_own_domains_alone(nadia, council, configure):
    configure({"domains": ["council.gov.uk"]}, council=council)
    foreign = refusal(come_in(Client()))
    configure({"domains": ["Example.org"]}, council=council)

    assert foreign == ("Commonroom takes Council account’s word for other addresses only. Sign in with your password.")
    assert come_in(Client())["Location"] == "/"


def test_provider_that_gives_the_addresses_out_need_not_verify_them(client, nadia, council, configure):
    configure({"addresses_are_verified": True}, council=council)
    del council.claims["email_verified"]

    assert come_in(client)["Location"] == "/"


@pytest.mark.parametrize(
    "wrong", [{"server_url": "http://login.example.org"}, {"second_step": "mfa"}, {"domains": "example.org"}]
)
def test_configuration_that_would_trust_too_much_is_refused(wrong):
    row = {"id": "a", "name": "A", "server_url": "https://a.example.org", "client_id": "c", "secret": "s"}

    with pytest.raises(CannotRead, match="of A must"):
        providers(json.dumps([row | wrong]))


def test_two_providers_of_one_id_are_refused():
    row = {"id": "a", "name": "A", "server_url": "https://a.example.org", "client_id": "c", "secret": "s"}

    with pytest.raises(CannotRead, match="two providers have the same id"):
        providers(json.dumps([row, row]))

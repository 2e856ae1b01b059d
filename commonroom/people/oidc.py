"""The exchange with a sign-in provider (OpenID Connect, code flow): its word is taken only where it is proven.

An answer is bound to this browser by `state`, to this attempt by `nonce` (a keyed hash of the state, so nothing more is
kept), and to this house by PKCE, audience and issuer. The id token's signature is always checked, with an algorithm of
our own list and a key that the provider publishes. Nothing of the answer is kept; docs/decisions/0023 says why.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from requests.exceptions import RequestException

from commonroom.people.providers import is_safe_address

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
CLAIMS = ["iss", "aud", "exp", "iat", "sub"]
LEEWAY_SECONDS = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "issuer")
# What comes of no answer, of one that is no JSON, and of JSON of another shape.
BROKEN = (RequestException, ValueError, KeyError, TypeError, AttributeError)
log = logging.getLogger(__name__)


class Refused(Exception):
    """The provider's answer is not believed; the message is written for the person who wants to sign in."""


class Cancelled(Exception):
    """The person went back at the provider."""


class Away(Exception):
    """The provider cannot be reached, or speaks no OpenID Connect."""


@dataclass(frozen=True)
class Confirmed:
    """What a provider has proven: an address that is its holder's, and whether a second step was taken there."""

    email: str
    second_step: bool


def nonce_of(state: str) -> str:
    """The nonce that belongs to a state; only this house can make it."""
    return salted_hmac("commonroom.oidc.nonce", state, algorithm="sha256").hexdigest()


def provider_of(request: HttpRequest, provider_id: str) -> Any:
    """The provider of the configuration, or None."""
    try:
        return get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        return None


def begin(request: HttpRequest, provider: Any, *, after: str | None) -> str:
    """The address of the provider's own page, from which one comes back with a code; `after` is where to go then.

    Raises Away.
    """
    state = secrets.token_urlsafe(24)
    asked = {**provider.get_auth_params(), "nonce": nonce_of(state)}
    try:
        answer = provider.redirect(request, process="login", next_url=after, auth_params=asked, state_id=state)
        return str(answer["Location"])
    except BROKEN as error:
        raise Away(str(error)) from error


def finish(request: HttpRequest, provider: Any) -> tuple[Confirmed, str | None]:
    """What the provider says of whoever comes back, and where she wanted to go. Raises Refused, Cancelled, Away."""
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=provider.sub_id, state_id=state_id)
    if state is None:
        raise Refused("This sign-in was begun in another window, or too long ago. Begin it again.")
    if request.GET.get("error") == "access_denied":
        raise Cancelled
    if not request.GET.get("code"):
        raise Refused(f"{provider.name} did not say who you are. Try again, or sign in with your password.")
    adapter = provider.get_oauth2_adapter(request)
    _check_configuration(adapter)
    try:
        client = adapter.get_client(request, provider.app)
        tokens = client.get_access_token(request.GET["code"], pkce_code_verifier=state.get("pkce_code_verifier"))
        claims = _claims(adapter, provider, tokens.get("id_token"), nonce_of(state_id))
        trusted = bool(provider.app.settings.get("addresses_are_verified"))
        said = _who(adapter, claims, tokens["access_token"], addresses_are_verified=trusted)
    except OAuth2Error as error:
        log.warning("Sign-in through %s: no tokens for its code: %s", provider.sub_id, error)
        raise Refused(f"{provider.name} did not say who you are. Try again, or sign in with your password.") from error
    except (jwt.PyJWTError, _Unbelievable) as error:
        log.warning("Sign-in through %s: its answer was not believed: %s", provider.sub_id, error)
        raise Refused(_words(provider.name, error)) from error
    except BROKEN as error:
        log.warning("Sign-in through %s: no answer that can be read: %s", provider.sub_id, error)
        raise Away(str(error)) from error
    return _confirmed(provider, claims, said), state.get("next")


class _Unbelievable(Exception):
    """A fault of the answer that PyJWT does not look for."""


def _check_configuration(adapter: Any) -> None:
    """Fetch what the provider says of itself, once a request. Raises Away where it is not whole."""
    try:
        found = adapter.openid_config
    except BROKEN as error:
        raise Away(str(error)) from error
    lacking = [key for key in ENDPOINTS if not found.get(key)]
    unsafe = [key for key in ENDPOINTS[:3] if key not in lacking and not is_safe_address(found[key])]
    if lacking or unsafe:
        log.error("The configuration that a provider publishes lacks %s or is not https: %s", lacking, unsafe)
        raise Away("The provider’s configuration is not whole.")


def _claims(adapter: Any, provider: Any, token: Any, nonce: str) -> dict[str, Any]:
    """The claims of an id token, once signature, issuer, audience, time and nonce are right. Raises otherwise."""
    if not isinstance(token, str):
        raise _Unbelievable("there is no id token")
    about = adapter.openid_config
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(f"algorithm {header.get('alg')}")
    claims: dict[str, Any] = jwt.decode(
        token,
        _key(about["jwks_uri"], header),
        algorithms=[header["alg"]],
        audience=provider.app.client_id,
        issuer=about["issuer"],
        leeway=LEEWAY_SECONDS,
        options={"require": CLAIMS},
    )
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", provider.app.client_id) != provider.app.client_id or (
        len(parties) > 1 and "azp" not in claims
    ):
        raise jwt.InvalidAudienceError(f"made for {claims.get('azp')}")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise _Unbelievable("the nonce is not the one of this attempt")
    return claims


def _key(address: str, header: dict[str, Any]) -> Any:
    """The published key that a token names; one that names none is tried with the only key there is."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(address)
        answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
    signing = [key for key in keys if key.public_key_use != "enc"]
    named = [key for key in signing if key.key_id == header["kid"]] if "kid" in header else signing
    fitting = [key for key in named if key.key_type == ("EC" if header["alg"].startswith("ES") else "RSA")]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError(f"{len(fitting)} published keys go with the token’s key {header.get('kid')!r}")
    return fitting[0].key


def _who(adapter: Any, claims: dict[str, Any], access_token: str, *, addresses_are_verified: bool) -> dict[str, Any]:
    """Where the address stands: in the id token, else in the userinfo, which must be about the same person."""
    address = adapter.openid_config.get("userinfo_endpoint")
    is_said = claims.get("email") and ("email_verified" in claims or addresses_are_verified)
    if is_said or not address or not is_safe_address(address):
        return claims
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers={"Authorization": f"Bearer {access_token}"})
        answer.raise_for_status()
        said = answer.json()
    if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
        raise _Unbelievable("its userinfo is about somebody else")
    return said


def _confirmed(provider: Any, claims: dict[str, Any], said: dict[str, Any]) -> Confirmed:
    """The address that goes with the claims. Raises Refused where the provider has not proven it to be its holder's."""
    ours = provider.app.settings
    email = str(said.get("email") or "").strip()
    verified = ours.get("addresses_are_verified") or said.get("email_verified") in (True, "true")
    if not email or not verified:
        raise Refused(
            f"{provider.name} has not confirmed an e-mail address of yours. Confirm it there and try again, "
            "or sign in with your password."
        )
    domains = ours.get("domains") or []
    if domains and email.rpartition("@")[2].lower() not in [domain.lower() for domain in domains]:
        raise Refused(f"Commonroom takes {provider.name}’s word for other addresses only. Sign in with your password.")
    taken = claims.get("amr") if isinstance(claims.get("amr"), list) else []
    return Confirmed(email, second_step=bool(set(map(str, taken or [])) & set(ours.get("second_step") or [])))


def _words(name: str, error: Exception) -> str:
    """One sentence for the person; what exactly was wrong stands in the log."""
    again = "Try again, or sign in with your password."
    if isinstance(error, jwt.ExpiredSignatureError | jwt.ImmatureSignatureError):
        return f"The answer of {name} was out of date. {again}"
    if isinstance(error, jwt.InvalidAudienceError | jwt.InvalidIssuerError):
        return f"The answer of {name} was meant for another service. {again}"
    return f"The answer of {name} could not be proven to be its own. {again}"

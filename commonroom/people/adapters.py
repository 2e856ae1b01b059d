"""How allauth is told our ways."""

from __future__ import annotations

import base64
import hashlib
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.encoding import force_bytes

from commonroom.audit import services as audit
from commonroom.people import access, patience, second_step
from commonroom.people.models import TrustedDevice

SIGN_IN_IS_FRESH = 15 * 60
STAGES = {"allauth.mfa.stages.AuthenticateStage": "commonroom.people.stages.SecondStepStage"}
WRONG = "The e-mail address or the password is not right. Check both, or ask for a new password below."


def wait_words(seconds: int) -> str:
    """What somebody reads who must wait."""
    if seconds < 90:
        return f"There were several wrong attempts. Wait {seconds} seconds, then try again."
    return f"There were several wrong attempts. Wait {-(-seconds // 60)} minutes, then try again."


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation alone; wrong passwords cost time, never the account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": "This is not your password. Try again.",
        "enter_current_password": "This is not your present password. Try again.",
        "incorrect_code": "This code is not right, or has been used. Wait for the next one and try again.",
        "too_many_login_attempts": "There were many attempts from your network. Wait a minute, then try again.",
        "rate_limited": "There were many attempts from your network. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def pre_authenticate(self, request, **credentials):
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email", "")
        if patience.is_known_device(request, email):
            return
        if wait := patience.seconds_to_wait(email, at=timezone.now()):
            self._rollback_login_failed_rl_usage()
            raise ValidationError(wait_words(wait))

    def authenticate(self, request, **credentials):
        person = super().authenticate(request, **credentials)
        if person is not None:
            patience.succeeded(credentials.get("email", ""))
        return person

    def authentication_failed(self, request, **credentials):
        patience.failed(credentials.get("email", ""), at=timezone.now())

    def reauthenticate(self, user, password):
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever has just signed in is not asked again: a sign-in of the last 15 minutes is as good."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < SIGN_IN_IS_FRESH for record in records)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        at = timezone.now()
        patience.remember_device(response, user)
        if second_step.took_step(request) and access.rule_for(user) != "always":
            second_step.trust_device(request, response, user, at=at)
        audit.record(verb="signed in", by=user, at=at, kind="person", object_id=user.pk)
        return response

    def set_password(self, user, password):
        """A new password makes every device ask for the second step again, and ends the wait."""
        super().set_password(user, password)
        TrustedDevice.objects.filter(person=user).delete()
        patience.succeeded(user.email)
        audit.record(verb="password changed", by=user, at=timezone.now(), kind="person", object_id=user.pk)

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Pages say themselves what has happened; allauth's own messages stay silent."""


class SecondStepAdapter(DefaultMFAAdapter):
    """TOTP, passkeys and recovery codes. Their secrets are encrypted with a key made from the installation's own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or has been used. Wait for the next one and try again.",
        "cannot_delete_authenticator": "Your post needs a second step, and this is your only one. Add another first.",
    }

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator):
        person = authenticator.user
        if access.rule_for(person) == "none":
            return True
        others = type(authenticator).objects.filter(user=person).exclude(pk=authenticator.pk)
        return others.exclude(type="recovery_codes").exists()

    def generate_authenticator_name(self, user, type):
        """What a new passkey is called unless its owner says."""
        return f"Passkey of {timezone.localdate():%-d %B %Y}"

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "Commonroom"}


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.blake2b(force_bytes(key), digest_size=32, person=b"second step").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a provider that the installation configures, for people who have been invited."""

    def is_open_for_signup(self, request, sociallogin):
        return False

"""How allauth is told our ways."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation alone."""

    def is_open_for_signup(self, request):
        return False


class SecondStepAdapter(DefaultMFAAdapter):
    """TOTP, passkeys and recovery codes."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a provider that the installation configures."""

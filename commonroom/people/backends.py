"""Sign-in by e-mail and password."""

from allauth.account.auth_backends import AuthenticationBackend


class PatientBackend(AuthenticationBackend):
    """Sign-in by e-mail address and password. A closed account answers like a wrong password."""

    @classmethod
    def _stash_user(cls, user):
        return None

"""Sign-in by e-mail and password."""

from allauth.account.auth_backends import AuthenticationBackend

from commonroom.people import access


class PatientBackend(AuthenticationBackend):
    """Sign-in by e-mail address and password. A closed account answers like a wrong password."""

    @classmethod
    def _stash_user(cls, user):
        return None

    def get_user(self, user_id):
        person = access.arrive(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None

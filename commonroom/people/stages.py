"""The step between password and session: asked by role and device."""

from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.utils import timezone

from commonroom.people import access, second_step


class SecondStepStage(AuthenticateStage):
    """Asks whoever has set up a second step for it, unless this device took it lately and her roles let that do."""

    def _should_handle(self, request):
        person = self.login.user
        if person is None or not second_step.has_one(person) or did_use_passwordless_login(request, person):
            return False
        if second_step.took_at_provider(request, person):
            return False
        if access.rule_for(person) == "always":
            return True
        if second_step.is_trusted_device(request, person, at=timezone.now()):
            request.session[second_step.BY_DEVICE] = True
            return False
        return True

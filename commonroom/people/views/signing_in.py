"""Signing in: by password, by invitation, and to the demonstration."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.models import UserSession
from django.contrib.auth import login as start_session
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from requests.exceptions import RequestException

from commonroom.audit import services as audit
from commonroom.people import demonstration, second_step, selectors, services
from commonroom.people.forms import FirstPasswordForm
from commonroom.people.models import Person

BACKEND = "commonroom.people.backends.PatientBackend"


class SignInView(LoginView):
    """The sign-in page; with demonstration data on this machine it lists the demonstration people."""

    def get_context_data(self, **kwargs):
        shown = demonstration.is_here(self.request)
        people = selectors.demonstration_people() if shown else []
        return super().get_context_data(**kwargs) | {"demonstration": people, "is_demonstration": shown}


@require_POST
def demonstration_sign_in(request):
    """Sign in as one of the demonstration people. Anywhere but on this machine there is no such page."""
    if not demonstration.is_here(request):
        raise Http404
    pk = request.POST.get("person", "")
    person = Person.objects.filter(pk=pk if pk.isdecimal() else 0, is_demonstration=True, is_active=True).first()
    if person is None:
        raise Http404
    request.session.flush()
    start_session(request, person, backend=BACKEND)
    request.session[second_step.DEMONSTRATION] = True
    UserSession.objects.create_from_request(request)
    audit.record(
        verb="signed in to the demonstration", by=person, at=timezone.now(), kind="person", object_id=person.pk
    )
    return HttpResponseRedirect("/")


@never_cache
@sensitive_post_parameters()
def accept_invitation(request, secret):
    """Choose the first password by the link in a letter, and be signed in."""
    at = timezone.now()
    invitation = services.find_invitation(secret, at=at)
    if invitation is None:
        return render(request, "people/invitation_over.html", {"title": "This link no longer works"}, status=404)
    form = FirstPasswordForm(request.POST or None, person=invitation.person)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept_invitation(secret=secret, password=form.cleaned_data["password1"], at=at)
        except services.CannotAccept as error:
            form.add_error(None, str(error))
        else:
            record_authentication(request, person, method="password", email=person.email)
            return perform_login(request, Login(user=person, email=person.email))
    context = {"title": "Choose your password", "form": form, "invited": invitation.person}
    return render(request, "people/accept_invitation.html", context)


def provider_sign_in(request, provider_id):
    """To a provider's own page; where the provider is away, a page that says so."""
    try:
        return openid_connect.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)

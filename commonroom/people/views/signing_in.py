"""Signing in: by password, by invitation, and to the demonstration."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.contrib.auth import login as start_session
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from commonroom.audit import services as audit
from commonroom.people import demonstration, oidc, second_step, selectors, services
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


@never_cache
def provider_sign_in(request, provider_id):
    """To a provider's own page; where the provider is away, a page that says so."""
    provider = oidc.provider_of(request, provider_id)
    if provider is None:
        raise Http404
    if request.method != "POST":
        return render(request, "socialaccount/login.html", {"provider": provider})
    try:
        address = oidc.begin(request, provider, after=get_next_redirect_url(request))
    except oidc.Away:
        return _not_by_provider(
            request,
            f"{provider.name} cannot be reached just now. Try again in a moment, or sign in with your password.",
            status=503,
        )
    # No redirect: browsers hold one that answers a form to the policy for forms, which names this house alone.
    page = render(request, "socialaccount/login_redirect.html", {"provider": provider, "redirect_to": address})
    page["Refresh"] = f"0; url={address}"
    return page


@never_cache
def provider_callback(request, provider_id):
    """Back from a provider: signs in the person who was invited by the address that it has confirmed."""
    provider = oidc.provider_of(request, provider_id)
    if provider is None:
        raise Http404
    try:
        confirmed, after = oidc.finish(request, provider)
        person = services.come_by_provider(email=confirmed.email, provider=provider.name, at=timezone.now())
    except oidc.Cancelled:
        return HttpResponseRedirect(reverse("socialaccount_login_cancelled"))
    except oidc.Away:
        return _not_by_provider(
            request,
            f"{provider.name} cannot be reached just now. Try again in a moment, or sign in with your password.",
            status=503,
        )
    except (oidc.Refused, services.CannotAccept) as error:
        return _not_by_provider(request, str(error), status=401)
    request.session.flush()
    if confirmed.second_step:
        request.session[second_step.BY_PROVIDER] = person.pk
    record_authentication(request, person, method="socialaccount", provider=provider.sub_id)
    return perform_login(request, Login(user=person, email=person.email, redirect_url=after))


def _not_by_provider(request, reason, *, status):
    return render(request, "socialaccount/authentication_error.html", {"reason": reason}, status=status)

"""The shape of input: signing in, second step, people and posts."""

from __future__ import annotations

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal import auth as totp_auth
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone

from commonroom.people import patience, services
from commonroom.people.adapters import wait_words
from commonroom.people.models import Person

PASSWORD_HINT = "At least 12 characters. Three or four words that do not belong together are easy to keep."  # noqa: S105  (words)
CODE_HINT = "The six digits that the app on your phone shows now."


def _words(form: forms.Form, **labels: str) -> None:
    """Our words on allauth's fields, and no placeholder: a hint that vanishes helps nobody."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = ""


class SignInForm(account.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, login="E-mail address", password="Password")  # noqa: S106  (a label)
        self.fields["login"].error_messages["required"] = "Enter your e-mail address."
        self.fields["login"].error_messages["invalid"] = "Enter an e-mail address, like name@example.org."
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].error_messages["required"] = "Enter your password."


class ResetForm(forms.Form):
    """An address for a new password. The answer is the same whoever has it."""

    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address, like name@example.org.",
        },
    )

    def save(self, request):
        services.ask_for_reset(email=self.cleaned_data["email"], site=site_of(request))


def site_of(request) -> str:
    """The address of this installation, for links in letters."""
    return f"{request.scheme}://{request.get_host()}"


class NewPasswordForm(account.ResetPasswordKeyForm):
    """A new password, by a link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, password1="New password", password2="The same password again")
        self.fields["password1"].help_text = PASSWORD_HINT


class ChangePasswordForm(account.ChangePasswordForm):
    """A new password, by the present one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, oldpassword="Your present password", password1="New password", password2="The same password again")
        self.fields["password1"].help_text = PASSWORD_HINT


class AskPasswordForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, password="Your password")  # noqa: S106  (a label)


class PatientCode(forms.Form):
    """A code for the second step, with the same growing delay as a password."""

    user: Person

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, code="Code")
        self.fields["code"].help_text = "From your app, or one of your recovery codes."
        self.fields["code"].error_messages["required"] = "Enter the code."
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "text"})

    def clean_code(self):
        what = f"code of {self.user.pk}"
        if wait := patience.seconds_to_wait(what, at=timezone.now()):
            raise ValidationError(wait_words(wait))
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            patience.failed(what, at=timezone.now())
            raise
        patience.succeeded(what)
        return code


class CodeForm(PatientCode, mfa.AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(PatientCode, mfa.ReauthenticateForm):
    """The code once more, before something that matters."""


class SetUpAppForm(totp.ActivateTOTPForm):
    """The first code of an app. It counts as the second step of this session, and is used up by it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, code="Code")
        self.fields["code"].help_text = CODE_HINT
        self.fields["code"].error_messages["required"] = "Enter the code that the app shows."

    def clean_code(self):
        code = super().clean_code()
        if not totp_auth.TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise ValidationError("This code has been used. Wait for the next one and try again.")
        record_authentication(context.request, self.user, "mfa", type="totp")
        return code


class RemoveAppForm(totp.DeactivateTOTPForm):
    """Removing the app."""


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey. Making it counts as the second step of this session."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, name="A name for it", passwordless="Sign in with this passkey alone, without a password")
        self.fields["name"].help_text = "So that you know it again, for instance “Office laptop”."

    def clean(self):
        cleaned = super().clean()
        if cleaned and cleaned.get("credential") and not self.errors:
            record_authentication(context.request, self.user, "mfa", type="webauthn")
        return cleaned


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _words(self, name="Name")


class FirstPasswordForm(forms.Form):
    """The first password, by an invitation."""

    password1 = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password a second time."},
    )

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self):
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords differ. Enter the same one twice.")
        return cleaned


class PostFields(forms.Form):
    """The fields of a post: role, school and dates."""

    role = forms.ChoiceField(label="Post", error_messages={"required": "Choose a post."})
    school = forms.TypedChoiceField(
        label="School",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Only for posts at a school.",
    )
    starts_on = forms.DateField(
        label="First day",
        required=False,
        help_text="For example 1 9 2026. Leave it empty for today.",
        error_messages={"invalid": "Enter the first day like 1 9 2026, or leave it empty."},
        input_formats=["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"],
    )
    ends_on = forms.DateField(
        label="Last day",
        required=False,
        help_text="Leave it empty if there is none.",
        error_messages={"invalid": "Enter the last day like 31 8 2027, or leave it empty."},
        input_formats=["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"],
    )

    def __init__(self, *args, roles, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a post"),
            *((role.slug, role.name) for role in roles),
        ]
        if schools:
            self.fields["school"].choices = [("", "No school"), *schools]  # type: ignore[attr-defined]
        else:
            del self.fields["school"]


class InviteForm(PostFields):
    """Somebody to invite, and her first post."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Enter the person’s name."})
    email = forms.EmailField(
        label="E-mail address",
        help_text="The person’s own, not a shared one: whoever reads it can sign in.",
        error_messages={
            "required": "Enter the person’s e-mail address.",
            "invalid": "Enter an e-mail address, like name@example.org.",
        },
    )
    field_order = ["name", "email", "role", "school", "starts_on", "ends_on"]


class EndForm(forms.Form):
    """Why a post ends."""

    because = forms.CharField(
        label="Why does it end?",
        max_length=300,
        help_text="Your name, your reason and the time are kept.",
        error_messages={"required": "Say why the post ends."},
    )

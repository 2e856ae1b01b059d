"""Settings: everything that differs between a laptop and a server comes from the environment."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from commonroom.people.providers import providers
from commonroom.web.security import CONTENT_SECURITY_POLICY  # noqa: F401  (read by django-csp)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("COMMONROOM_DATA", BASE_DIR / ".data")).resolve()
TESTING = "pytest" in sys.modules
DEBUG = False


def _secret_key() -> str:
    """The signing key: from the environment, else made once in the data folder, readable by its owner alone."""
    if key := os.environ.get("COMMONROOM_SECRET_KEY"):
        return key
    if TESTING:
        return "for tests only"
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def database(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// address; `?host=/folder` names a socket."""
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "commonroom",
        "USER": unquote(parts.username or "cr_app"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", **options},
    }


SECRET_KEY = _secret_key()
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql://cr_app@localhost/commonroom"))}
HOSTS = os.environ.get("COMMONROOM_HOSTS", "")
ALLOWED_HOSTS = HOSTS.split() or ["localhost", "127.0.0.1", "[::1]"]
SECURE = bool(HOSTS)
"""Behind a real name we expect TLS: secure cookies, HSTS. On loopback plain http serves."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_scopes",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "commonroom.people",  # before allauth, so that its templates are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "commonroom.web",
    "commonroom.schools",
    "commonroom.partnerships",
    "commonroom.audit",
    "commonroom.documents",
    "commonroom.mail",
    "commonroom.measures",
    "commonroom.imports",
    "commonroom.risk",
    "commonroom.support",
    "commonroom.visits",
    "commonroom.register",
    "commonroom.reports",
    "commonroom.portal",
    "commonroom.bench",
]

MIDDLEWARE = [
    "commonroom.web.security.SecurityHeaders",
    *([] if TESTING else ["commonroom.web.standstill.Watch"]),
    "django.middleware.security.SecurityMiddleware",
    *([] if TESTING else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "commonroom.people.middleware.PartnershipMiddleware",
]

ROOT_URLCONF = "commonroom.urls"
WSGI_APPLICATION = "commonroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonroom.portal.navigation.navigation",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "commonroom.people.backends.PatientBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if TESTING else []),
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "commonroom.people.passwords.KnownPasswordFile"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "commonroom.people.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "commonroom.people.forms.SignInForm",
    "reset_password": "commonroom.people.forms.ResetForm",
    "reset_password_from_key": "commonroom.people.forms.NewPasswordForm",
    "change_password": "commonroom.people.forms.ChangePasswordForm",
    "reauthenticate": "commonroom.people.forms.AskPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("COMMONROOM_BEHIND_PROXY") else 0
MFA_FORMS = {
    "authenticate": "commonroom.people.forms.CodeForm",
    "reauthenticate": "commonroom.people.forms.CodeAgainForm",
    "activate_totp": "commonroom.people.forms.SetUpAppForm",
    "add_webauthn": "commonroom.people.forms.AddPasskeyForm",
    "edit_webauthn": "commonroom.people.forms.RenamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""An address is proven by the invitation that was sent to it."""
MFA_ADAPTER = "commonroom.people.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Commonroom"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SOCIALACCOUNT_ADAPTER = "commonroom.people.adapters.ProviderAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
"""A provider's verified address signs in the person who was invited by it; nobody is made."""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = providers(os.environ.get("COMMONROOM_OIDC", ""))
USERSESSIONS_TRACK_ACTIVITY = False
"""A write for each page seen would cost more than it tells; the list says when each session began."""

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}
    if not TESTING
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
SESSION_ENGINE = "commonroom.people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
IDLE_MINUTES = int(os.environ.get("COMMONROOM_IDLE_MINUTES", "30"))
"""After so many minutes without doing anything, those who may see confidential records are signed out."""
IDLE_MINUTES_OTHERS = max(IDLE_MINUTES, 8 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "commonroom.web.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("COMMONROOM_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "commonroom.web.uploads.TidyUploads"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

EMAIL_BACKEND = "commonroom.mail.outbox.Outbox"
"""Every letter goes through the outbox, in the transaction of the deed; the worker hands it to the real backend."""
EMAIL_HOST = os.environ.get("COMMONROOM_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("COMMONROOM_EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("COMMONROOM_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("COMMONROOM_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("COMMONROOM_EMAIL_TLS", "1") not in ("0", "no", "")
EMAIL_TIMEOUT = 20
MAIL_DELIVERY_BACKEND = os.environ.get(
    "COMMONROOM_EMAIL_BACKEND",
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend",
)
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("COMMONROOM_FROM_EMAIL", "Commonroom <commonroom@localhost>")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"briefly": {"()": "commonroom.web.logs.Briefly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["briefly"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

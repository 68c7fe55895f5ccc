"""Django's settings, from the site that VOLVER_SITE names.

Django takes its settings from a module, and a module can only be told by the environment which
site it is for; `volver serve` says so.
"""

import os
from pathlib import Path

from volver.domain.settings import LANGUAGES as KNOWN
from volver.server.openid import providers
from volver.server.records import database
from volver.server.site import STATIC, Site

SITE = Site.open(Path(os.environ["VOLVER_SITE"]))  # noqa: TID251 - see above
HERE = Path(__file__).parent

SECRET_KEY = SITE.secret
DEBUG = False
ALLOWED_HOSTS = list(SITE.hosts)
CSRF_TRUSTED_ORIGINS = SITE.origins

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_htmx",
    "volver.server.accounts",
    "volver.server.audit",
    "volver.server.keys",
    "volver.server.jobs",
    "volver.server.plans",
    "volver.server.goals",
    "volver.server.contacts",
    "volver.server.webhooks",
    "volver.server.definitions",
    "volver.server.openid",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "volver.server.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "volver.server.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "volver.server.gate.Gatekeeper",
]
ROOT_URLCONF = "volver.server.urls"
WSGI_APPLICATION = "volver.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "volver.server.looks.environment"},
    },
    {  # for the pages of sign-in, which come with allauth
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "sign_in"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["volver.server.accounts.tags"],
        },
    },
]

DATABASES = {"default": database(SITE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},  # ASVS 5.0, 6.2.1 recommends 15 and asks for 8
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "volver.server.accounts.passwords.NotOfThisPlace"},
]
ACCOUNT_ADAPTER = "volver.server.accounts.adapter.ByInvitation"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # who is let in was invited by name
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE.https
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above
MFA_TOTP_ISSUER = "volver"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever types a stranger's address mails nobody
PASSWORD_RESET_TIMEOUT = 60 * 60
SOCIALACCOUNT_ADAPTER = "volver.server.openid.adapter.ByInvitation"
SOCIALACCOUNT_PROVIDERS = providers(SITE)
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead elsewhere; `state` keeps it safe
SOCIALACCOUNT_STORE_TOKENS = False
EMAIL_BACKEND = "volver.server.mail.backend.OfTheSite"

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
OURS_ALONE = "__Host-" if SITE.https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{OURS_ALONE}sessionid", f"{OURS_ALONE}csrftoken"
LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME = f"{OURS_ALONE}django_language", f"{OURS_ALONE}theme"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE.https
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.https else None
SECURE_SSL_REDIRECT = SITE.https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SITE.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE.https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form
FILE_UPLOAD_HANDLERS = ["volver.server.jobs.given.OnDisk"]
FILE_UPLOAD_TEMP_DIR = SITE.folder / "given"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
LARGEST_UPLOAD = SITE.upload_megabytes * 1_000_000  # bytes

LANGUAGES = [(language, language) for language in KNOWN]
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = SITE.folder / STATIC
STATICFILES_DIRS = [HERE / "static", SITE.folder / "made"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

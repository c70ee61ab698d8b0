"""Django's settings. What differs between machines comes from the environment through `env`."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from sotay.config import env

HOME = env.home()
VAR = HOME / "var"
DEMO = env.flag("SOTAY_DEMO")
DEMO_PASSWORD = env.demo_password()
CASES = env.cases()
DEBUG = False
SECRET_KEY = env.secret_key(VAR)
ALLOWED_HOSTS = env.hosts()
HTTPS = env.flag("SOTAY_HTTPS")

LOCAL_APPS = [
    "monitoring",
    "audit",
    "regulations",
    "units",
    "figures",
    "members",
    "accounts",
    "notify",
    "papers",
    "library",
    "search",
    "votes",
    "meetings",
    "assignments",
    "petitions",
    "schedules",
    "oversight",
    "inspections",
    "guidance",
    "opinions",
    "scoring",
    "reviews",
    "schemes",
    "statistics",
    "registers",
    "reports",
    "report_builder",
    "syntheses",
    "integration",
    "period_reviews",
    "federation",
    "portal",
    "demo",
]
INSTALLED_APPS = [
    "sotay.kernel",
    *(f"sotay.{app}" for app in LOCAL_APPS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "sotay.config.static.StaticFiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "sotay.config.middleware.stack_memory",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sotay.config.middleware.health",
    "csp.middleware.CSPMiddleware",
    "sotay.config.charset.only_utf_8",
    "sotay.config.middleware.plain_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sotay.config.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "sotay.config.middleware.not_too_large",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sotay.accounts.middleware.LogInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sotay.accounts.middleware.who_is_asking",
    "sotay.notify.middleware.read_by_visiting",
    "sotay.config.middleware.only_for_forms",
    "sotay.config.middleware.RefusalMiddleware",
    "sotay.config.middleware.TooLongMiddleware",
    "sotay.accounts.middleware.DeviceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "sotay.federation.middleware.KeptElsewhere",
    "sotay.kernel.replica.ReadFromReplica",
]
ROOT_URLCONF = "sotay.config.urls"
WSGI_APPLICATION = "sotay.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "sotay.config.context.house",
            ],
            "builtins": ["sotay.kernel.templatetags.sotay"],
        },
    }
]

FORM_RENDERER = "sotay.kernel.forms.FormRenderer"

_PRIMARY = env.database(VAR)
DATABASES = {"default": _PRIMARY, **env.replica(_PRIMARY)}
DATABASE_ROUTERS = ["sotay.kernel.replica.Router"]
REPLICA_PAGES = ["/reports/"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = env.media(VAR)
BALLOT_KEYS = env.ballot_keys(MEDIA_ROOT)

PUBLIC_URL = env.public_url(ALLOWED_HOSTS, https=HTTPS)
PKCS11 = env.pkcs11()
TSA_URL = env.time_stamp_server()
SIGNING_ROOTS = env.signing_roots()
_EMAIL = env.email(VAR)
EMAIL_BACKEND = _EMAIL["BACKEND"]
EMAIL_FILE_PATH = _EMAIL.get("FILE_PATH")
EMAIL_HOST = _EMAIL.get("HOST", "localhost")
EMAIL_PORT = _EMAIL.get("PORT", 25)
EMAIL_HOST_USER = _EMAIL.get("HOST_USER", "")
EMAIL_HOST_PASSWORD = _EMAIL.get("HOST_PASSWORD", "")
EMAIL_USE_TLS = _EMAIL.get("USE_TLS", False)
EMAIL_USE_SSL = _EMAIL.get("USE_SSL", False)
EMAIL_TIMEOUT = _EMAIL.get("TIMEOUT")
EMAIL_FROM = DEFAULT_FROM_EMAIL = env.email_from(PUBLIC_URL)
TEXT_URL, TEXT_TOKEN = env.text_gateway()
PUSH_SERVICES = env.push_services()
PUSH_CONTACT = env.push_contact(PUBLIC_URL)
TOKEN_DAYS = env.whole_number("SOTAY_TOKEN_DAYS", 180, least=1, most=366)
API_PER_MINUTE = env.whole_number("SOTAY_API_PER_MINUTE", 120, least=1, most=100_000)
WEBHOOK_NETWORKS = env.networks("SOTAY_WEBHOOK_NETWORKS")

AUTH_USER_MODEL = "accounts.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "lang"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone()
FORMAT_MODULE_PATH = "sotay.config.formats"

LOGGING = {  # an error is written where the operator looks: the service's own output
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sotay.config.static.HashedFiles"},
}
WHITENOISE_USE_FINDERS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_REQUEST = 128 * 1024 * 1024  # several files of 20 MB at once

from sotay.accounts.settings import *  # noqa: E402, F403 - log-in settings live beside log-in

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # passkeys without HTTPS, on this machine only

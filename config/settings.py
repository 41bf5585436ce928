"""The only settings file. Everything that differs between machines is read from the environment.

Development is what `DEVELOPMENT=1` says (`make run`, the tests): keys are generated into `DATA_DIR`.
Everything else is production, and refuses to start when a secret is missing or weak.
"""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import secrets
from config.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()  # NAME_FILE is read where NAME is a container secret
FROM_FILE = env.read_file(BASE_DIR / ".env")

# Nobody is in development by accident: neither a server nor a command that lacks its environment.
DEVELOPMENT = env.bool("DEVELOPMENT", default=False)
DEBUG = DEVELOPMENT and env.bool("DEBUG", default=False)

# ------------------------------------------------------------------ secrets, and the folder they may be generated into
SECRET_KEY, CREDENTIAL_KEYS = env.str("SECRET_KEY", default=""), env.str("CREDENTIAL_KEYS", default="")
if DEVELOPMENT:
    secrets.refuse_production(os.environ, FROM_FILE)
else:
    secrets.required_secret_key(SECRET_KEY)
    secrets.required_ring(CREDENTIAL_KEYS)
    secrets.require_distinct_keys(SECRET_KEY, CREDENTIAL_KEYS)
DATA_DIR = secrets.data_folder(Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve())
secrets.claim(DATA_DIR, development=DEVELOPMENT)
if DEVELOPMENT:
    SECRET_KEY = secrets.generated(DATA_DIR / "secret_key")
    CREDENTIAL_KEYS = CREDENTIAL_KEYS or secrets.generated_ring(DATA_DIR / "credential_keys")

# ------------------------------------------------------------------ where we listen, who may ask, and how
HOST = env.str("HOST", default="127.0.0.1")  # of `make serve`; `make run` keeps to loopback
PORT = env.whole("PORT", 8000, least=1)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the host names that people type, not be empty or '*'.")

# How many reverse proxies of ours stand in front; 0 believes no forwarded header at all.
TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SITE = not DEVELOPMENT
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS] if SECURE_SITE else []
SECURE_SSL_REDIRECT = SECURE_SITE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SITE else 0
# What it says of other hosts is for whoever owns the domain to decide.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SITE and env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = SECURE_SITE and env.bool("HSTS_PRELOAD", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

COOKIE_PREFIX = "__Host-" if SECURE_SITE else ""  # with it, no other host can set the cookie
SESSION_COOKIE_NAME = COOKIE_PREFIX + "session"
SESSION_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = env.whole("SESSION_DAYS", 14, least=1) * 24 * 3600  # from sign-in to sign-in, whatever happens
SESSION_IDLE_AGE = env.whole("SESSION_IDLE_MINUTES", 24 * 60, least=1) * 60  # without anybody doing anything
CSRF_COOKIE_NAME = COOKIE_PREFIX + "csrf"
CSRF_COOKIE_SECURE = SECURE_SITE
CSRF_COOKIE_HTTPONLY = True  # templates hand the token to HTMX, no script reads the cookie
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "dashboard.web.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = COOKIE_PREFIX + "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = SECURE_SITE

# https://django-csp.readthedocs.io/en/latest/configuration.html
IMAGE_HOSTS = env.list(
    "IMAGE_HOSTS", default=["https://assets.track.toggl.com", "https://assets.toggl.com", "https://assets.toggl.space"]
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *IMAGE_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# A file is held in memory, which `config.asgi` bounds, and never put into a folder that others may read.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
MESSAGE_STORAGE = "dashboard.web.toasts.PrefixedStorage"

# ------------------------------------------------------------------ the application
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "heroicons",
    "dashboard.accounts",
    "dashboard.audit",
    "dashboard.credentials",
    "dashboard.gateway",
    "dashboard.preferences",
    "dashboard.timeblocks",
    *(["dashboard.sandbox"] if DEVELOPMENT else []),
]

MIDDLEWARE = [
    "config.probes.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "dashboard.bff.middleware.proxy_middleware",  # answers the JSON proxy, before what only pages need
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dashboard.web.middleware.compression.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.web.middleware.pages.prepare_pages",
    "dashboard.web.middleware.pages.refuse_nul",
    "dashboard.accounts.sign_in.first_run.lead_to_setup",
    "dashboard.accounts.sessions.lifetimes.lifetimes",
    "dashboard.accounts.decorators.second_factor",
    "dashboard.accounts.sign_in.known_browsers.remember_browser",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.web.shell.context.shell",
            ],
            "libraries": {
                "time_blocks": "dashboard.timeblocks.today.tags",  # parts that slices lend to the first page
                "history": "dashboard.history.tags",
            },
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",  # in Django 6 itself
                "dashboard.web.tags",
                "dashboard.web.shell.icons",
                "dashboard.web.shell.tags",
                "dashboard.web.toasts",
                "dashboard.web.idempotency",
                "dashboard.gateway.templatetags.notices",
            ],
        },
    }
]

# What each of them offers to the palette and to the table of keys: docs/decisions/0011.
COMMANDS = [
    f"dashboard.{name}.commands"
    for name in (
        "palette", "accounts", "profile", "preferences", "statuses", "timeblocks", "directory", "history", "bff",
    )
]  # fmt: skip

# ------------------------------------------------------------------ database
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'tandem.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None  # a new connection costs more than most requests
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # a write's intent must be on disk before it is sent
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # Each thread has a connection, and each connection would keep 2 MB of pages that the system keeps as well.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; "
        "PRAGMA cache_size=-512",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

# ------------------------------------------------------------------ caches
# "default" counts attempts (sign-in limits), the others are what their names say. Each has its own size in
# process; in Redis they are told apart by prefix. Who may come in is in none of them (docs/decisions/0020).
CACHE_URL = secrets.protected_redis_url(env.str("CACHE_URL", default="locmem://"))
CACHE_SIZES = {"default": 10_000, "kept": 5_000, "ledger": 20_000}
WORKERS = env.whole("WORKERS", 1, least=1)
THREADS = env.whole("THREADS", 32, least=1)


def _cache(name: str, entries: int) -> dict[str, object]:
    if CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
        place = {"BACKEND": "config.redis_cache.RedisCache", "LOCATION": CACHE_URL, "KEY_PREFIX": f"tandem.{name}"}
    else:
        place = {"BACKEND": "config.cache.ProcessCache", "LOCATION": name}
    # The version is of the form in which values are kept: workers of the one before do not read this one's.
    return {**place, "VERSION": 2, "TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": entries}}


CACHES = {name: _cache(name, entries) for name, entries in CACHE_SIZES.items()}
SESSION_ENGINE = "dashboard.accounts.sessions.store"

# ------------------------------------------------------------------ people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "dashboard.accounts.sign_in.hashers.BoundedArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"

# https://docs.allauth.org/en/latest/account/configuration.html
ACCOUNT_ADAPTER = "dashboard.accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "dashboard.accounts.sign_in.forms.ChangeForm",
    "reset_password": "dashboard.accounts.sign_in.forms.ResetForm",
    "user_token": "dashboard.accounts.sign_in.forms.LinkForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by an admin's invitation
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "setup": "10/m/ip",
    "invitation": "20/m/ip",
}

# https://docs.allauth.org/en/latest/mfa/configuration.html
MFA_ADAPTER = "dashboard.accounts.sign_in.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "dashboard.accounts.sign_in.forms.CodeForm",
    "reauthenticate": "dashboard.accounts.sign_in.forms.ProofForm",
    "activate_totp": "dashboard.accounts.sign_in.forms.AppForm",
    "add_webauthn": "dashboard.accounts.sign_in.forms.AddPasskeyForm",
    "authenticate_webauthn": "dashboard.accounts.sign_in.forms.PasskeySecondForm",
    "login_webauthn": "dashboard.accounts.sign_in.forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "dashboard.accounts.sign_in.forms.PasskeyProofForm",
    "edit_webauthn": "dashboard.accounts.sign_in.forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people come by an admin's invitation
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Tandem"
MFA_TOTP_TOLERANCE = (
    1  # periods of 30 seconds that a clock may be off; dashboard.accounts.second_factor.totp_codes takes each code once
)
REQUIRE_ADMIN_MFA = env.bool("REQUIRE_ADMIN_MFA", default=not DEVELOPMENT)

# ------------------------------------------------------------------ history
HISTORY_DAYS = env.whole("HISTORY_DAYS", 0)  # for `manage.py prune_history`; 0 keeps everything

# ------------------------------------------------------------------ mail
EMAIL_CONFIG = env.mail(
    "EMAIL_URL", "dummymail://"
)  # never on the console unless that is asked for: links open accounts
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT", 10, least=1)  # seconds
MAIL_IS_CONFIGURED = bool(env.str("EMAIL_URL", default=""))
ACCOUNT_EMAIL_NOTIFICATIONS = MAIL_IS_CONFIGURED  # of changed passwords and second factors
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tandem@localhost")
# Where people open Tandem, for links in mails and invitations; empty where that is a request's own host.
PUBLIC_URL = secrets.public_url(env.str("PUBLIC_URL", default=""), development=DEVELOPMENT)

# ------------------------------------------------------------------ words and time
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each by its own name; docs/languages.md
LOCALE_PATHS = [BASE_DIR / "dashboard" / "locale"]

# ------------------------------------------------------------------ static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "dashboard.web.shell.assets.ShellSheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dashboard.web.shell.assets.StaticFilesStorage"},
}

# ------------------------------------------------------------------ Track and Focus
SANDBOX_PORT = env.whole("SANDBOX_PORT", 8001)
SANDBOX_URL = f"http://127.0.0.1:{SANDBOX_PORT}"
UPSTREAM_URLS = {
    "track": env.str("TRACK_URL", default=SANDBOX_URL if DEVELOPMENT else "https://api.track.toggl.com"),
    "focus": env.str("FOCUS_URL", default=SANDBOX_URL if DEVELOPMENT else "https://focus.toggl.com"),
}
# Every upstream deadline is multiplied by this, so that tests of slow upstreams end soon.
UPSTREAM_TIME_SCALE = env.decimal("UPSTREAM_TIME_SCALE", 1.0) if DEVELOPMENT else 1.0
# The same for the second between two calls with one credential; tests that are not about it do not wait.
UPSTREAM_PACE_SCALE = env.decimal("UPSTREAM_PACE_SCALE", UPSTREAM_TIME_SCALE) if DEVELOPMENT else 1.0
for _service, _url in UPSTREAM_URLS.items():
    if not (_url.startswith("https://") or (DEVELOPMENT and secrets.is_loopback(_url))):
        raise ImproperlyConfigured(f"{_service.upper()}_URL must be https (plain http is for a loopback sandbox).")

# ------------------------------------------------------------------ logs and metrics
# Whoever sends this as a Bearer token may read /metrics; without it there is no such page.
METRICS_TOKEN = secrets.optional_strong_secret("METRICS_TOKEN", env.str("METRICS_TOKEN", default=""))
LOGGING_CONFIG = "dashboard.web.telemetry.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO")}

SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # HSTS_SUBDOMAINS and HSTS_PRELOAD are a choice

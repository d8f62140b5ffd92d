"""Every setting: a safe default, or one sentence that stops the start.

`.env.example` lists the names an operator may set; `docs/settings.md` explains them.
"""

import os
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from dpo_portal.production import reason_not_to_start

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env_file := os.environ.get("DPO_ENV_FILE", str(BASE_DIR / ".env")):
    environ.Env.read_env(env_file)

# --- Where it runs -------------------------------------------------------------------
DPO_ENV = env.str("DPO_ENV", default="production")
if DPO_ENV not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(
        f"DPO_ENV is {DPO_ENV!r}, but it must be production, demo or test."
    )
PRODUCTION = DPO_ENV == "production"
DEMO = DPO_ENV == "demo"
DATA_DIR = Path(env.str("DPO_DATA_DIR", default="") or BASE_DIR / "var")  # blank: unset
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
KEY_DIR = Path(env.str("DPO_KEY_DIR", default=str(DATA_DIR / "keys")))
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1"]
)
SMTP_HOST = env.str("SMTP_HOST", default="")
if PRODUCTION and (
    refusal := reason_not_to_start(SECRET_KEY, DEBUG, ALLOWED_HOSTS, SMTP_HOST)
):
    raise ImproperlyConfigured(refusal)
PORT = env.int("PORT", default=8000)
PLAIN_HTTP = not PRODUCTION or env.bool("PLAIN_HTTP", default=False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SITE_URL = env.str(
    "SITE_URL",
    default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://localhost:{PORT}",
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Rooms ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "simple_history",
    "django.forms",
    "audit",
    "accounts",
    "rulebook",
    "processing",
    "subjects",
    "correspondence",
    "policies",
    "rights",
    "dpo_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "dpo_portal.middleware.no_store",
    "dpo_portal.middleware.not_tracking",
    "dpo_portal.middleware.keep_language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.middleware.AuditContextMiddleware",
    "accounts.middleware.ClosedPagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.StaffPreferencesMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "dpo_portal.urls"
WSGI_APPLICATION = "dpo_portal.wsgi.application"
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
                "dpo_portal.context.chrome",
            ],
            # Every page draws with these; no template has to load them.
            "builtins": [
                f"dpo_portal.templatetags.{name}"
                for name in (
                    "charts",
                    "chips",
                    "dates",
                    "figures",
                    "fragments",
                    "icons",
                    "lines",
                    "lists",
                    "masking",
                    "names",
                )
            ],
        },
    }
]
FORM_RENDERER = "dpo_portal.renderers.PortalRenderer"

# --- Two databases, one behaviour ----------------------------------------------------
DATABASES = {
    "default": env.db(
        "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"
    )
}
database_options = DATABASES["default"].setdefault("OPTIONS", {})  # as the URL says
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Each of the server's threads keeps its connection: opening one, with its pragmas,
    # takes longer than a query. PostgreSQL has a pool.
    DATABASES["default"].setdefault("CONN_MAX_AGE", None)
    database_options |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete must be said on every connection: upstream builds default to
        # off, and erased bytes would then stay in the file (checks.py asserts it).
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;"
        ),
    }
else:
    database_options |= {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}
    }
ATOMIC_REQUESTS = False  # every POST opens its own atomic(); see docs/architecture.md
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Rate limits live here: the database cache's own limit of 300 entries would let
    # anyone flush them by filling it.
    "default": env.cache_url(
        "CACHE_URL", default="dbcache://portal_cache?max_entries=200000"
    ),
}
if CACHES["default"]["BACKEND"].endswith("RedisCache") and not find_spec("redis"):
    raise ImproperlyConfigured(
        "CACHE_URL names Redis, but Python's package redis is not in .venv: leave "
        "CACHE_URL out (several machines share a table of the database) or install it."
    )
if CACHES["default"]["BACKEND"].endswith("db.DatabaseCache"):
    CACHES["default"]["BACKEND"] = "dpo_portal.caching.PortalCache"

# --- Who signs in --------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.MembershipBackend"]
VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{VALIDATORS}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATORS}.NumericPasswordValidator"},
    {
        "NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["full_name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.AnotherPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reached the address already
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, or after 12 hours
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_FORMS = {"activate_totp": "accounts.forms.SetUpAuthenticatorForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)
MFA_TOTP_ISSUER = "DPO Portal"
MFA_TOTP_TOLERANCE = 1  # the code just before or after: phones are seconds off
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "dpo_session"
CSRF_COOKIE_NAME = "dpo_csrf"

# --- Letters -------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="privacy-office@localhost")
# Of notices about a policy: a stream of its own, which no filter on other mail stops.
NOTICE_FROM_EMAIL = env.str("NOTICE_MAIL_FROM", default=DEFAULT_FROM_EMAIL)
# Whom to tell of a hole in the portal: an address of security.txt (RFC 9116).
SECURITY_CONTACT = env.str(
    "SECURITY_CONTACT", default=f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
)
# How long a worker may be busy with one letter before another takes it over: longer
# than a mail server that uses up the timeout below at each of its about ten steps.
LETTER_LEASE_SECONDS = env.int("LETTER_LEASE_SECONDS", default=300)
# What the mail server takes at most from campaigns; 0: no limit. Letters to one person
# are not held back by it.
MAIL_PER_SECOND = env.float("MAIL_PER_SECOND", default=14)
MAIL_PER_DAY = env.int("MAIL_PER_DAY", default=50_000)
# Where returned mails arrive: an address that takes "+..." after its name. Blank: they
# come to NOTICE_MAIL_FROM, and are known by their Message-ID.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
# Ask mail servers to report delivery as well as failure (RFC 3461).
MAIL_DELIVERY_REPORTS = env.bool("MAIL_DELIVERY_REPORTS", default=False)
if SMTP_HOST:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": SMTP_HOST,
                "port": env.int("SMTP_PORT", default=587),
                "username": env.str("SMTP_USER", default=""),
                "password": env.str("SMTP_PASSWORD", default=""),
                "use_tls": env.bool("SMTP_TLS", default=True),
                "timeout": 30,
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "correspondence.backends.FolderBackend",
            "OPTIONS": {"file_path": DATA_DIR / "mail"},
        }
    }

# --- Erasure -------------------------------------------------------------------------
# PostgreSQL keeps erased bytes in its files until tables are written anew: then.
ERASURE_CLEANUP_HOUR = env.int("ERASURE_CLEANUP_HOUR", default=3)
# Days until the last backup (and archived journal) that held something is gone.
BACKUPS_KEPT_DAYS = env.int("BACKUPS_KEPT_DAYS", default=None)
# Folders and files outside the data folder, such as logs, that a scan reads too.
ERASURE_SCAN_PATHS = env.list("ERASURE_SCAN_PATHS", default=[])
# Days after which older versions of a record lose their personal values; the facts
# stay. None: they live as long as the record. Single models: label=days, by commas.
HISTORY_KEPT_DAYS = env.int("HISTORY_KEPT_DAYS", default=None)
HISTORY_KEPT_DAYS_OF = env.dict("HISTORY_KEPT_DAYS_OF", default={})

# --- The trail -----------------------------------------------------------------------
# Who gets checkpoints and alarms by mail beside the auditors: the DPO, for one.
CHECKPOINT_MAIL_TO = env.list("CHECKPOINT_MAIL_TO", default=[])
CHECKPOINT_MAIL_DAYS = env.int("CHECKPOINT_MAIL_DAYS", default=7)  # 0: no such mail
VERIFY_EVERY_DAYS = env.int("VERIFY_EVERY_DAYS", default=7)  # 0: only by command
# An authority that stamps checkpoints (RFC 3161), such as https://freetsa.org/tsr.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")
if TIMESTAMP_URL and not TIMESTAMP_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("TIMESTAMP_URL must be an http or https address.")
TIMESTAMP_HOURS = env.int("TIMESTAMP_HOURS", default=24)
# Days that entries are kept; what is older may be cut off. None: for ever.
LEDGER_KEPT_DAYS = env.int("LEDGER_KEPT_DAYS", default=None)

# --- What a browser may do -----------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the QR code of an authenticator app
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0 if PLAIN_HTTP else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=SECURE_HSTS_SECONDS > 0)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose address is counted
# Not in a cookie, which can be read: "Invitation for ... is on its way" names people.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True

# --- Words, places, files ------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ms", "Bahasa Melayu"),
    ("zh-hans", "简体中文"),
    ("es", "Español"),
    ("pt-br", "Português (Brasil)"),
    ("id", "Bahasa Indonesia"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("ru", "Русский"),
]
# The office works in these; the others are for public pages and letters alone.
DESK_LANGUAGES = ["en", "ms", "zh-hans"]
LOCALE_PATHS = [BASE_DIR / "locale"]
STATIC_URL = "/static/"
# Production serves what collectstatic put there, under names that change with the
# content; elsewhere files are served from where they lie, so nothing is collected.
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": (
            "dpo_portal.staticfiles.PortalStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# Uploads stay in memory: a temporary folder would hold them unencrypted.
FILE_UPLOAD_HANDLERS = ["dpo_portal.uploads.MemoryOnly"]
CLAMD = env.str("CLAMD", default="")  # a socket's path, or tcp://host:port
SIMPLE_HISTORY_DATE_INDEX = False  # the browser reads the ledger, not history dates

# --- What is logged: never personal data ---------------------------------------------
LOGGING_CONFIG = "dpo_portal.logging.configure"
LOGGING = {
    "level": env.str("LOG_LEVEL", default="INFO"),
    "json": env.bool("LOG_JSON", default=PRODUCTION),
}

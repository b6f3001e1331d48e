"""Django's settings; what comes from outside is read in `environment`."""

from __future__ import annotations

import os

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from casedesk import environment, given, machine

# Lets classes be subscripted at run time as the type checker wants them.
django_stubs_ext.monkeypatch()

BASE_DIR = environment.BASE
EMBEDDED = environment.is_embedded()

SECRET_KEY = environment.secret_key()
SECRET_KEY_FALLBACKS = environment.secret_key_fallbacks()
DEBUG = False
ALLOWED_HOSTS = environment.hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not EMBEDDED]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "crispy_forms",
    "crispy_bootstrap5",
    "cases.apps.CasesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cases.access.middleware.OfficerMiddleware",
    "cases.access.middleware.KeysMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cases.signin.middleware.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cases.access.limits.LimitsMiddleware",
    "cases.casefiles.middleware.SealMiddleware",
]

ROOT_URLCONF = "casedesk.urls"
WSGI_APPLICATION = "casedesk.wsgi.application"

# Renders the frequent form controls in plain code, the others with templates.
FORM_RENDERER = "cases.common.controls.Renderer"

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
                "django.template.context_processors.i18n",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "cases/common/_table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")
DJANGO_TABLES2_TABLE_ATTRS = {"class": "table table-vcenter card-table"}

DATABASES = {
    "default": dj_database_url.parse(
        environment.database_url(), conn_max_age=60, conn_health_checks=True
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in
AUTH_USER_MODEL = "cases.Officer"
AUTHENTICATION_BACKENDS = ["cases.access.backends.OfficerBackend"]
LOGIN_URL = "cases:sign_in"
LOGIN_REDIRECT_URL = "cases:home"
LOGOUT_REDIRECT_URL = "cases:sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "cases.access.passwords.LongestValidator"},
    {"NAME": "cases.access.passwords.LeakedValidator"},
    {"NAME": "cases.access.passwords.ContextValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        ),
        "OPTIONS": {"user_attributes": ["username", "name", "badge"]},
    },
]
# A longer list of leaked passwords, if the installation has one.
CASEDESK_LEAKED_PASSWORDS = environment.leaked_passwords()
# The one host name that passkeys are made for and can be used under.
CASEDESK_PASSKEY_HOST = environment.passkey_host()
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A session ends at this age, and after this time without use (seconds).
SESSION_COOKIE_AGE = 12 * 60 * 60
CASEDESK_SESSION_IDLE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# The browser: everything from this host, nothing inline. Embedded, the server
# listens on the loopback address alone and speaks plain HTTP.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_SSL_REDIRECT = not EMBEDDED
SECURE_HSTS_SECONDS = 0 if EMBEDDED else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if not EMBEDDED else None
# Not "no-referrer": browsers then send "Origin: null" with every form, and the
# check against forged requests refuses it. Other hosts get no referrer either way.
SECURE_REFERRER_POLICY = "same-origin"
# Browsers take a cookie of such a name only over TLS and from this very host.
_PREFIX = "" if EMBEDDED else "__Host-"
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
CASEDESK_DEVICE_COOKIE_NAME = f"{_PREFIX}device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not EMBEDDED
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
# Messages stay in the session: a cookie would name what an officer works on.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "cases.access.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "cases" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files are few and served by the application itself, so there is no
# collecting step that could be forgotten.
STATIC_URL = "static/"
_NPM = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("tabler", _NPM / "@tabler" / "core" / "dist"),
    ("htmx", _NPM / "htmx.org" / "dist"),
    ("fonts", _NPM / "@expo-google-fonts" / "noto-sans-sc"),
    ("tus", _NPM / "tus-js-client" / "dist"),
    ("noble", _NPM / "@noble" / "hashes"),
]
ICONS_DIR = _NPM / "@tabler" / "icons" / "icons" / "outline"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Uploads
FILE_UPLOAD_HANDLERS = ["cases.common.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# What the browser sends in one request: a proxy before us may hold it back as a
# whole, and what is lost with a connection is sent again.
UPLOAD_CHUNK_BYTES = 64 * 1024 * 1024
UPLOAD_MAX_BYTES = 1024**4
UPLOADS_MOST = 500  # unfinished uploads of one officer; a seized folder has many files

# How many records an officer may see in the clear on one day
CASEDESK_REVEALS_A_DAY = environment.whole_number("CASEDESK_REVEALS_A_DAY", 100)
# How many handles and numbers of an officer's suspects are compared with other cases.
CASEDESK_COMPARISONS_A_DAY = environment.whole_number("CASEDESK_COMPARISONS_A_DAY", 50)

# Requests in a minute beyond which more are refused until it has passed: from one
# officer, and from one address, which a whole station may share.
CASEDESK_LIMITS = {
    "sign_in": (20, 60),
    "search": (120, 1_200),
    "reveal": (30, 300),
    "export": (20, 200),
    "upload": (600, 2_400),  # a folder's files one after the other
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.cache_url(),
        "KEY_PREFIX": "casedesk",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# How many days the file of an export can be fetched
CASEDESK_EXPORT_DAYS = environment.whole_number("CASEDESK_EXPORT_DAYS", 7)

# Jobs. A long job outlives the broker's visibility timeout: the claim on it is
# the lease in its database row (cases.common.jobs), so an early redelivery is
# harmless and a lost message is sent again by the scheduler.
CELERY_BROKER_URL = environment.redis_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 10 * 60,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# In kilobytes. What a large job leaves behind in its process is not part of any job's
# stated need (decision 15), so a process that once held more is replaced by a new one.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 350_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(environment.var_dir() / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "resend-waiting-jobs": {
        "task": "cases.common.tasks.resend_waiting_jobs",
        "schedule": 15.0,
    },
    "remove-abandoned-uploads": {
        "task": "cases.seizures.tasks.remove_abandoned_uploads",
        "schedule": 3600.0,
    },
    "compare-waiting": {
        "task": "cases.deconfliction.tasks.compare_waiting",
        "schedule": 3600.0,
    },
    "remove-expired-exports": {
        "task": "cases.exports.tasks.remove_expired_exports",
        "schedule": 3600.0,
    },
    "seal-audit": {"task": "cases.audit.tasks.seal_audit", "schedule": 60.0},
}
# At this hour of `TIME_ZONE` every case is matched with what is new; None: never.
CASEDESK_NIGHTLY_HOUR = environment.hour("CASEDESK_NIGHTLY_HOUR", 2)
CELERY_TIMEZONE = TIME_ZONE
if CASEDESK_NIGHTLY_HOUR is not None:
    CELERY_BEAT_SCHEDULE["start-nightly-runs"] = {
        "task": "cases.matching.tasks.start_nightly_runs",
        "schedule": crontab(hour=CASEDESK_NIGHTLY_HOUR, minute=0),
    }

# The engine
CASEDESK_DATA_DIR = environment.data_dir()
CASEDESK_EVIDENCE_DIR = environment.evidence_dir()
CASEDESK_MEMORY_MB = machine.memory_mb()
# The cluster on which match runs are done; without one, in the worker's process.
CASEDESK_SPARK_MASTER = given.spark_master(os.environ.get("CASEDESK_SPARK_MASTER", ""))

# The audit trail
CASEDESK_AUDIT_HEADS_DIR = environment.audit_heads_dir()
CASEDESK_TRUSTED_PROXIES = environment.trusted_proxies()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "cases.common.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {
        "console": {"class": "cases.common.logs.Console", "formatter": "plain"}
    },
    # Its warnings quote the names of members.
    "loggers": {"libarchive": {"level": "CRITICAL"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

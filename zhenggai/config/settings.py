"""Django's settings: one file, values from the environment. `zhenggai doctor` shows what is in force."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF

from zhenggai.config import environment as env
from zhenggai.config.keys import read_key, read_keys

TESTING = env.is_on("ZHENGGAI_TESTING")
DATA = env.data_folder()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = read_key(DATA, "secret_key")
FIELD_KEYS = read_keys(DATA, "field_key")
ZHENGGAI_TODAY = env.fixed_today(DATA)

# -- where it listens (S03): loopback may do without TLS, anything else needs it or a trusted proxy ---------

LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.words("ZHENGGAI_HOSTS") or LOOPBACK_HOSTS
SECURED = bool(env.words("ZHENGGAI_HOSTS"))
PROOF_SECONDS = env.whole_number("ZHENGGAI_PROOF_SECONDS", 300, 0, 8 * 3600)
"""So long after giving the password nobody is asked for it again (security.md S09 asks for five minutes)."""
PROXY_COUNT = env.whole_number("ZHENGGAI_PROXIES", 0, 0, 5)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SECURED else []
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SECURED
SECURE_HSTS_SECONDS = 31_536_000 if SECURED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURED
SECURE_CONTENT_TYPE_NOSNIFF = True
# `no-referrer` makes Chromium send `Origin: null` with every form, and CSRF refuses it.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURED
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "zhenggai.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# -- rooms ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "zhenggai.web",
    "zhenggai.registers",
    "zhenggai.rectification",
    "zhenggai.intake",
    "zhenggai.archive",
    "zhenggai.people",
    "zhenggai.journal",
    "zhenggai.jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhenggai.web.headers.HeadersMiddleware",
    "zhenggai.web.errors.RefusalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhenggai.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhenggai.people.middleware.ViewerMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "zhenggai.config.urls"
WSGI_APPLICATION = "zhenggai.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "zhenggai.web.frame.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
        },
    }
]

# -- data ----------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORE = DATA / "store"
# Below this share of the disk writing is refused (D07); per mille, so that 0 switches the early refusal off.
ZHENGGAI_LEAST_FREE = env.whole_number("ZHENGGAI_LEAST_FREE", 50, 0, 500) / 1000
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

# -- people ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
LOGIN_URL = "sign-in"
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# -- letters out -----------------------------------------------------------------------------------------------

SMTP = env.smtp(DATA)
ROBOT_HOSTS = env.robot_hosts()
# Where the office's pages are, for the links in what is sent.
SITE = os.environ.get("ZHENGGAI_SITE") or (
    f"https://{ALLOWED_HOSTS[0]}" if SECURED else "http://127.0.0.1:8000"
)

# -- words -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- files served --------------------------------------------------------------------------------------------------

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
WHITENOISE_USE_FINDERS = TESTING

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "plain"}
    },
    "root": {"handlers": ["console"], "level": os.environ.get("ZHENGGAI_LOG", "WARNING").upper()},
}

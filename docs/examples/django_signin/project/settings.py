"""The settings.  What differs from place to place comes from the environment."""

import os
import secrets
from pathlib import Path

from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET

BASE_DIR = Path(__file__).resolve().parents[1]

# --- the provider: by default the sandbox, as `oauth2 serve` runs it ------------------------------

_url = os.environ.get("PROVIDER_URL", "http://127.0.0.1:5849")
PROVIDER = {
    # What the provider gave you when you registered the site.
    "key": os.environ.get("PROVIDER_KEY", CONSUMER_KEY),
    "secret": os.environ.get("PROVIDER_SECRET", CONSUMER_SECRET),
    "request_token_url": os.environ.get("PROVIDER_REQUEST_TOKEN_URL", f"{_url}/request_token"),
    "authorize_url": os.environ.get("PROVIDER_AUTHORIZE_URL", f"{_url}/authorize"),
    "access_token_url": os.environ.get("PROVIDER_ACCESS_TOKEN_URL", f"{_url}/access_token"),
    # Says who the user is, in JSON; signin/provider.py reads it.
    "profile_url": os.environ.get("PROVIDER_PROFILE_URL", f"{_url}/me"),
    # Where oauth_token, oauth_verifier and the signature are sent: "header", "query" or "body".
    "placement": os.environ.get("PROVIDER_PLACEMENT", "header"),
}

# --- signing in ----------------------------------------------------------------------------------

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
# In the database, where only the site reads them: a session holds the request token's secret.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Not "Strict": the user comes back from another site, and their session has to come along.
SESSION_COOKIE_SAMESITE = "Lax"
# True wherever the site is reached over https, which is everywhere but on your own machine.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HTTPS") == "1"

# --- the rest is any Django project's ------------------------------------------------------------

# One that lasts, or everybody is signed out when the site starts anew.
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
# The callback's address is made of the host that the browser asked for: name those that are yours.
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1 localhost").split()
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE", str(BASE_DIR / "db.sqlite3")),
        # SQLite lets one write at a time: who reads first and then writes waits from the beginning,
        # where it would be refused in the middle.  Another database needs no such option.
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "signin",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "project.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # `runserver` logs whole URLs, and that of the callback holds a verifier.  Tell the server
        # that you deploy to leave out the query of the callback as well.
        "django.server": {"handlers": ["nowhere"], "propagate": False},
    },
}

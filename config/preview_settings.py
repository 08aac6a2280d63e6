"""Settings of the studio on an author's laptop: no database, no keys kept, no home, no way to send."""

import os
import secrets
from pathlib import Path

from config import environment
from config.house import *  # noqa: F403

FOLDER = Path(os.environ["AFTERVISIT_PREVIEW"])
SECRET_KEY = secrets.token_urlsafe(48)
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
PUBLIC_URL_IS_LOCAL = True
ALLOWED_HOSTS = [*environment.LOOPBACK, "[::1]"]
DATABASES: dict[str, dict[str, str]] = {}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "csp",
    "clinic",
    "patients",
    "content",
    "campaigns",
    "staff",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.preview_faults.SayRefusals",
]
ROOT_URLCONF = "config.preview_urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

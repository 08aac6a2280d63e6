"""How the parts are put together. What differs between installations comes from the environment (config/environment.py)."""

from config import databases, environment, home
from config.house import (  # noqa: F401
    CONTENT_SECURITY_POLICY,
    EMAIL_TEMPLATES,
    LANGUAGE_CODE,
    LANGUAGES,
    LIBRARY,
    LOCALE_PATHS,
    NEWSLETTERS,
    SECURE_CONTENT_TYPE_NOSNIFF,
    SECURE_REFERRER_POLICY,
    STATIC_URL,
    STATICFILES_DIRS,
    TEMPLATES,
    TIME_ZONE,
    USE_TZ,
    WHITENOISE_USE_FINDERS,
    WORDS,
    X_FRAME_OPTIONS,
)
from config.logs import logging_config

ENVIRONMENT = environment.read()
KEYS = home.prepare(ENVIRONMENT)

HOME = ENVIRONMENT.home
DEBUG = ENVIRONMENT.debug
SECRET_KEY = KEYS.secret
FIELD_ENCRYPTION_KEYS = KEYS.fields
FIELD_INDEX_KEYS = KEYS.indexes
FIELD_KEYS_IN_HOME = not ENVIRONMENT.field_encryption_keys  # else rotate_keys can't change them
PUBLIC_URL = ENVIRONMENT.public_url
PUBLIC_URL_IS_LOCAL = environment.is_local(PUBLIC_URL)
TRANSPORT = ENVIRONMENT.transport
SENDGRID_API_KEY = ENVIRONMENT.sendgrid_api_key
SENDGRID_HOST = ENVIRONMENT.sendgrid_host
SENDGRID_WEBHOOK_KEY = ENVIRONMENT.sendgrid_webhook_key
SENDGRID_INBOUND_KEY = ENVIRONMENT.sendgrid_inbound_key
SMTP_URL = ENVIRONMENT.smtp_url
SES_HOST = ENVIRONMENT.ses_host
SES_REGION = ENVIRONMENT.ses_region
SES_CONFIGURATION_SET = ENVIRONMENT.ses_configuration_set
SES_EVENTS_TOPIC = ENVIRONMENT.ses_events_topic
AWS_ACCESS_KEY_ID = ENVIRONMENT.aws_access_key_id
AWS_SECRET_ACCESS_KEY = ENVIRONMENT.aws_secret_access_key
AWS_SESSION_TOKEN = ENVIRONMENT.aws_session_token
FHIR_URL = ENVIRONMENT.fhir_url
FHIR_CLIENT_ID = ENVIRONMENT.fhir_client_id
FHIR_KEY_FILE = ENVIRONMENT.fhir_key_file
FHIR_SCOPES = ENVIRONMENT.fhir_scopes
FHIR_MINUTES = ENVIRONMENT.fhir_minutes
HL7_FOLDER = ENVIRONMENT.hl7_folder
METRICS_TOKEN = ENVIRONMENT.metrics_token
BACKUP_KEY_FILE = ENVIRONMENT.backup_key_file
WEBHOOK_PORTS = ENVIRONMENT.webhook_ports
ONLY_TO = ENVIRONMENT.only_to
PROVIDER_CARRIES_PHI = ENVIRONMENT.provider_carries_phi
ALLOWED_HOSTS = [
    *ENVIRONMENT.allowed_hosts,
    *environment.LOOPBACK,
    "[::1]",
    PUBLIC_URL.split("//")[1].split("/")[0].split(":")[0],
]
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
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
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "ninja",  # its pages take their scripts from here, not from elsewhere
    "clinic",
    "patients",
    "content",
    "campaigns",
    "scheduler",
    "staff",
    "portal",
    "api",
    "operations",
    # What hands out the batches to several workers (docs/many-machines.md): on SQLite nothing of it is imported.
    *(["procrastinate.contrib.django"] if ENVIRONMENT.workers else []),
]

MIDDLEWARE = [
    "config.trusted_proxies.believe_proxies",
    "config.bodiless.no_body_for_head",
    "operations.doors.doors_for_machines",  # before anything looks at the Host
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.speaking.SpeakTheirLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staff.signing_in.idle.SignOutTheIdle",
]

FITNESS_CHECKS = [
    "clinic.fitness.check_migrations",
    "campaigns.keeping.key_check.check_keys",
    "campaigns.sending.transports.check_transport",
]

# What rotate_keys seals again besides patients: each says how many it did, and with the flag only how many it would.
SEALED_WITH_FIELD_KEYS = [
    "staff.signing_in.resealing.second_factors",
    "campaigns.keeping.wrapped_keys.wrap_again",
    "campaigns.outgoing.secrets.seal_again",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DATABASES = {"default": databases.database(ENVIRONMENT)}
DATABASE_DIRECT = databases.direct_database(ENVIRONMENT)
WORKERS = ENVIRONMENT.workers  # the clock plans and leaves the sending to `manage.py worker`
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["scheduler.cluster.tasks"]
DATABASE_AT = "config.database_at.database_at"
NEW_DATABASE_URL = ENVIRONMENT.new_database_url  # where `move_to_postgresql` brings everything
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

from config.signing_in import *  # noqa: F403, E402

LOGGING = logging_config(ENVIRONMENT.log_level, ENVIRONMENT.log_format)

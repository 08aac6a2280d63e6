"""How staff sign in: django-allauth with second factors, and a sign-in service of the clinic's own where one is set up."""

from __future__ import annotations

from config import environment
from config.house import CONTENT_SECURITY_POLICY

FOUND = environment.read()

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "staff.signing_in.adapters.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/900s/key"}  # five wrong tries lock a name for 15 minutes
ACCOUNT_LOGOUT_REDIRECT_URL = "/staff/sign-in/login/"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"

MFA_ADAPTER = "staff.signing_in.adapters.SealedSecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Aftervisit"
MFA_TOTP_TOLERANCE = 1  # the phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an admin has invited everybody here; addresses are for reminders only
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = environment.is_local(FOUND.public_url)

SESSION_COOKIE_AGE = 12 * 60 * 60  # whoever works on is asked again once a day; who doesn't, after the idle minutes
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = FOUND.public_url.startswith("https:") and not FOUND.debug
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [FOUND.public_url]

# Rows, not memory: wrong passwords count over all processes. The table is made by clinic/migrations/0002. Django keeps 300 rows and
# drops a third of those that still count when there are more: whoever tries many names would lift the lock of one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_counted_tries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SOCIALACCOUNT_ADAPTER = "staff.signing_in.adapters.InvitedOnly"
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_IN_SERVICE = {
    "provider_id": "clinic",
    "name": "your clinic’s sign-in service",
    "client_id": FOUND.oidc_client_id,
    "secret": FOUND.oidc_client_secret,
    "settings": {"server_url": FOUND.oidc_issuer, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SIGN_IN_SERVICE] if FOUND.oidc_issuer else []}}
if FOUND.oidc_issuer:  # browsers hold redirects of a form to this list too
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("/".join(FOUND.oidc_issuer.split("/")[:3]))

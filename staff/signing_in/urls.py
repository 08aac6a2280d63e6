"""Signing in, second factors and open sign-ins by django-allauth; what it offers besides is closed here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from staff.errors import not_found
from staff.signing_in import openid
from staff.signing_in.welcome import welcome


def closed(request: HttpRequest) -> HttpResponse:
    return not_found(request)


CLOSED = {
    "signup/": "account_signup",  # an admin invites
    "email/": "account_email",  # an admin changes addresses
    "confirm-email/": "account_email_verification_sent",
    "password/reset/": "account_reset_password",  # an admin gives a one-time link
    "password/reset/done/": "account_reset_password_done",
    "password/reset/key/done/": "account_reset_password_from_key_done",
    "login/code/confirm/": "account_confirm_login_code",
    "3rdparty/": "socialaccount_connections",
    "3rdparty/signup/": "socialaccount_signup",
}

urlpatterns = [
    *(path(where, closed, name=name) for where, name in CLOSED.items()),
    re_path(r"^(?:password/reset/key|confirm-email)/", closed),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    *openid.urls,
]

"""How django-allauth behaves here: nobody signs up, lock-outs explain themselves, secrets are sealed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from patients.sealed_text import open_text, seal_text
from staff.permissions import role_of
from staff.signing_in import trail
from staff.signing_in.openid import was_asked_here

TOTP_LABEL = "staff.second-factor.v1"
NOT_INVITED = gettext_lazy(
    "Nobody here has that address. Ask an admin to invite you, with the address your sign-in service knows."
)


class StaffAccounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Name and password don’t belong together. After five wrong tries this name is locked for 15 minutes."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Five wrong tries: this name is locked for 15 minutes, and then opens by itself. An admin can give a new password meanwhile."
        ),
        "account_inactive": gettext_lazy("This sign-in has been closed by an admin."),
        "incorrect_password": gettext_lazy("That isn’t your password."),
        "enter_current_password": gettext_lazy("Type the password you have now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only our own pages: allauth would go to every host in ALLOWED_HOSTS."""
        return bool(url) and url.startswith("/") and bool(super().is_safe_url(url))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            trail.locked_out(str(credentials.get("username", "")))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        trail.refused(str(credentials.get("username", "")))

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        trail.closed(user)
        answer: HttpResponse = super().respond_user_inactive(request, user)
        return answer


class SealedSecondFactor(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That isn’t the code of this moment: wait for the next one and type it."),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(TOTP_LABEL, text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(TOTP_LABEL, encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()


class InvitedOnly(DefaultSocialAccountAdapter):
    """A sign-in service proves an address. It opens the door only for somebody an admin has invited under that address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not was_asked_here(sociallogin):
            raise PermissionDenied  # allauth shows the page for a sign-in that failed
        if sociallogin.is_existing:
            return
        user = invited(sociallogin)
        if user is None:
            trail.stranger("address")
            messages.error(request, NOT_INVITED)
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)

    def on_authentication_error(self, *told: Any, exception: Exception | None = None, **named: Any) -> None:
        """Also called for somebody who turns back, and for a service that is away: those tell of nobody."""
        if isinstance(exception, OAuth2Error | PermissionDenied):
            trail.stranger("proof")


def invited(sociallogin: SocialLogin) -> User | None:
    """The one person whose address the service has verified. Two with the same address: neither, as it proves neither."""
    verified = {one.email.lower() for one in sociallogin.email_addresses if one.verified}
    found = [user for email in verified for user in User.objects.filter(email__iexact=email, is_active=True)]
    return found[0] if len(found) == 1 and role_of(found[0]) else None

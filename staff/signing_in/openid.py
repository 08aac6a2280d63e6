"""The way to the clinic's sign-in service and back: django-allauth's, with the ID token checked and a nonce that ties it to this browser."""

from __future__ import annotations

from collections.abc import Callable
from secrets import compare_digest, token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from requests import RequestException

from staff.signing_in.id_token import Doubtful, checked_claims


class CheckedAnswers(OpenIDConnectOAuth2Adapter):
    def get_provider(self) -> ClinicService:
        return ClinicService(self.request, app=get_adapter().get_app(self.request, provider=self.provider_id))

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The address the README tells to register: behind a proxy that ends TLS the request would say http."""
        where = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return f"{settings.PUBLIC_URL}{where}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Raises OAuth2Error for an answer that proves nothing, which allauth shows as a page."""
        try:
            claims = checked_claims(
                kwargs["response"].get("id_token"),
                self.fetched_keys(),
                issuer=self.openid_config["issuer"],
                client_id=app.client_id,
            )
        except Doubtful as error:
            raise OAuth2Error(str(error)) from error
        person = self._fetch_user_info(token.token)
        if person.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0, 5.3.2
            raise OAuth2Error("the service told of one person and signed for another")  # not said
        person["email_verified"] = person.get("email_verified") in (True, "true")  # some services send words
        login: SocialLogin = self.get_provider().sociallogin_from_response(
            request, {"userinfo": person, "id_token": claims}
        )
        return login

    def fetched_keys(self) -> object:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return answer.json()


class ClinicService(OpenIDConnectProvider):
    oauth2_adapter_class = CheckedAnswers

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **_: Any
    ) -> HttpResponse:
        """To the service, with nothing of what the address of our page asks for but where to go afterwards."""
        nonce = token_urlsafe()
        answer: HttpResponse = super().redirect(
            request, AuthProcess.LOGIN, next_url, data, auth_params={"nonce": nonce}, nonce=nonce
        )
        return answer


def was_asked_here(sociallogin: SocialLogin) -> bool:
    """Whether the ID token answers what this browser asked: the nonce that left is the one that came back."""
    came_back = sociallogin.account.extra_data["id_token"].get("nonce")
    return compare_digest(str(came_back).encode(), sociallogin.state["nonce"].encode())


def door(view: type[OAuth2View]) -> Callable[[HttpRequest, str], HttpResponse]:
    """allauth's view with our checks. A service that can't be reached gets the page for a sign-in that failed, not an error 500."""

    def opened(request: HttpRequest, provider_id: str) -> HttpResponse:
        answers = CheckedAnswers(request, provider_id)
        answer: HttpResponse
        try:
            answer = view.adapter_view(answers)(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except RequestException as error:
            answer = render_authentication_error(request, answers.get_provider(), exception=error)
        return answer

    return opened


urls = [
    path("oidc/<str:provider_id>/login/", door(OAuth2LoginView), name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", door(OAuth2CallbackView), name="openid_connect_callback"),
]

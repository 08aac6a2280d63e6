"""The addresses an email points to. They carry a random token and nothing else; a picture's is the same for all."""

from __future__ import annotations

from django.conf import settings


def lesson(token: str) -> str:
    return f"{settings.PUBLIC_URL}/l/{token}/"


def newsletter(token: str) -> str:
    return f"{settings.PUBLIC_URL}/n/{token}/"


def stop_news(token: str) -> str:
    return f"{settings.PUBLIC_URL}/stop-news/{token}/"


def sources(token: str) -> str:
    return f"{lesson(token)}#sources"


def settings_of(token: str) -> str:
    """Where the patient changes how the lessons come."""
    return f"{lesson(token)}settings/"


def answer(token: str, number: int) -> str:
    return f"{lesson(token)}answer/{number}/"


def stop(token: str) -> str:
    return f"{settings.PUBLIC_URL}/stop/{token}/"


def confirm(token: str) -> str:
    return f"{settings.PUBLIC_URL}/confirm/{token}/"


def sign_up() -> str:
    """The same for everybody: what a clinic links to."""
    return f"{settings.PUBLIC_URL}/sign-up/"


def join(code: str) -> str:
    """Of a slip: the same for everybody who is to sign up for one series, and nobody can tell which."""
    return f"{settings.PUBLIC_URL}/join/{code}/"


def confirm_sign_up(token: str) -> str:
    return f"{settings.PUBLIC_URL}/sign-up/{token}/"


def stopped(token: str) -> str:
    return f"{settings.PUBLIC_URL}/stopped/{token}/"


def picture(name: str) -> str:
    return f"{settings.PUBLIC_URL}/media/{name}"

"""The transports that reach people, each made from the settings once for the whole process: connections are kept from batch to batch.

Each is imported when it is wanted: a provider's client takes a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings

from clinic.refusal import Refusal
from mailer.transports.base import Transport


def by_settings(name: str) -> Transport:
    """Raises KeyError for a name that config/environment.py doesn't let through."""
    return MAKERS[name]()


def check_transport() -> None:
    """A setting the transport can't work with is said before anything starts. Raises Refusal."""
    if settings.TRANSPORT == "inbox":
        return
    try:
        by_settings(settings.TRANSPORT)
    except ValueError as fault:
        raise Refusal(f"{settings.TRANSPORT} can't be used as it is set. {str(fault).rstrip('.')}.") from None


def sendgrid() -> Transport:
    return made_sendgrid(settings.SENDGRID_API_KEY, host=settings.SENDGRID_HOST, **declared())


def ses() -> Transport:
    return made_ses(
        settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY, session_token=settings.AWS_SESSION_TOKEN, host=settings.SES_HOST,
        region=settings.SES_REGION, configuration_set=settings.SES_CONFIGURATION_SET, **declared(),
    )  # fmt: skip


def smtp() -> Transport:
    return made_smtp(settings.SMTP_URL, **declared())


def declared() -> dict[str, bool]:
    """What the operator has declared of the provider."""
    return {"carries_health_information": settings.PROVIDER_CARRIES_PHI}


@lru_cache(maxsize=1)
def made_sendgrid(*given: str, **named: Any) -> Transport:
    from mailer.transports.sendgrid import SendGridTransport

    return SendGridTransport(*given, **named)


@lru_cache(maxsize=1)
def made_ses(*given: str, **named: Any) -> Transport:
    from mailer.transports.ses import SesTransport

    return SesTransport(*given, **named)


@lru_cache(maxsize=1)
def made_smtp(*given: str, **named: Any) -> Transport:
    from mailer.transports.smtp import SmtpTransport

    return SmtpTransport(*given, **named)


MAKERS: dict[str, Callable[[], Transport]] = {"sendgrid": sendgrid, "ses": ses, "smtp": smtp}

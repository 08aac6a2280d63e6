"""Is the provider there, does it know us, may we send? Asked only where it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings

from mailer.asking.base import Standing, Told
from operations.doctor.finding import Found, Look, Status, ok, unknown

STATUS = {
    Standing.FINE: Status.OK,
    Standing.LOOK: Status.WARNING,
    Standing.NO: Status.ERROR,
    Standing.AWAY: Status.UNKNOWN,
}
NOT_ASKED = "While practising nobody outside is asked: `doctor --ask-provider` does."


def provider(look: Look) -> Iterator[Found]:
    if settings.TRANSPORT == "inbox":
        yield ok("The local inbox is a folder of this machine.")
    elif not look.outside:
        yield unknown(f"{settings.TRANSPORT} wasn't asked.", NOT_ASKED)
    else:
        told = ASK[settings.TRANSPORT](look.now)
        yield Found(STATUS[told.standing], told.says, told.fix)


def sendgrid(now: datetime) -> Told:
    from mailer.asking.sendgrid import ask_sendgrid

    return ask_sendgrid(settings.SENDGRID_API_KEY, host=settings.SENDGRID_HOST)


def ses(now: datetime) -> Told:
    from mailer.asking.ses import ask_ses

    return ask_ses(
        settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY, region=settings.SES_REGION,
        session_token=settings.AWS_SESSION_TOKEN, host=settings.SES_HOST, now=now,
    )  # fmt: skip


def smtp(now: datetime) -> Told:
    from mailer.asking.smtp import ask_smtp

    return ask_smtp(settings.SMTP_URL)


ASK: dict[str, Callable[[datetime], Told]] = {"sendgrid": sendgrid, "ses": ses, "smtp": smtp}

"""A live check of the door that the provider brings emails to, through the code that real calls go through.

The email it brings says that a machine wrote it, so nothing of it is kept. With a key set, the provider's own calls
can't be made here: they are signed with a key that never leaves it.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve
from django.utils.translation import gettext as _

from campaigns.events.live_check import Checked, signed
from mailer.events.sendgrid_signature import public_key

BOUNDARY = "live-check"
EMAIL = "From: check@check.invalid\r\nSubject: check\r\nAuto-Submitted: auto-generated\r\n\r\ncheck\r\n"
BODY = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="email"\r\n\r\n{EMAIL}\r\n--{BOUNDARY}--\r\n').encode()
TAKEN, REFUSED = 204, 403


def check(path: str, now: datetime) -> list[Checked]:
    """`path`: of the door, on our own host, with its secret."""
    wrong = path[:-8] + ("0" * 8 if path[-8:] != "0" * 8 else "1" * 8)
    found = [
        answered(
            knock(wrong, {}), REFUSED,
            _("A call to another address is turned away."),
            _("A call to another address was answered with {status} in place of 403: update before you go live."),
        )
    ]  # fmt: skip
    if not settings.SENDGRID_INBOUND_KEY:
        taken = answered(
            knock(path, {}), TAKEN,
            _("An email brought to the secret address is taken in."),
            _("An email brought to the secret address was answered with {status} in place of 204: look into the log."),
        )  # fmt: skip
        return [*found, taken]
    return [*found, key_can_be_read(), stranger_is_refused(path, now)]


def key_can_be_read() -> Checked:
    try:
        public_key(settings.SENDGRID_INBOUND_KEY)
    except ValueError as fault:
        return Checked(False, _("{fault}, and set SENDGRID_INBOUND_KEY anew.").format(fault=_(str(fault))))
    return Checked(True, _("The key can be read: it is a verification key as SendGrid makes them."))


def stranger_is_refused(path: str, now: datetime) -> Checked:
    signature, timestamp = signed(generate_private_key(SECP256R1()), now, BODY)
    headers = {
        "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": signature,
        "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": timestamp,
    }
    return answered(
        knock(path, headers), REFUSED,
        _("The door answers, and turns away an email that a stranger signed."),
        _("The door answered a stranger’s email with {status} in place of 403: update before you go live."),
    )  # fmt: skip


def answered(status: int, wanted: int, passed: str, failed: str) -> Checked:
    return Checked(True, passed) if status == wanted else Checked(False, failed.format(status=status))


def knock(path: str, headers: dict[str, str]) -> int:
    """The door's answer to a POST of `BODY`, asked within this process: it needs no port of ours to be reachable."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(len(BODY)),
            "wsgi.input": BytesIO(BODY), **headers,
        }
    )  # fmt: skip
    match = resolve(path)
    status: int = match.func(request, *match.args, **match.kwargs).status_code
    return status

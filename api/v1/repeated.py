"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a call under a key of the caller's is done once, and sent again it hears the same answer.

Kept for 24 hours, for each token apart: a keyed digest of what was asked, and the answer. Only what was done is kept; after a no or a fault
the key is free, because nothing has happened.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from api.problems import Refused
from clinic.models import ApiCall, ApiToken

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r'"?[!#-~]{1,255}"?', re.ASCII)  # also in quotes, as the draft writes it
SOON: Final = "2"  # seconds
DESCRIBED: Final[dict[str, Any]] = {
    "in": "header", "name": HEADER, "required": False, "schema": {"type": "string", "pattern": "^[!#-~]{1,255}$"},
    "description": "Of your choice, such as a random UUID: the same call under the same key is done once in 24 hours.",
}  # fmt: skip


class Answered(Exception):
    """This very call was answered before."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


def begin(request: HttpRequest, token: ApiToken, now: datetime) -> None:
    """Raises Refused, and Answered for a call that was done."""
    key = request.headers.get(HEADER)
    if key is None:
        return
    if not KEY.fullmatch(key):
        raise Refused(400, f"Send {HEADER} as 1 to 255 letters, digits and signs without blanks.")
    asked = digest("asked", f"{request.method} {request.get_full_path()}\n".encode() + request.body)
    ApiCall.objects.over(now).delete()
    named = digest("key", key.strip('"').encode())
    mine = ApiCall.objects.begin(token, named, asked, now) or of_the_dead(token, named, asked, now)
    request.keyed_call = mine  # type: ignore[attr-defined]


def of_the_dead(token: ApiToken, key: str, asked: str, now: datetime) -> ApiCall:
    """The call of before, when it can't be under way any more: it is done anew. Raises Refused and Answered otherwise."""
    before = ApiCall.objects.filter(token=token, key=key).first()
    if before is not None and before.asked != asked:
        raise Refused(422, f"Another call was sent under this {HEADER}: a new call needs a new key.")
    if before is not None and before.status is not None:
        raise Answered(said_again(before))
    lost = ApiCall.objects.filter(token=token, key=key, status=None, began_at__lte=now - ApiCall.LOST)
    if before is None or not lost.update(began_at=now):
        raise Refused(409, "The same call is under way: wait, then send it again.", headers={"Retry-After": SOON})
    return before


def said_again(before: ApiCall) -> HttpResponse:
    answer = HttpResponse(before.answer, status=before.status, content_type="application/json; charset=utf-8")
    answer["Cache-Control"], answer["Idempotency-Replayed"] = "no-store", "true"
    return answer


def end(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep the answer to what was done; free the key of what wasn't."""
    mine = getattr(request, "keyed_call", None)
    if mine is None:
        return
    row = ApiCall.objects.filter(pk=mine.pk)
    if 200 <= answer.status_code < 300:
        row.update(status=answer.status_code, answer=answer.content.decode())
    else:
        row.delete()


def digest(what: str, content: bytes) -> str:
    """Keyed: a patient's data could be tried against a plain one."""
    return salted_hmac(f"api.repeated.{what}", content, algorithm="sha256").hexdigest()

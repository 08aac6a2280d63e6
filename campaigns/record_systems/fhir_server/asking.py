"""One request to a record system and its answer as JSON: bounded, verified, no redirect, and no proxy that the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import urllib3
from django.utils.translation import gettext_noop

from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk, NotOffered, NotThere
from mailer.transports.pooled_client import Answer, NotConnected, exchange, pool_for
from patients.readers.fhir.files import NotFhir, parsed
from patients.readers.fhir.json_parts import Resource

CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
LARGEST: Final = 10 * 1024 * 1024  # bytes of one answer: a page of fifty visits takes a few hundred KB
LONGEST_WAIT: Final = timedelta(hours=1)

UNREACHED: Final = gettext_noop("The record system can't be reached ({failure}).")
UNANSWERED: Final = gettext_noop("The record system's answer didn't come, or is too large ({failure}).")
NOT_JSON: Final = gettext_noop(
    "The record system's answer isn't whole, isn't JSON, or is nested too deeply: check FHIR_URL."
)
ELSEWHERE: Final = gettext_noop("The record system sends us to another address, which isn't followed: set FHIR_URL to the one it means.")  # fmt: skip
ASKS_TO_WAIT: Final = gettext_noop("The record system asks us to wait.")
ANSWERED: Final = gettext_noop("The record system answered {status}.")
REFUSED: Final = gettext_noop("The record system answered {status}: ask its people which searches the client may do.")


class Unauthorized(Exception):
    """401: the token isn't taken any more."""


@dataclass(frozen=True)
class Answered:
    document: Resource
    at: datetime | None  # the server's clock, where it says


def ask(
    method: str,
    url: str,
    *,
    now: datetime,
    headers: Mapping[str, str],
    body: bytes | None = None,
    largest: int = LARGEST,
) -> Answered:
    """Raises CannotAsk, and Unauthorized for a 401."""
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        pool = pool_of(f"{parts.scheme}://{parts.netloc}")
        answer = exchange(pool, method, path, body=body, headers=headers, largest=largest)
    except NotConnected as failure:
        raise CannotAsk(UNREACHED.format(failure=failure)) from None
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
        raise CannotAsk(UNANSWERED.format(failure=type(failure).__name__)) from None
    refuse_status(answer, now)
    try:
        return Answered(parsed(answer.body), moment(answer.headers.get("date", "")))
    except NotFhir:
        raise CannotAsk(NOT_JSON) from None


@lru_cache(maxsize=8)
def pool_of(origin: str) -> urllib3.HTTPConnectionPool:
    return pool_for(origin, connect=CONNECT_SECONDS, read=READ_SECONDS)


def refuse_status(answer: Answer, now: datetime) -> None:
    status = answer.status
    if status == 200:
        return
    if status == 401:
        raise Unauthorized
    if status in (429, 503):
        raise CannotAsk(ASKS_TO_WAIT, wait=retry_after(answer.headers.get("retry-after", ""), now))
    if 300 <= status < 400:
        raise CannotAsk(ELSEWHERE)
    if status in (404, 410):
        raise NotThere(REFUSED.format(status=status))
    if 400 <= status < 500 or status == 501:
        raise NotOffered(REFUSED.format(status=status))
    raise CannotAsk(ANSWERED.format(status=status))


def retry_after(written: str, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110 §10.2.3), kept within an hour; None when it doesn't say."""
    if written.isascii() and written.isdigit() and len(written) < 9:
        wait = timedelta(seconds=int(written))
    elif at := moment(written):
        wait = at - now
    else:
        return None
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def moment(written: str) -> datetime | None:
    """An HTTP date, in UTC."""
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

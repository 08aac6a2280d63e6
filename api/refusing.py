"""What every door for machines has in common: POST only, no session, a bounded body, and one answer for all that isn't let in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from traceback import format_tb
from typing import IO, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mailer.events.base import NotFromProvider, TooLarge

log = logging.getLogger("aftervisit.api")
Door = Callable[..., HttpResponse]


class Later(Exception):
    """We can't take it now: the provider shall come again."""


def door(view: Door) -> Door:
    """A view that answers 204, or raises: NotFromProvider or ValueError become an empty 403, TooLarge 413, Later 503.

    Why a call was refused is told to nobody: whoever forges one learns nothing from it.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, **found: str) -> HttpResponse:
        try:
            return view(request, **found)
        except (NotFromProvider, ValueError):
            return HttpResponse(status=403)
        except TooLarge:
            return HttpResponse(status=413)
        except Later:
            return HttpResponse(status=503)

    return guarded


def body_of(request: HttpRequest, *, most: int) -> bytes:
    """The body as it was sent, Content-Encoding and all. Raises TooLarge over `most` bytes, having read no more than that.

    Not `request.body`: its bound is made for people's forms.
    """
    if _announced(request) > most:
        raise TooLarge
    try:
        raw = _stream(request).read(most + 1)
    except Exception:  # a caller who hangs up, or chunks that are none: each web server has errors of its own
        raise NotFromProvider("broken off") from None
    if len(raw) > most:
        raise TooLarge
    return raw


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _stream(request: HttpRequest) -> IO[bytes]:
    """Django takes a body of unknown length for none. A server that marks its end (gunicorn does) lets us read it."""
    if not request.META.get("CONTENT_LENGTH") and request.META.get("wsgi.input_terminated"):
        return cast(IO[bytes], request.META["wsgi.input"])
    return cast(IO[bytes], request)


@contextmanager
def or_later(provider: str, brought: str = "events") -> Iterator[None]:
    """Whatever goes wrong inside, the provider shall come again. The log says where, not what: an exception's text may quote a row."""
    try:
        yield
    except Exception as failure:
        place = "".join(format_tb(failure.__traceback__))
        log.error("%s of %s wait for the next try: %s\n%s", brought, provider, type(failure).__name__, place)
        raise Later from None

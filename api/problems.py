"""What a machine hears that isn't served: a problem of RFC 9457, in fixed words, with nothing of what it sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

PROBLEM = "application/problem+json"
Fault = dict[str, str]
"""One field that can't be taken: {"field": its name here, "why": a sentence}."""


class Refused(Exception):
    """A call that isn't served. `detail` is a sentence of ours that says what to do."""

    def __init__(
        self, status: int, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults, self.headers = status, detail, faults, headers

    def answer(self) -> HttpResponse:
        return problem(self.status, self.detail, self.faults, self.headers)


def problem(
    status: int, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if faults:
        told["errors"] = list(faults)
    answer = JsonResponse(told, status=status, content_type=PROBLEM, headers=dict(headers or {}))
    answer["Cache-Control"] = "no-store"
    return answer


def faulty(request: HttpRequest) -> HttpResponse:
    return problem(400, "This call isn't one that is understood here.")


def not_found(request: HttpRequest) -> HttpResponse:
    return problem(404, "There is nothing at this address that this token may see.")


def busy(request: HttpRequest) -> HttpResponse:
    return problem(503, "The database is busy: wait, then send the same again.", headers={"Retry-After": "5"})


def broken(request: HttpRequest) -> HttpResponse:
    return problem(500, "A fault of ours. Send the same again: a visit starts a series at most once.")

"""A fault in clinic.toml is said in place of the page, until it is mended."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from clinic.refusal import Refusal


class SayRefusals:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, Refusal):
            return HttpResponse(f"{fault} Mend it and load this page anew.\n", "text/plain; charset=utf-8", status=503)
        return None

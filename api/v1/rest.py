"""The API put together: its operations, its one way to say no, and its description."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from traceback import format_tb
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from api import problems
from api.fhir import router as fhir
from api.v1 import repeated
from api.v1.answers import Problem
from api.v1.door import CHANGE
from api.v1.enrolments import router as enrolments
from api.v1.faults import fault_of
from api.v1.newsletters import router as newsletters
from api.v1.reports import router as reports
from api.v1.series import router as series
from api.v1.webhooks import router as webhooks

log = logging.getLogger("aftervisit.api")
View = Callable[..., HttpResponse]
ABOUT = (
    "For the clinic's other systems. Each has a token of its own, made under Settings, API tokens: send it as "
    "`Authorization: Bearer …`. The same visit sent again starts nothing twice, so whatever fails may be sent again."
)
PROBLEMS = {"4XX": "The call isn't served: why, in a sentence.", "5XX": "A fault of ours."}


class Rest(NinjaAPI):
    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        answer = super().create_temporal_response(request)
        answer["Cache-Control"] = "no-store"
        return answer

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, name, namespace = super().urls
        for one in patterns:
            if isinstance(one, URLPattern):
                one.callback = with_method_problems(one.callback)
        return patterns, name, namespace

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """With the answers that every operation can give."""
        schema = super().get_openapi_schema(**given)
        shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = schema["components"]["schemas"]
        parts |= shape.pop("$defs") | {"Problem": shape}
        kind = {problems.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        outcome = {"application/fhir+json": {"schema": {"type": "object"}}}
        for path, operations in schema["paths"].items():
            content = kind | outcome if path.endswith("/fhir") else kind
            for method, operation in operations.items():
                if method.upper() in CHANGE:
                    operation.setdefault("parameters", []).append(repeated.DESCRIBED)
                for status, text in PROBLEMS.items():
                    operation["responses"][status] = {"description": text, "content": content}
        return schema


def rest_api(pages: Callable[[View], View]) -> NinjaAPI:
    """`pages`: who may open the description, as a decorator of its views."""
    api = Rest(
        title="Aftervisit", version="1", description=ABOUT, urls_namespace="rest", docs_decorator=pages, openapi_url="/openapi.json"
    )  # fmt: skip
    api.add_router("/v1", enrolments)
    api.add_router("/v1", series)
    api.add_router("/v1", newsletters)
    api.add_router("/v1", reports)
    api.add_router("/v1", webhooks)
    api.add_router("", fhir)
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, answer)
    return api


def with_method_problems(view: View) -> View:
    """What was answered is kept for a call with a key. A wrong method is refused before any operation is asked, so ninja answers it in a form of its own."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        repeated.end(request, answer)
        if answer.status_code != 405:
            return answer
        return problems.problem(405, "This address takes no such call.", headers={"Allow": answer["Allow"]})

    return answered


def refused(request: HttpRequest, problem: problems.Refused) -> HttpResponse:
    return problem.answer()


def answered_before(request: HttpRequest, before: repeated.Answered) -> HttpResponse:
    return before.answer


def faulty(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return problems.problem(422, "Nothing was taken in: see errors.", [fault_of(one) for one in problem.errors])


def unreadable(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """The one that ninja itself raises here: what the body's reader says stays unsaid, since it may quote the body."""
    return problems.problem(400, "The body isn't JSON in UTF-8.")


def nowhere(request: HttpRequest, problem: Http404) -> HttpResponse:
    return problems.not_found(request)


def busy(request: HttpRequest, failure: OperationalError) -> HttpResponse:
    log.warning("the database had no time for a call: %s", type(failure).__name__)
    return problems.busy(request)


def broken(request: HttpRequest, failure: Exception) -> HttpResponse:
    """The log says where, not what: an exception's text may quote a patient."""
    log.error("a call failed: %s\n%s", type(failure).__name__, "".join(format_tb(failure.__traceback__)))
    return problems.broken(request)


ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    problems.Refused: refused, repeated.Answered: answered_before, ValidationError: faulty, HttpError: unreadable, Http404: nowhere,
    OperationalError: busy, Exception: broken,
}  # fmt: skip

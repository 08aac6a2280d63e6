"""The door for FHIR R4: a Bundle or one resource, taken in as `import_fhir` takes files in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema

from api.v1.door import FHIR, Token, caller
from campaigns.intake.taking import Result, take_all
from clinic.models import ApiToken, AuditEntry
from patients.readers.fhir.files import NotFhir, read_document
from patients.visits import Found, Problem, Reopened, Told, Visit

LARGEST: Final = 1024 * 1024
MOST_TOLD: Final = 100  # a tenth of a second each on a busy machine: the call ends well before a web server gives up
router = Router(tags=["FHIR"])


class Row(Schema):
    """`row`: the entry of the Bundle, from 1. `pending`: it waits for the desk. `stopped`: series that this news ended or paused."""

    row: int
    outcome: str
    why: str
    pending: bool
    stopped: int


class Report(Schema):
    rows: list[Row]
    enrolled: int
    pending: int


@router.post(
    "/fhir", url_name="api_fhir", auth=Token(ApiToken.Scope.FHIR, kinds=FHIR, most=LARGEST), response=Report,
    summary="Visits as FHIR R4", operation_id="fhir",
    openapi_extra={
        "requestBody": {"required": True, "content": {kind: {"schema": {"type": "object"}} for kind in sorted(FHIR)}}
    },
)  # fmt: skip
def fhir(request: HttpRequest) -> Report | HttpResponse:
    """Scope: fhir. A Bundle, or one resource. What isn't read of it is kept nowhere; sent again it enrols nobody twice."""
    token, now = caller(request), timezone.now()
    try:
        found = list(read_document(request.body))
    except NotFhir as problem:
        return outcome(400, [str(problem)])
    if len(found) > MOST_TOLD:
        return outcome(
            413, [f"This tells of more than {MOST_TOLD} visits: send fewer at once, or bring them as a file."]
        )
    if found and all(isinstance(one.told, Problem) for one in found):
        return outcome(422, [one.told.why for one in found if isinstance(one.told, Problem)])
    results = list(take_all(said_by(token, found), now, by=token.actor))
    report = reported(results)
    counts = {"rows": len(report.rows), "enrolled": report.enrolled, "pending": report.pending}
    AuditEntry.objects.record("api.fhir", actor=token.actor, now=now, **counts)
    return report


def said_by(token: ApiToken, found: Iterable[Found]) -> list[Found]:
    """With the token's own source: two record systems may use the same numbers for their visits."""
    return [replace(one, told=sourced(one.told, token.source)) for one in found]


def sourced(told: Told, source: str) -> Told:
    if isinstance(told, Visit):
        return replace(told, source=source)
    return Reopened(replace(told.visit, source=source)) if isinstance(told, Reopened) else told


def reported(results: list[Result]) -> Report:
    """As `import_fhir --json`, without the series: its name may be the diagnosis."""
    rows = [
        Row(row=one.row, outcome=one.outcome, why=one.why, pending=one.pending, stopped=one.stopped) for one in results
    ]
    enrolled = sum(one.outcome == "enrolled" for one in rows)
    return Report(rows=rows, enrolled=enrolled, pending=sum(one.pending for one in rows))


def outcome(status: int, whys: list[str]) -> HttpResponse:
    """An OperationOutcome (FHIR R4), in our own sentences: nothing of what was sent stands in them."""
    issues: list[dict[str, Any]] = [
        {"severity": "error", "code": "invalid", "diagnostics": why} for why in dict.fromkeys(whys)
    ]
    answer = JsonResponse(
        {"resourceType": "OperationOutcome", "issue": issues}, status=status, content_type="application/fhir+json"
    )
    answer["Cache-Control"] = "no-store"
    return answer

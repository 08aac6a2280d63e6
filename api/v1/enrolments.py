"""Enrolling after a visit, looking at an enrolment, stopping it. A system reaches only what its own visits started."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from api.problems import Refused
from api.v1 import paging
from api.v1.answers import Outcome, ProgressInDetail, ProgressList, Stopped, Taken, in_detail, progress_of
from api.v1.asked import Asked, kept, plain
from api.v1.door import JSON, SMALL, Token, caller
from campaigns.consents.words import agreed_how
from campaigns.enrolling.one_patient import LONGEST_VISIT_ID
from campaigns.intake.one_visit import codes_of, take_visit
from campaigns.models import Enrolment, Series
from campaigns.stopping.lessons import stop
from campaigns.stopping.reasons import BY_SYSTEM
from clinic.console import sentence
from clinic.models import ApiToken, AuditEntry
from clinic.refusal import Refusal
from patients.models import Identity
from patients.visits import Setting, Visit
from patients.visits import Status as VisitStatus

Scope = ApiToken.Scope
router = Router(tags=["Enrolments"])
VisitNumber = Annotated[
    str, Query(max_length=LONGEST_VISIT_ID, description="Of your own, as you sent it."), kept(plain, needed=False)
]
ANSWERS = {Outcome.ENROLLED: 201, Outcome.ALREADY: 200, Outcome.PENDING: 202}
CLOSED = {
    "field": "series",
    "why": "No series of this name takes patients now: GET /api/v1/series lists those that do.",
}


@router.post(
    "/enrolments", url_name="api_enrolments", auth=Token(Scope.ENROL, kinds=JSON, most=SMALL), summary="Enrol after a visit",
    response={201: Taken, 200: Taken, 202: Taken}, operation_id="enrol",
)  # fmt: skip
def enrol(request: HttpRequest, asked: Asked) -> Status[Taken]:
    """Scope: enrol. The same visit again changes nothing and says how it stands. Without a consent the desk asks the patient (202)."""
    token, now = caller(request), timezone.now()
    series = Series.objects.filter(slug=asked.series, state=Series.State.ACTIVE).first()
    if series is None:
        raise Refused(422, "Nobody was enrolled.", [CLOSED])
    try:
        stands = take_visit(visit_of(asked, series, token), series, now, by=token.actor)
    except (Refusal, ValidationError) as refusal:
        raise Refused(422, sentence(refusal)) from None
    found = stands.enrolment
    AuditEntry.objects.record(
        "api.enrol", actor=token.actor, now=now, subject=found.patient_id if found else "", outcome=stands.outcome
    )
    if stands.outcome == "skipped":
        raise Refused(422, stands.why)
    # How it went is told, not what the desk needs to know of others in the mailbox.
    outcome = Outcome(stands.outcome)
    why = "" if outcome == Outcome.ENROLLED else stands.why
    return Status(ANSWERS[outcome], Taken(outcome=outcome, enrolment=found.pk if found else None, why=why))


def visit_of(asked: Asked, series: Series, token: ApiToken) -> Visit:
    """The source is the token's: what the caller says can't make it somebody else's visit."""
    person = Identity(asked.email, asked.given_name, asked.family_name, asked.birth_date, asked.record_number)
    told = asked.consent
    return Visit(
        source=token.source, id=asked.visit_id, patient_id="", person=person, status=VisitStatus.FINISHED,
        setting=Setting.OUTPATIENT, ended_on=asked.visit_date, codes=codes_of(series), language=asked.language,
        time_zone=asked.time_zone, guardian_email=asked.guardian_email, agreed=told.agreed if told else None,
        agreed_how=agreed_how(told.how, f"{token.name}: ") if told else "", agreed_wording=told.wording if told else "",
    )  # fmt: skip


@router.get(
    "/enrolments", url_name="api_enrolments", auth=Token(Scope.STATUS), response=ProgressList,
    summary="Your enrolments, or those of a visit", operation_id="enrolments",
)  # fmt: skip
def listed(
    request: HttpRequest, visit_id: VisitNumber = "", cursor: paging.Cursor = "", limit: paging.Limit = paging.USUAL
) -> ProgressList:
    """Scope: status. Only what this system's own visits started, in the order of their numbers. An unknown visit has none."""
    token, now = caller(request), timezone.now()
    rows = Enrolment.objects.filter(visit_source=token.source).exclude(visit_id="").order_by("visit_id", "id")
    if visit_id:
        rows = rows.filter(visit_id=visit_id)
    if after := paging.read(cursor, [str, UUID]):
        rows = rows.filter(Q(visit_id__gt=after[0]) | Q(visit_id=after[0], pk__gt=after[1]), visit_id__gte=after[0])
    shown, following = paging.page(list(rows[: limit + 1]), limit, lambda one: [one.visit_id, one.pk])
    if shown:
        patients = sorted({str(one.patient_id) for one in shown})
        AuditEntry.objects.record("enrolments.read", actor=token.actor, now=now, patients=patients)
    return ProgressList(enrolments=progress_of(shown), next=following)


@router.get(
    "/enrolments/{uuid:enrolment}", url_name="api_enrolment", auth=Token(Scope.STATUS), response=ProgressInDetail,
    summary="How far an enrolment is", operation_id="enrolment",
)  # fmt: skip
def look(request: HttpRequest, enrolment: UUID) -> ProgressInDetail:
    """Scope: status. Only of what this system's own visits started."""
    token = caller(request)
    found = own(enrolment, token)
    AuditEntry.objects.record(
        "enrolment.read", actor=token.actor, now=timezone.now(), subject=found.patient_id, enrolment=str(found.pk)
    )
    return in_detail(found)


@router.post(
    "/enrolments/{uuid:enrolment}/stop", url_name="api_stop", auth=Token(Scope.STOP), response=Stopped,
    summary="Stop an enrolment", operation_id="stop",
)  # fmt: skip
def stop_it(request: HttpRequest, enrolment: UUID) -> Stopped:
    """Scope: stop. It counts at the very next claim. Only what this system's own visits started."""
    token = caller(request)
    found = own(enrolment, token)
    stopped = stop(found, timezone.now(), by=token.actor, reason=BY_SYSTEM)
    return Stopped(enrolment=found.pk, state=Enrolment.State(found.state), stopped=stopped)


def own(enrolment: UUID, token: ApiToken) -> Enrolment:
    """Raises Http404: the same for another system's and for none."""
    found = Enrolment.objects.filter(pk=enrolment, visit_source=token.source).select_related("patient").first()
    if found is None:
        raise Http404
    return found

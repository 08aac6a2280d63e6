"""Find a patient; below, the newest enrolments. Searches go by POST, so that no name stands in an address.

Who was looked for and who was shown is recorded, by ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment, Ways
from patients.models import Patient
from staff.desk import desk_page, record, show
from staff.identities import facts_of, identity_of, name_of
from staff.patient_search import PatientSearch
from staff.permissions import May
from staff.wording import when

NEWEST = 20


@desk_page(May.SEE_PATIENTS, change=May.SEE_PATIENTS, fields=PatientSearch.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def patients(request: HttpRequest) -> HttpResponse:
    form, found, looked_for = PatientSearch(request.POST if request.method == "POST" else None), None, ""
    if request.method == "POST" and form.is_valid():
        matches = form.found()
        found = (
            None if form.errors else [match(patient, enrolments) for patient, enrolments in with_enrolments(matches)]
        )
        looked_for = form.search.in_words
        by = form.search.by.value
        record(request, "patient.search", "", by=by, found=[str(patient.id) for patient in matches])
    newest = list(Enrolment.objects.newest_first()[:NEWEST])
    if newest:
        record(request, "patients.read", "", shown=sorted({str(one.patient_id) for one in newest}))
    now = timezone.now()
    ways = Ways()
    lines = [line(one, now, ways) for one in newest]
    context = {"form": form, "found": found, "looked_for": looked_for, "newest": lines}
    return show(request, "patients", context)


def with_enrolments(found: Sequence[Patient]) -> list[tuple[Patient, list[Enrolment]]]:
    rows = list(Enrolment.objects.newest_first().filter(patient__in=found))
    return [(patient, [row for row in rows if row.patient_id == patient.id]) for patient in found]


def match(patient: Patient, enrolments: Sequence[Enrolment]) -> dict[str, Any]:
    identity = identity_of(patient)
    newest = enrolments[0] if enrolments else None
    return {
        "id": patient.id,
        "name": name_of(patient, identity),
        "born": facts_of(patient, identity),
        "series": newest.series.title if newest else _("in no series"),
        "state": newest.state if newest else "",
    }


def line(one: Enrolment, now: datetime, ways: Ways) -> dict[str, Any]:
    return {
        "id": one.patient_id,
        "name": name_of(one.patient, identity_of(one.patient)),
        "series": one.series.title,
        "state": one.state,
        "enrolled": one.enrolled_at,
        "next": next_of(one, now, ways),
    }


def next_of(one: Enrolment, now: datetime, ways: Ways) -> str:
    if one.state == Enrolment.State.FINISHED:
        return _("had every lesson")
    if one.state != Enrolment.State.ACTIVE:
        return _(one.end_reason).rstrip(".") if one.end_reason else _("nothing leaves")
    if one.waits_for:
        return _("waits for {what}").format(what=one.get_waits_for_display())
    if one.next_due_at is None:
        return _("on its way")
    following = one.next_step(ways.of(one.series))
    number = following.position if following else one.position + 1
    return _("lesson {number}, {when}").format(number=number, when=when(one.next_due_at, now))

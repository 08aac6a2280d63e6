"""Stop one patient's lessons, and the way back. Each is a question with its consequences first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.restarting import can_go_on
from campaigns.models import Enrolment, Message
from campaigns.steps.place import to_come
from campaigns.stopping import lessons as stopping
from campaigns.stopping.reasons import ALL_BY_PATIENT, BY_PATIENT, BY_STAFF
from clinic.refusal import Refusal
from staff.desk import desk_page, record_read, show, who
from staff.identities import first_name, identity_of
from staff.patient.found import known_enrolment
from staff.permissions import May
from staff.wording import counted

UNDER_WAY = (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_enrolment(request: HttpRequest, enrolment: str) -> HttpResponse:
    one = found(enrolment)
    if request.method == "POST":
        if stopping.stop(one, timezone.now(), by=who(request), reason=BY_STAFF):
            messages.info(request, _("Stopped. Nothing more of this series leaves."))
        return redirect("staff:patient", one.patient_id)
    if one.state not in UNDER_WAY:
        return redirect("staff:patient", one.patient_id)
    record_read(request, [one.patient_id])
    return show(request, "confirm", stop_question(one))


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def resume_enrolment(request: HttpRequest, enrolment: str) -> HttpResponse:
    one = known_enrolment(enrolment)[0]
    if request.method == "POST" and can_go_on(one):
        try:
            if stopping.undo_stop(one, timezone.now(), by=who(request)):
                messages.info(request, _("Resumed. The next lesson leaves on its day."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("staff:patient", one.patient_id)
    if not can_go_on(one):
        return redirect("staff:patient", one.patient_id)
    record_read(request, [one.patient_id])
    return show(request, "confirm", resume_question(one))


def found(enrolment: str) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("patient", "series"), pk=enrolment)


def stop_question(one: Enrolment) -> dict[str, Any]:
    left = len(to_come(list(one.series.way()), one.place))
    planned = Message.objects.filter(enrolment=one, state=Message.State.PLANNED).count()
    others = Enrolment.objects.under_way().filter(patient=one.patient_id).exclude(pk=one.pk).count()
    not_sent = ngettext("lesson of “{series}” won’t be sent", "lessons of “{series}” won’t be sent", left)
    rows = [
        {"number": left, "text": not_sent.format(series=one.series.title)},
        {
            "number": planned,
            "text": ngettext("planned email is cancelled now", "planned emails are cancelled now", planned),
        },
        {
            "number": others,
            "text": ngettext(
                "other series goes on, and the consent with it", "other series go on, and the consent with it", others
            ),
        }
        if others
        else {"number": 1, "text": _("consent to lessons by email ends today")},
    ]
    name = name_in_question(one)
    return question(
        one,
        _("Stop “{series}” for {name}?").format(series=one.series.title, name=name),
        "stop",
        rows,
        _("Stop {lessons}").format(lessons=counted(left, "lesson", "lessons")),
        _("Keep it running"),
        danger=True,
    )


def resume_question(one: Enrolment) -> dict[str, Any]:
    left = len(to_come(list(one.series.way()), one.place))
    to_follow = ngettext(
        "lesson of “{series}” still to come, each on its day",
        "lessons of “{series}” still to come, each on its day",
        left,
    )
    rows = [
        {
            "number": left,
            "text": to_follow.format(series=one.series.title),
        },
        {"number": 0, "text": _("lessons are sent twice")},
        {"number": 1, "text": _("consent to lessons by email is recorded again, with today’s date")},
    ]
    if one.patient.address_confirmed_at is None:
        rows.append({"number": 1, "text": _("email asks to confirm the address first, and the lessons wait for that")})
    if one.end_reason in (BY_PATIENT, ALL_BY_PATIENT):
        rows.append({"number": 1, "text": _("patient asked to stop: go on only if the same patient asks you to")})
    name = name_in_question(one)
    return question(
        one,
        _("Resume “{series}” for {name}?").format(series=one.series.title, name=name),
        "resume",
        rows,
        _("Resume {lessons}").format(lessons=counted(left, "lesson", "lessons")),
        _("Leave it stopped"),
        danger=False,
    )


def name_in_question(one: Enrolment) -> str:
    return first_name(one.patient, identity_of(one.patient))


def question(
    one: Enrolment, title: str, act: str, rows: list[dict[str, Any]], button: str, back: str, *, danger: bool
) -> dict[str, Any]:
    return {
        "title": title, "tab_title": _("Stop a series") if act == "stop" else _("Resume a series"), "nav": "patients", "consequences_of": rows, "why": None,
        "button_label": button, "danger": danger, "back_label": back,
        "action_url": reverse(f"staff:{act}_enrolment", args=[one.id]),
        "back_url": reverse("staff:patient", args=[one.patient_id]),
    }  # fmt: skip

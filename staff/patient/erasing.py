"""Erase a patient on their word, and the legal hold that keeps a record from being erased. For admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.keeping import erasing
from campaigns.models import Enrolment, Message
from clinic.refusal import Refusal
from patients.models import Note
from staff.desk import desk_page, record_read, show, who
from staff.patient.asking import Context, question
from staff.patient.found import Known, known_patient
from staff.permissions import May


@desk_page(May.ERASE_PATIENTS, change=May.ERASE_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
        return show(request, "confirm", about_erasing(known))
    try:
        erasing.erase_patient(known.patient, timezone.now(), why=erasing.ON_REQUEST, by=who(request))
    except Refusal as refusal:
        return show(request, "confirm", {**about_erasing(known), "refused": str(refusal)})
    messages.info(request, _("Erased. Nobody can read who it was."))
    return redirect("staff:patient", known.patient.pk)


def about_erasing(known: Known) -> Context:
    one = known.patient
    series = Enrolment.objects.under_way().filter(patient=one).count()
    emails, notes = Message.objects.filter(patient=one).count(), Note.objects.filter(patient=one).count()
    rows = [
        (1, _("name, address and birth date, gone for good")),
        (emails, ngettext("email can’t be read any more", "emails can’t be read any more", emails)),
        (notes, ngettext("note is gone", "notes are gone", notes)),
        (series, ngettext("series ends", "series end", series)),
        (0, _("emails to this address later, also after another import; someone else who shares it is still mailed")),
    ]
    url = reverse("staff:erase_patient", args=[one.pk])
    title = _("Erase {name}?").format(name=known.first_name)
    return question(one, title, _("Erase"), url, rows, _("Erase for good"), _("Keep the record"), danger=True)


@desk_page(May.ERASE_PATIENTS, change=May.ERASE_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def legal_hold(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    held = known.patient.legal_hold_since is not None
    if request.method != "POST":
        record_read(request, [known.patient.pk])
        return show(request, "confirm", about_holding(known, held))
    (erasing.end_hold if held else erasing.hold)(known.patient, timezone.now(), by=who(request))
    messages.info(request, _("The legal hold has ended.") if held else _("Held. Nothing of this record is erased."))
    return redirect("staff:patient", known.patient.pk)


def about_holding(known: Known, held: bool) -> Context:
    url = reverse("staff:legal_hold", args=[known.patient.pk])
    if held:
        title, button = _("End the legal hold on {name}?"), _("End the hold")
        rows = [(1, _("record may be erased again, by you or after the time the clinic keeps it"))]
    else:
        title, button = _("Hold the record of {name}?"), _("Hold the record")
        rows = [(1, _("record that nobody can erase until the hold ends")), (0, _("emails change"))]
    title = title.format(name=known.first_name)
    return question(known.patient, title, _("Legal hold"), url, rows, button, _("Back"))

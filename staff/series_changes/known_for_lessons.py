"""What staff know of a patient that changes which lessons come and when: a booked procedure, and whether more help was asked for."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.knowing import note_for_lessons
from campaigns.models import Enrolment
from clinic.refusal import Refusal
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.permissions import May


class KnownForm(DeskForm):
    procedure_on = forms.DateField(label=gettext_lazy("Procedure on"), required=False)
    asked_for_help = forms.BooleanField(label=gettext_lazy("Asked for more help"), required=False)


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=KnownForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def known_for_lessons(request: HttpRequest, enrolment: str) -> HttpResponse:
    one = get_object_or_404(Enrolment.objects.select_related("patient", "series"), pk=enrolment)
    known = {"procedure_on": one.procedure_on, "asked_for_help": one.asked_for_help_at is not None}
    form = KnownForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            note_for_lessons(one, **form.cleaned_data, now=timezone.now(), by=who(request))
        except Refusal as refusal:
            form.add_error("procedure_on", str(refusal))
        else:
            messages.info(request, _("Saved. The dates of the lessons to come are worked out anew."))
            return redirect("staff:patient", one.patient_id)
    if request.method != "POST":
        record(request, "enrolment.read", one.patient_id, enrolment=str(one.id))
    context = {"form": form, "enrolment": {"id": one.id, "patient": one.patient_id, "series": one.series.title}}
    return show(request, "series_changes/known", context)

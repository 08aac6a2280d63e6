"""A series from the beginning, for one patient: only with a reason, which is kept as a note."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.restarting import from_the_beginning, may_restart
from campaigns.models import Enrolment, Message
from clinic.refusal import Refusal
from patients.models import Consent
from patients.models.note import MAX_NOTE
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.patient.asking import Consequence, Context, add_refusal, field, question
from staff.patient.found import Known, known_enrolment
from staff.permissions import May
from staff.wording import counted


class ReasonForm(DeskForm):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=MAX_NOTE,
        error_messages={"required": gettext_lazy("Say why: the patient gets lessons again that came before.")},
    )  # fmt: skip


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=ReasonForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def restart(request: HttpRequest, enrolment: str) -> HttpResponse:
    one, known = known_enrolment(enrolment)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            from_the_beginning(one, form.cleaned_data["reason"], timezone.now(), by=who(request))
        except (ValidationError, Refusal) as problem:
            add_refusal(form, problem, "reason")
        else:
            messages.info(request, _("Started again. The reason stands in the notes."))
            return redirect("staff:patient", one.patient_id)
    if request.method != "POST":
        record(request, "patient.read", known.patient.pk, page="restart")
    return show(request, "patient/form", context(one, known, form))


def context(one: Enrolment, known: Known, form: ReasonForm) -> Context:
    lessons = one.series.steps.count()
    title = _("Start “{series}” from the beginning for {name}?").format(series=one.series.title, name=known.first_name)
    return {
        **question(
            known.patient, title, _("Start again"), reverse("staff:restart_enrolment", args=[one.pk]), consequences(one, lessons),
            _("Start again with {lessons}").format(lessons=counted(lessons, "lesson", "lessons")), _("Leave it"), refused=may_restart(one),
        ),
        "form": form, "not_done": _("Nothing was started."),
        "fields": [field(form["reason"], "area", hint=_("Kept as a note for your colleagues, sealed like the patient’s name."))],
    }  # fmt: skip


def consequences(one: Enrolment, lessons: int) -> list[Consequence]:
    had = Message.objects.lessons().left().filter(enrolment=one, kind=Message.Kind.STEP).count()
    come = ngettext("lesson comes from today, each on its day", "lessons come from today, each on its day", lessons)
    rows = [(lessons, come)]
    if had:
        again = ngettext("of them has come before, and comes again", "of them have come before, and come again", had)
        rows.append((had, again))
    if one.state in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED):
        rows.append((1, _("way through this series ends where it is now")))
    if not Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=one.patient_id).exists():
        rows.append((1, _("consent to lessons by email is recorded again, with today’s date")))
    return rows

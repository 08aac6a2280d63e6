"""The desk writes down what a patient asked for on the phone; and what the patient's page shows of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Message, PatientRequest
from campaigns.requests.asking import MOST_WORDS
from campaigns.requests.asking import ask as ask_us
from patients.keys import KeyMissing
from patients.models import Identity, Patient, PatientErased
from patients.sealing import SealBroken
from staff.desk import desk_page, record_read, show, who
from staff.desk_form import DeskForm
from staff.message_history import names_of
from staff.patient.asking import add_refusal, field, question
from staff.patient.found import known_patient
from staff.permissions import May
from staff.requests.words import words_of
from staff.wording import local_date, short_day

NEWEST = 5
LESSONS = 20


class AskForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("What is asked for"), choices=PatientRequest.Kind.choices)
    text = forms.CharField(label=gettext_lazy("In a few words"), required=False)
    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)

    def __init__(self, data: Any, one: Patient) -> None:
        super().__init__(data)
        sent = Message.objects.lessons().filter(patient=one, state__in=Message.LEFT).order_by("-id")[:LESSONS]
        self.lessons = {str(row.pk): row for row in sent}
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        titles = [
            (key, _("Lesson {number}, {title}").format(number=row.step.position, title=row.step.series.title))
            for key, row in self.lessons.items()
            if row.step
        ]
        about.choices = [("", _("Nothing we sent")), *titles]


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=AskForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def write_request(request: HttpRequest, patient: UUID) -> HttpResponse:
    known = known_patient(str(patient))
    form = AskForm(request.POST if request.method == "POST" else None, known.patient)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            ask_us(
                known.patient, said["kind"], said["text"], how=PatientRequest.How.PHONE, now=timezone.now(),
                by=who(request), about=form.lessons.get(said["about"]),
            )  # fmt: skip
        except ValidationError as problem:
            add_refusal(form, problem, "text")
        else:
            messages.info(request, _("Written down. It stands in the queue."))
            return redirect("staff:patient", known.patient.pk)
    rows = [
        (1, _("request stands in the queue until somebody says that it is done")),
        (0, _("emails leave")),
    ]
    record_read(request, [known.patient.pk])
    url = reverse("staff:write_request", args=[known.patient.pk])
    title = _("What does {name} ask for?").format(name=known.first_name)
    context = {
        **question(known.patient, title, _("A request"), url, rows, _("Write it down"), _("Back")),
        "form": form, "not_done": _("It isn’t written down yet."),
        "fields": [
            field(form["kind"], "select"),
            field(form["text"], "area", may=_("for a call back, if you know it"), hint=_("At most {n} characters. Sealed as the name is.").format(n=f"{MOST_WORDS:,}")),
            field(form["about"], "select"),
        ],
    }  # fmt: skip
    return show(request, "patient/form", context)


def requests_of(one: Patient, identity: Identity | None) -> list[dict[str, Any]]:
    """The newest first; none where nothing can be opened."""
    if identity is None:
        return []
    rows = list(PatientRequest.objects.filter(patient=one).select_related("patient").order_by("-id")[:NEWEST])
    names = names_of([row.done_by for row in rows])
    return [
        {
            "kind": row.get_kind_display(), "words": words_of(row), "on": short_day(local_date(row.received_at)),
            "done": done(row), "by": names.get(row.done_by, _("Someone")),
            "done_on": short_day(local_date(row.done_at)) if row.done_at else "",
        }
        for row in rows
    ]  # fmt: skip


def done(row: PatientRequest) -> str:
    try:
        return row.what_was_done()
    except (PatientErased, KeyMissing, SealBroken):
        return _("What was done can’t be opened.")

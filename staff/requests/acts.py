"""Taking a request, handing it to a colleague, saying that it is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import PatientRequest
from campaigns.requests import acting
from clinic.models import Person
from clinic.refusal import Refusal
from staff.desk import desk_page, record_read, show, who
from staff.desk_form import DeskForm
from staff.patient.asking import Consequence, add_refusal, field
from staff.patient.found import Known, opened
from staff.permissions import May
from staff.requests.words import words_of


class DoneForm(DeskForm):
    said = forms.CharField(
        label=gettext_lazy("What you did"),
        error_messages={"required": gettext_lazy("Type what you did, such as “I called, she is better”.")},
    )


class HandForm(DeskForm):
    to = forms.ChoiceField(label=gettext_lazy("To"), error_messages={"required": gettext_lazy("Choose a colleague.")})

    def __init__(self, data: Any, me: str) -> None:
        super().__init__(data)
        colleagues = Person.objects.filter(role__in=acting.HANDLES, user__is_active=True).exclude(user_id=int(me))
        self.known = {str(one.pk): one for one in colleagues.select_related("user").order_by("user__first_name")}
        choices = [(key, one.user.get_full_name() or one.user.username) for key, one in self.known.items()]
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", _("Choose a colleague")), *choices]


@desk_page(change=May.HELP_PATIENTS)
@require_POST
def take_request(request: HttpRequest, asked: UUID) -> HttpResponse:
    get_object_or_404(PatientRequest, pk=asked)
    try:
        acting.take(asked, timezone.now(), by=who(request))
        messages.info(request, _("It is yours now."))
    except Refusal as refusal:
        messages.info(request, str(refusal))
    return redirect("staff:requests")


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=DoneForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def finish_request(request: HttpRequest, asked: UUID) -> HttpResponse:
    row, known = found(asked)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acting.finish(asked, form.cleaned_data["said"], timezone.now(), by=who(request))
        except (Refusal, ValidationError) as problem:
            add_refusal(form, problem, "said" if isinstance(problem, ValidationError) else None)
        else:
            messages.info(request, _("Done. It stands on the patient’s page."))
            return redirect("staff:requests")
    record_read(request, [row.patient_id])
    rows = [
        (1, _("request leaves the queue; what you did stands on the patient’s page with your name")),
        (0, _("emails leave")),
    ]
    fields = [field(form["said"], "area", hint=said_hint(known.first_name))]  # fmt: skip
    title = _("{kind} for {name}").format(kind=row.get_kind_display(), name=known.first_name)
    return ask(request, row, form, fields, rows, title, _("Done"), "finish_request", _("It isn’t noted as done yet."))


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=HandForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_request(request: HttpRequest, asked: UUID) -> HttpResponse:
    row, known = found(asked)
    form = HandForm(request.POST if request.method == "POST" else None, who(request))
    if request.method == "POST" and form.is_valid():
        try:
            colleague = form.known[form.cleaned_data["to"]]
            acting.hand_to(asked, colleague, timezone.now(), by=who(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            name = colleague.user.get_full_name() or colleague.user.username
            messages.info(request, _("{name} has it now.").format(name=name))
            return redirect("staff:requests")
    record_read(request, [row.patient_id])
    rows = [
        (1, _("request is theirs, and stands on their Today")),
        (0, _("hours of its age are lost: it stays as old as it is")),
    ]
    title = _("Who answers {name}?").format(name=known.first_name)
    return ask(
        request, row, form, [field(form["to"], "select")], rows, title, _("Hand it over"), "hand_request", _("Nobody has it yet.")
    )  # fmt: skip


def said_hint(name: str) -> str:
    hint = _("At most {n} characters, such as “I called {name}, the visit is on Friday”.")
    return hint.format(n=acting.MOST_SAID, name=name)


def found(asked: UUID) -> tuple[PatientRequest, Known]:
    """Raises Http404, also where the patient can't be opened."""
    row = get_object_or_404(PatientRequest.objects.select_related("patient"), pk=asked)
    return row, opened(row.patient)


def ask(
    request: HttpRequest, row: PatientRequest, form: forms.Form, fields: list[dict[str, Any]], rows: list[Consequence],
    title: str, button: str, name: str, not_done: str,
) -> HttpResponse:  # fmt: skip
    context = {
        "title": title, "tab_title": button, "intro": words_of(row) or None, "form": form, "fields": fields, "not_done": not_done,
        "consequences_of": [{"number": number, "text": text} for number, text in rows],
        "refused": _("Somebody has done it already.") if row.done_at else None,
        "button_label": button, "action_url": reverse(f"staff:{name}", args=[row.pk]),
        "back_label": _("Back to the queue"), "back_url": reverse("staff:requests"), "danger": False,
    }  # fmt: skip
    return show(request, "patient/form", context)

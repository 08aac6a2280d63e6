"""Another address: checked, asked about when it is shared, and confirmed again by the neutral email."""

from __future__ import annotations

from typing import Any

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

from campaigns.enrolments.changing_patient import Changed, change_address, shared_with
from campaigns.models import Enrolment, Message
from clinic.refusal import Refusal
from patients.addresses import clean_address
from patients.models import Patient
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.patient.asking import Consequence, Context, add_refusal, field, question
from staff.patient.found import Known, known_patient
from staff.permissions import May


class AddressForm(DeskForm):
    email = forms.CharField(
        label=gettext_lazy("New address"), error_messages={"required": gettext_lazy("Type the new address.")}
    )
    share_address = forms.BooleanField(label=gettext_lazy("Shared address"), required=False)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient, self.shared = patient, False

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        self.shared = bool(said.get("email")) and shared_with(self.patient, said["email"])
        if self.shared and not said.get("share_address"):
            self.add_error("share_address", _("Tick it if they share the mailbox, or correct the address."))
        return said


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=AddressForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    form = AddressForm(request.POST if request.method == "POST" else None, patient=known.patient)
    if request.method == "POST" and form.is_valid():
        try:
            done = change_address(known.patient, form.cleaned_data["email"], timezone.now(), by=who(request))
        except (ValidationError, Refusal) as problem:
            add_refusal(form, problem, "email")
        else:
            messages.info(request, in_words(done))
            return redirect("staff:patient", known.patient.pk)
    if request.method != "POST":
        record(request, "patient.read", known.patient.pk, page="address")
    return show(request, "patient/form", context(known, form))


def in_words(done: Changed) -> str:
    if not done.moved:
        return _("Saved: it is the same mailbox, so nothing has to be confirmed.")
    late = ngettext(
        "{n} email on the way may still reach the old one.",
        "{n} emails on the way may still reach the old one.",
        done.on_its_way,
    )
    sentences = (
        _("Changed. The old address gets nothing more."),
        _("An email asks there whether it is theirs.") if done.asked else "",
        late.format(n=done.on_its_way) if done.on_its_way else "",
    )
    return " ".join(filter(None, sentences))


def context(known: Known, form: AddressForm) -> Context:
    shared = _("Another patient uses this address. Families share mailboxes: tick to go on.")
    fields = [
        field(
            form["email"],
            hint=_("Now: {address}").format(address=known.identity.email),
            type="email",
            inputmode="email",
            first=True,
        )
    ]
    if form.shared:
        fields.append(
            field(form["share_address"], "tick", title=shared, text=_("Each lesson names the person it is for."))
        )
    return {
        **question(
            known.patient, _("Change {name}’s address").format(name=known.first_name), _("Change the address"),
            reverse("staff:change_address", args=[known.patient.pk]), consequences(known.patient),
            _("Change the address"), _("Keep the old one"),
        ),
        "form": form, "fields": fields, "not_done": _("The address isn’t changed yet."),
    }  # fmt: skip


def consequences(one: Patient) -> list[Consequence]:
    series = Enrolment.objects.under_way().filter(patient=one).count()
    planned = Message.objects.filter(patient=one, state=Message.State.PLANNED).count()
    rows = [(0, _("emails go to the old address from now on"))]
    if series:
        waits = ngettext(
            "series waits for that yes; the place is kept", "series wait for that yes; the place is kept", series
        )
        rows += [(1, _("neutral email asks at the new one whether it is theirs")), (series, waits)]
    if planned:
        taken_back = ngettext(
            "planned email is taken back; lessons come after the yes",
            "planned emails are taken back; lessons come after the yes",
            planned,
        )
        rows.append((planned, taken_back))
    return rows

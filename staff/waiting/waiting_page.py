"""Who waits for the desk: four letters read aloud open a slip; below, those whose file held no consent. Opening it is recorded."""

from __future__ import annotations

from typing import Any

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

from campaigns.models import PendingPatient
from campaigns.pending import decline, request_of
from patients.keys import KeyMissing
from patients.sealing import SealBroken
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.permissions import May
from staff.tabs import PAGE, address, page_number, pages
from staff.wording import long_date


class LettersForm(DeskForm):
    letters = forms.CharField(
        label=gettext_lazy("The four letters"), max_length=20,
        error_messages={"required": gettext_lazy("Type the letters that the patient reads aloud.")},
    )  # fmt: skip

    def clean_letters(self) -> PendingPatient:
        letters = "".join(sign for sign in str(self.cleaned_data["letters"]).upper() if sign.isalpha())
        found = PendingPatient.objects.with_letters(letters).first()
        if found is None:
            raise ValidationError(_("No slip has these letters: ask for them again. A slip is kept for two weeks."))
        return found


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=LettersForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_patients(request: HttpRequest) -> HttpResponse:
    form = LettersForm(request.POST) if request.method == "POST" else LettersForm()
    if request.method == "POST" and form.is_valid():
        return redirect(address(reverse("staff:enrol"), waiting=str(form.cleaned_data["letters"].pk)))
    rows, number, here = (
        PendingPatient.objects.to_ask(),
        page_number(request.GET.get("page", "")),
        reverse("staff:waiting_patients"),
    )
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    if shown:
        record(request, "pending.read", "", rows=[str(one.pk) for one in shown])
    context = {"form": form, "to_ask": [line(one) for one in shown], "page": pages(here, number, rows.count())}
    return show(request, "waiting/waiting", context)


def line(one: PendingPatient) -> dict[str, Any]:
    return {
        "name": name_of(one),
        "series": one.series.title,
        "since": one.asked_at,
        "ask_url": address(reverse("staff:enrol"), waiting=str(one.pk)),
        "decline_url": reverse("staff:decline_waiting", args=[one.pk]),
    }


def name_of(one: PendingPatient) -> str:
    """With the birth date, where it is known. A seal that can't be opened never breaks the page."""
    try:
        told = request_of(one)
    except (KeyMissing, SealBroken):
        return _("A patient whose name can’t be opened")
    born = _("born {day}").format(day=long_date(told.birth_date)) if told.birth_date else ""
    return ", ".join(
        filter(None, [f"{told.given_name} {told.family_name}".strip() or _("A patient without a name"), born])
    )


@desk_page(change=May.HELP_PATIENTS)
@require_POST
def decline_waiting(request: HttpRequest, waiting: str) -> HttpResponse:
    decline(get_object_or_404(PendingPatient, pk=waiting, declined_at=None), timezone.now(), by=who(request))
    messages.info(request, _("They said no: who they are is forgotten, and the same file doesn’t ask again."))
    return redirect("staff:waiting_patients")

"""Notes on a patient for colleagues: written here, read on the patient's page, never changed."""

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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from patients.models import Identity, Note, Patient
from patients.models.note import MAX_NOTE
from patients.sealing import SealBroken
from staff.desk import desk_page, record, record_read, show, who
from staff.desk_form import DeskForm
from staff.message_history import names_of
from staff.patient.asking import add_refusal, field, question
from staff.patient.found import known_patient
from staff.permissions import May
from staff.wording import local_date, short_day

NEWEST = 20


class NoteForm(DeskForm):
    text = forms.CharField(
        label=gettext_lazy("Note"), error_messages={"required": gettext_lazy("Type what your colleagues should know.")}
    )


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=NoteForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def add_note(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            note = Note.objects.write(known.patient, form.cleaned_data["text"], by=who(request), now=timezone.now())
        except ValidationError as problem:
            add_refusal(form, problem, "text")
        else:
            record(request, "patient.note", known.patient.pk, note=str(note.pk))
            messages.info(request, _("Added."))
            return redirect("staff:patient", known.patient.pk)
    url = reverse("staff:add_note", args=[known.patient.pk])
    rows = [
        (1, _("note with your name and the time; it can’t be changed later")),
        (0, _("patients see it; it goes when the patient is erased")),
    ]
    context = {
        **question(known.patient, _("A note on {name}").format(name=known.first_name), _("Add a note"), url, rows, _("Add the note"), _("Back")),
        "form": form, "not_done": _("The note isn’t added yet."),
        "fields": [field(form["text"], "area", hint=_("At most {most} characters, such as “Prefers calls after 3 pm”.").format(most=MAX_NOTE))],
    }  # fmt: skip
    return show(request, "patient/form", context)


def notes_on(one: Patient, identity: Identity | None) -> list[dict[str, Any]]:
    """The newest first; none where nothing can be opened."""
    if identity is None:
        return []
    found = list(Note.objects.filter(patient=one)[:NEWEST])
    names = names_of([note.author for note in found])
    return [
        {"text": said(note, one), "by": names.get(note.author, _("Someone")), "on": short_day(local_date(note.at))}
        for note in found
    ]


def said(note: Note, one: Patient) -> str:
    """A single broken seal never hides the others."""
    try:
        return note.text(one)
    except SealBroken:
        return _("This note can’t be opened.")

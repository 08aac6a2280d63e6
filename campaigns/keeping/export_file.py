"""Everything kept of one patient, as a file: JSON for machines, which is always English, HTML for people, in the language spoken."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.keeping.patient_export import everything_of
from patients.models import Patient

NAMES = (
    gettext_noop("Patient"), gettext_noop("Id"), gettext_noop("Email"), gettext_noop("Given name"),
    gettext_noop("Family name"), gettext_noop("Birth date"), gettext_noop("Guardian name"), gettext_noop("Guardian is"), gettext_noop("Mrn"), gettext_noop("Language"),
    gettext_noop("Time zone"), gettext_noop("Known since"), gettext_noop("Address confirmed at"), gettext_noop("Must not be mailed"),
    gettext_noop("Why"), gettext_noop("Since"), gettext_noop("Only newsletters"), gettext_noop("Consents"),
    gettext_noop("To"), gettext_noop("Given at"), gettext_noop("How"), gettext_noop("Words"),
    gettext_noop("Withdrawn at"), gettext_noop("Withdrawn how"), gettext_noop("Series"), gettext_noop("Title"),
    gettext_noop("State"), gettext_noop("Counted from"), gettext_noop("Lessons had"), gettext_noop("Ended at"),
    gettext_noop("Emails"), gettext_noop("What"), gettext_noop("Planned at"), gettext_noop("Handed over at"),
    gettext_noop("Subject"), gettext_noop("Text"), gettext_noop("Answer"), gettext_noop("Number"),
    gettext_noop("Right"), gettext_noop("At"), gettext_noop("Told by the provider"), gettext_noop("Notes"),
    gettext_noop("Asked of us"), gettext_noop("Done at"), gettext_noop("What was done"),
    gettext_noop("Has a pin"), gettext_noop("Reads newsletters only"), gettext_noop("Legal hold since"),
    gettext_noop("Address bounced"), gettext_noop("Wrong tries"), gettext_noop("Asked to confirm"), gettext_noop("Visit"),
    gettext_noop("Visit told by"), gettext_noop("Procedure on"), gettext_noop("Asked for help at"), gettext_noop("Left out"),
    gettext_noop("Visits told by record systems"), gettext_noop("Source"), gettext_noop("On"), gettext_noop("Came at"),
    gettext_noop("Settled at"), gettext_noop("Stopped by email"), gettext_noop("By this patient"), gettext_noop("Plain text"), gettext_noop("Pace"), gettext_noop("Break until"), gettext_noop("Clear"), gettext_noop("Said"),
    gettext_noop("From a shared mailbox"), gettext_noop("Someone else reads this mailbox"),
)  # fmt: skip
"""Every name in campaigns/keeping/patient_export.py, as a heading."""
TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


def export_file(patient: Patient, form: str, now: datetime, *, language: str) -> tuple[HttpResponse, int]:
    """The file to download, and how many emails are in it. `form`: a key of TYPES.

    Raises PatientErased, KeyMissing, SealBroken.
    """
    with translation.override("en" if form == "json" else language):
        data = everything_of(patient, now)
        answer = HttpResponse(written(data, form), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="patient-{patient.pk.hex[-6:]}.{form}"'
    return answer, len(data["emails"])


def written(data: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2)
    return render_to_string("staff/patient/exported.html", {"data": data, "heading": heading}, using="jinja2")


def heading(name: str) -> str:
    """address_confirmed_at → Address confirmed at."""
    return _(name.replace("_", " ").capitalize())

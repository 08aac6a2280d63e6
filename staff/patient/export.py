"""Everything kept of one patient, as a file: JSON for machines, HTML for people. Each export is recorded."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Message
from campaigns.patient_export import everything_of
from patients.models import Consent, Note
from staff.desk import desk_page, record, record_read, show
from staff.patient.asking import question
from staff.patient.found import Known, known_patient
from staff.permissions import May

NAMES = (
    gettext_noop("Patient"), gettext_noop("Id"), gettext_noop("Email"), gettext_noop("Given name"),
    gettext_noop("Family name"), gettext_noop("Birth date"), gettext_noop("Mrn"), gettext_noop("Language"),
    gettext_noop("Time zone"), gettext_noop("Known since"), gettext_noop("Address confirmed at"), gettext_noop("Must not be mailed"),
    gettext_noop("Why"), gettext_noop("Since"), gettext_noop("Only newsletters"), gettext_noop("Consents"),
    gettext_noop("To"), gettext_noop("Given at"), gettext_noop("How"), gettext_noop("Words"),
    gettext_noop("Withdrawn at"), gettext_noop("Withdrawn how"), gettext_noop("Series"), gettext_noop("Title"),
    gettext_noop("State"), gettext_noop("Counted from"), gettext_noop("Lessons had"), gettext_noop("Ended at"),
    gettext_noop("Emails"), gettext_noop("What"), gettext_noop("Planned at"), gettext_noop("Handed over at"),
    gettext_noop("Subject"), gettext_noop("Text"), gettext_noop("Answer"), gettext_noop("Number"),
    gettext_noop("Right"), gettext_noop("At"), gettext_noop("Told by the provider"), gettext_noop("Notes"),
    gettext_noop("Has a pin"), gettext_noop("Reads newsletters only"), gettext_noop("Legal hold since"),
    gettext_noop("Address bounced"), gettext_noop("Wrong tries"), gettext_noop("Asked to confirm"), gettext_noop("Visit"),
    gettext_noop("Visit told by"), gettext_noop("Procedure on"), gettext_noop("Asked for help at"), gettext_noop("Left out"),
    gettext_noop("Helpful"), gettext_noop("Asked of us"), gettext_noop("Done at"), gettext_noop("What was done"),
)  # fmt: skip
"""Every name in campaigns/patient_export.py, as a heading."""
TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=("form",))
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    form = request.POST.get("form", "")
    if request.method != "POST" or form not in TYPES:
        return show(request, "patient/export", asked(known))
    spoken = "en" if form == "json" else translation.get_language()  # what machines read is always in English
    with translation.override(spoken):
        data = everything_of(known.patient, timezone.now())
    record(request, "patient.export", known.patient.pk, form=form, emails=len(data["emails"]))
    answer = HttpResponse(written(data, form), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="patient-{known.patient.pk.hex[-6:]}.{form}"'
    return answer


def written(data: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2)
    return render_to_string("staff/patient/exported.html", {"data": data, "heading": heading}, using="jinja2")


def heading(name: str) -> str:
    """address_confirmed_at → Address confirmed at."""
    return _(name.replace("_", " ").capitalize())


def asked(known: Known) -> dict[str, Any]:
    one = known.patient
    emails, consents, notes = (model.objects.filter(patient=one).count() for model in (Message, Consent, Note))
    rows = [
        (emails, ngettext("email, with the exact text received", "emails, with the exact text received", emails)),
        (consents, ngettext("consent, given or withdrawn", "consents, given or withdrawn", consents)),
        (notes, ngettext("note by staff, without their names", "notes by staff, without their names", notes)),
        (1, _("note is kept in the audit trail: who took the file, and when")),
    ]
    url = reverse("staff:export_patient", args=[one.pk])
    title = _("Take out all that is kept of {name}?").format(name=known.first_name)
    return question(one, title, _("Export"), url, rows, "", _("Back"))

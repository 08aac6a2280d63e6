"""Everything kept of one patient, as a file: JSON for machines, HTML for people. Each export is recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.keeping.export_file import TYPES, export_file
from campaigns.models import Message
from patients.models import Consent, Note
from staff.desk import desk_page, record, record_read, show
from staff.patient.asking import question
from staff.patient.found import Known, known_patient
from staff.permissions import May


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=("form",))
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    form = request.POST.get("form", "")
    if request.method != "POST" or form not in TYPES:
        return show(request, "patient/export", asked(known))
    answer, emails = export_file(known.patient, form, timezone.now(), language=translation.get_language() or "en")
    record(request, "patient.export", known.patient.pk, form=form, emails=emails)
    return answer


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

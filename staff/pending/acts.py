"""What a patient answered who was asked after a visit: a yes enrols, a no is kept and the visit never waits again."""

from __future__ import annotations

from datetime import datetime
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
from django.views.decorators.http import require_http_methods

from campaigns.consents.words import CONSENT_WORDING, CONSENT_WORDS
from campaigns.enrolling.one_patient import Enrolled
from campaigns.intake import pending as waiting
from campaigns.models import PendingVisit
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.models.consent import MAX_HOW
from patients.of_age import is_minor
from staff.consent_aloud import in_their_language
from staff.desk import desk_page, record_read, show, who
from staff.enrolling import done_context
from staff.patient.asking import Consequence, Context, add_refusal, field, question
from staff.patient.consent import HOW_YES, HowForm
from staff.patient.found import Known, opened
from staff.permissions import May
from staff.wording import local_date


class YesForm(HowForm):
    private_mail = forms.BooleanField(label=gettext_lazy("Shared mailbox"), required=False)


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=YesForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def pending_yes(request: HttpRequest, pending: UUID) -> HttpResponse:
    row, known, now = *found(pending), timezone.now()
    form = YesForm(request.POST) if request.method == "POST" else YesForm(initial=asked_before(row))
    if form.is_bound and form.is_valid() and (done := enrolled(request, row, form)):
        return told(request, done)
    record_read(request, [row.patient_id])
    rows = [
        (1, _("consent to lessons is recorded, with your name, today’s date and these words")),
        (1, _("email asks the patient whether the address is theirs; the lessons follow")),
    ]
    title = _("Does {name} say yes to “{series}”?").format(name=known.first_name, series=row.series.title)
    context = {
        **asked(row, known, title, "pending_yes", rows, _("Enrol")),
        "intro": read_aloud(known, now), "in_theirs": in_their_language(CONSENT_WORDING, [row.patient.language]), "form": form, "not_done": _("Nothing is recorded yet."),
        "fields": [
            field(form["how"], hint=_("At most {most} characters, without names.").format(most=MAX_HOW)),
            field(form["private_mail"], "tick", title=_("Someone else reads this mailbox"), text=_("Ask. Then emails carry only a link, which the birth date or the PIN opens.")),
        ],
    }  # fmt: skip
    return show(request, "patient/form", context)


def read_aloud(known: Known, now: datetime) -> str:
    said = _("Read aloud: “{words}”").format(words=_(CONSENT_WORDS))
    if not is_minor(known.identity.birth_date, local_date(now)):
        return said
    minor = _("{name} is under 18: ask the parent or guardian whose address this is.").format(name=known.first_name)
    return f"{minor} {said}"


def asked_before(row: PendingVisit) -> dict[str, object]:
    return {"how": _(HOW_YES), "private_mail": row.patient.private_mail}


def enrolled(request: HttpRequest, row: PendingVisit, form: YesForm) -> Enrolled | None:
    """None: a refusal stands in the form, and the visit goes on waiting."""
    how, private_mail = form.cleaned_data["how"], form.cleaned_data["private_mail"]
    try:
        return waiting.enrol_with_consent(row, how, timezone.now(), by=who(request), private_mail=private_mail)
    except (Refusal, ValidationError) as problem:
        add_refusal(form, problem)
        return None


def told(request: HttpRequest, done: Enrolled) -> HttpResponse:
    """The PIN, shown once, as when the desk enrols by the form; somebody in the series already has one page of their own."""
    enrolment = done.enrolment
    assert enrolment is not None
    if done.outcome != "enrolled":
        messages.info(request, done.why)
        return redirect("staff:patient", enrolment.patient_id)
    context = done_context(done, enrolment, ClinicProfile.current(), timezone.now())
    return show(request, "enrolled", context, said=("practice",))


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def pending_no(request: HttpRequest, pending: UUID) -> HttpResponse:
    row, known = found(pending)
    if request.method == "POST":
        try:
            waiting.decline(row, timezone.now(), by=who(request))
            messages.info(request, _("Noted. Nobody is asked about this visit again."))
        except Refusal as refusal:
            messages.info(request, str(refusal))
        return redirect("staff:pending")
    record_read(request, [row.patient_id])
    rows = [(1, _("visit leaves the list, and sent again it stays away")), (0, _("emails leave"))]
    if row.made_patient:
        rows.append((1, _("name and address that only this visit told us are forgotten")))
    title = _("Does {name} say no to “{series}”?").format(name=known.first_name, series=row.series.title)
    return show(request, "confirm", asked(row, known, title, "pending_no", rows, _("Note the no")))


def found(pending: UUID) -> tuple[PendingVisit, Known]:
    """Raises Http404, also where the patient was forgotten with the no."""
    row = get_object_or_404(PendingVisit.objects.select_related("patient", "series"), pk=pending)
    return row, opened(row.patient)


def asked(
    row: PendingVisit, known: Known, title: str, name: str, rows: list[Consequence], button: str
) -> Context:  # fmt: skip
    refused = _("Somebody has answered this one already: look at the list again.")
    return question(
        known.patient, title, button, reverse(f"staff:{name}", args=[row.pk]), rows, button, _("Back to the list"),
        refused=refused if row.state != PendingVisit.State.WAITING else None,
    ) | {"nav": "pending", "back_url": reverse("staff:pending")}  # fmt: skip

"""A yes or a no to one stream of emails, told at the desk: how it was told is kept with it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns import consenting
from campaigns.consent_words import CONSENT_WORDS, NEWS_WORDS
from campaigns.models import Enrolment
from patients.models import Consent
from patients.models.consent import MAX_HOW
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.patient.asking import Consequence, Context, add_refusal, field, question
from staff.patient.found import Known, known_patient
from staff.permissions import May

Stream = Consent.Stream
NAMES = {Stream.LESSONS: "lessons", Stream.NEWSLETTER: "newsletters"}
ALOUD = {Stream.LESSONS: CONSENT_WORDS, Stream.NEWSLETTER: NEWS_WORDS}
ACTS: dict[str, Callable[..., object]] = {"yes": consenting.give, "no": consenting.withdraw}
"""By what the page was asked for: somebody else may have changed it meanwhile, and a second press says the same once more."""
HOW_YES, HOW_NO = "Said yes at the desk, read aloud", "Said no at the desk"


class HowForm(DeskForm):
    how = forms.CharField(
        label="How you were told", max_length=MAX_HOW, error_messages={"required": "Say how the patient told you."}
    )


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=(*HowForm.base_fields, "answer"))
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, patient: str, stream: str) -> HttpResponse:
    known, kind = known_patient(patient), Stream(stream)
    standing = Consent.objects.standing(kind).filter(patient=known.patient).exists()
    if request.method != "POST":
        record(request, "patient.read", known.patient.pk, page="consent")
        blank = HowForm(initial={"how": HOW_NO if standing else HOW_YES})
        return show(request, "patient/form", context(known, kind, blank, standing=standing))
    form, answer = HowForm(request.POST), request.POST.get("answer", "")
    if form.is_valid() and answer in ACTS and told(known, kind, form, who(request), answer):
        messages.info(request, f"Recorded: {answer} to {NAMES[kind]}.")
        return redirect("staff:patient", known.patient.pk)
    return show(request, "patient/form", context(known, kind, form, standing=standing))


def told(known: Known, stream: Consent.Stream, form: HowForm, by: str, answer: str) -> bool:
    try:
        ACTS[answer](known.patient, stream, how=form.cleaned_data["how"], now=timezone.now(), by=by)
    except ValidationError as problem:
        add_refusal(form, problem, "how")
    return not form.errors


def context(known: Known, stream: Consent.Stream, form: HowForm, *, standing: bool) -> Context:
    """`standing`: there is a yes, so this page takes the no."""
    what = NAMES[stream]
    title = (
        f"Does {known.first_name} want no more {what}?" if standing else f"Does {known.first_name} say yes to {what}?"
    )
    rows = of_no(known, stream) if standing else of_yes(stream)
    aloud = "" if standing else f"Read aloud: “{ALOUD[stream]}”"
    return {
        **question(
            known.patient, title, "Consent", reverse(f"staff:consent_{stream}", args=[known.patient.pk]), rows,
            f"Record the {'no' if standing else 'yes'} to {what}", "Leave it as it is", danger=standing,
        ),
        "intro": aloud, "form": form, "not_done": "Nothing is recorded yet.",
        "kept": {"answer": "no" if standing else "yes"},
        "fields": [field(form["how"], hint=f"At most {MAX_HOW} characters, without names.")],
    }  # fmt: skip


def of_yes(stream: Consent.Stream) -> list[Consequence]:
    return [(1, f"consent to {NAMES[stream]} is recorded, with your name, today’s date and these words")]


def of_no(known: Known, stream: Consent.Stream) -> list[Consequence]:
    rows = [(1, f"consent to {NAMES[stream]} ends now")]
    if stream == Stream.LESSONS:
        series = Enrolment.objects.under_way().filter(patient=known.patient).count()
        rows.append(
            (series, "series ends, with all that is planned" if series == 1 else "series end, with all that is planned")
        )
    return rows

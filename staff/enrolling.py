"""Enrol a patient: four answers, two to check, one read aloud; then the PIN, shown once and kept nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.consents.texts import text_of
from campaigns.consents.words import CONSENT_WORDING, CONSENT_WORDS
from campaigns.enrolling.guardians import GuardianMissing
from campaigns.enrolling.look_alikes import LookAlike, enrol_known
from campaigns.enrolling.one_patient import Enrolled
from campaigns.enrolling.one_patient import enrol as enrol_patient
from campaigns.models import Enrolment, Series, Slip
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.cover_notes import cover_note
from staff.consent_aloud import in_their_language
from staff.desk import desk_page, record_read, show, who
from staff.enrolment_form import ANOTHER, EnrolmentForm, blank
from staff.identities import facts_of, first_name, identity_of, name_of
from staff.masked import masked
from staff.permissions import May
from staff.way_ahead import steps_ahead, steps_for_anyone
from staff.wording import clock_time, counted, language_name, local_date, long_date

LATEST = 6


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=EnrolmentForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    clinic, now = ClinicProfile.current(), timezone.now()
    options = series_options()
    opened = opened_slip(request)
    if request.method != "POST":
        form = blank(clinic, chosen(options, request.GET.get("series", "")), opened)
        return page(request, form, clinic, options, now)
    form = EnrolmentForm(request.POST, clinic=clinic, now=now, opened=opened)
    done = enrolled(form, request, now) if form.is_valid() else None
    if done is None or done.enrolment is None:
        return page(request, form, clinic, options, now)
    if opened:
        opened.delete()  # who they are lies in their own row now
    if done.outcome != "enrolled":
        messages.info(request, done.why)
        return redirect("staff:patient", done.enrolment.patient_id)
    return show(request, "enrolled", done_context(done, done.enrolment, clinic, now), said=("practice",))


def opened_slip(request: HttpRequest) -> Slip | None:
    """By the random id in the address or the form."""
    said = request.POST if request.method == "POST" else request.GET
    try:
        asked = UUID(said.get("slip", ""))
    except ValueError:
        return None
    return Slip.objects.filter(pk=asked).select_related("series").first()


def enrolled(form: EnrolmentForm, request: HttpRequest, now: datetime) -> Enrolled | None:
    """What the domain answers; a refusal stands in the form, and None says so."""
    asked, known, by = form.request(), form.known(), who(request)
    try:
        done = enrol_known(known, asked, now=now, by=by) if known else enrol_patient(asked, now=now, by=by)
    except ValidationError as problem:
        form.add_error(None, problem)
        return None
    except GuardianMissing:
        form.add_guardian_error()
        return None
    except Refusal as refusal:
        form.add_error("series", str(refusal))
        return None
    if done.outcome == "skipped":
        form.add_error("email", done.why)
    return done


def page(
    request: HttpRequest, form: EnrolmentForm, clinic: ClinicProfile, options: list[dict[str, Any]], now: datetime
) -> HttpResponse:
    born = form.cleaned_data.get("birth_date") if form.is_bound else None
    today = enrolled_today(now)
    record_read(request, [*(one["id"] for one in today), *(one.patient.pk for one in form.look_alikes)])
    context = {
        "form": form,
        "letters": form.opened.letters if form.opened else "",
        "series_options": options,
        "look_alikes": who_it_may_be(form.look_alikes),
        "untranslated": untranslated(form),
        "birth_date_read": long_date(born) if born else "",
        **consent_asked(form, clinic),
        "next_steps": steps_for_anyone(str(form["series"].value() or ""), clinic, now),
        "mail_name": clinic.mail_name or _("the mail name you choose"),
        "enrolled_today": today,
    }
    return show(request, "enrol", context)


def consent_asked(form: EnrolmentForm, clinic: ClinicProfile) -> dict[str, Any]:
    """The words that the consent records: those of the slip, which the patient ticked, or those to read aloud.

    In the languages the clinic teaches in as well: which of them the patient speaks is said on the same page.
    """
    asked = words_asked(form)
    chosen = str(form["language"].value() or "")
    return {**asked, "in_theirs": in_their_language(asked["consent_wording"], [*clinic.languages, chosen])}


def words_asked(form: EnrolmentForm) -> dict[str, str]:
    if form.opened and not form.minor:
        read = text_of(form.opened.wording, get_language() or "en")
        return {"asked": _("Said yes on the slip"), "consent_words": read, "consent_wording": form.opened.wording}
    asked = _("Read aloud to the parent or guardian, then tick") if form.minor else _("Read aloud, then tick")
    return {"asked": asked, "consent_words": _(CONSENT_WORDS), "consent_wording": CONSENT_WORDING}


def who_it_may_be(found: list[LookAlike]) -> list[dict[str, Any]]:
    """What can be answered to "the same person?"; empty where nobody looks alike."""
    if not found:
        return []
    if any(one.mailbox for one in found):
        other = (
            _("Someone else in this mailbox"),
            _("Each lesson names the person it is for. Ask who else reads it, below."),
        )
    else:
        other = _("Another person"), _("With the same name and birth date.")
    return [*map(look_alike, found), {"value": ANOTHER, "title": other[0], "text": other[1]}]


def look_alike(one: LookAlike) -> dict[str, Any]:
    kept = (
        _("The name stays as it is here.")
        if one.mailbox
        else _("Here with {address}: the new address takes its place.")
    )
    text = f"{facts_of(one.patient, one.identity)}. {kept.format(address=masked(one.identity.email))}"
    name = name_of(one.patient, one.identity)
    return {"value": str(one.patient.pk), "title": _("The same person: {name}").format(name=name), "text": text}


def untranslated(form: EnrolmentForm) -> list[dict[str, Any]]:
    """What can be chosen while lessons have no text in the patient's language; empty when they all have."""
    if not form.missing_texts:
        return []
    name, series = language_name(form.cleaned_data["language"]), Series.objects.named(form.cleaned_data["series"])
    own, lessons = language_name(series.language), counted(form.missing_texts, "lesson", "lessons")
    sent = (
        _("{lessons} in {language}, with a note in {theirs} and the interpreter line.")
        if cover_note(form.cleaned_data["language"])
        else _("{lessons} in {language}. There is no note in {theirs} yet.")
    )
    return [
        {"value": Enrolment.Untranslated.FALL_BACK, "title": _("Send them in {language}").format(language=own), "text": sent.format(lessons=lessons, language=own, theirs=name)},
        {"value": Enrolment.Untranslated.WAIT, "title": _("Wait for {language}").format(language=name), "text": _("Nothing is sent until it is signed. Today lists who waits.")},
    ]  # fmt: skip


def series_options() -> list[dict[str, Any]]:
    found = Series.objects.listed().prefetch_related("steps")
    return [option(one, [step.day for step in one.steps.all()]) for one in found]


def option(one: Series, days: list[int]) -> dict[str, Any]:
    text = f"{counted(len(days), 'lesson', 'lessons')}, {counted(max(days, default=0), 'day', 'days')}"
    off = {
        Series.State.DRAFT: _("A draft: nobody can be enrolled yet"),
        Series.State.PAUSED: _("Paused: nobody can be enrolled"),
        Series.State.ENDED: _("Ended: nobody can be enrolled"),
    }
    return {"value": one.slug, "title": one.title, "text": text, "off": off.get(Series.State(one.state), "")}


def chosen(options: list[dict[str, Any]], asked: str) -> str:
    """The series asked for, or the only one there is."""
    open_ones = [one["value"] for one in options if not one["off"]]
    return asked if asked in open_ones else open_ones[0] if len(open_ones) == 1 else ""


def enrolled_today(now: datetime) -> list[dict[str, Any]]:
    newest = Enrolment.objects.newest_first()[:LATEST]
    return [line(one) for one in newest if local_date(one.enrolled_at) == local_date(now)]


def line(one: Enrolment) -> dict[str, Any]:
    under_way = one.state in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)
    return {
        "at": clock_time(one.enrolled_at),
        "id": one.patient_id,
        "name": name_of(one.patient, identity_of(one.patient)),
        **({"stop_url": reverse("staff:stop_enrolment", args=[one.id])} if under_way else {}),
    }


def done_context(done: Enrolled, enrolment: Enrolment, clinic: ClinicProfile, now: datetime) -> dict[str, Any]:
    identity = identity_of(enrolment.patient)
    return {
        "patient": {"id": enrolment.patient_id, "given_name": first_name(enrolment.patient, identity)},
        "series_title": enrolment.series.title,
        "pin": done.pin or None,
        "private_mail": enrolment.patient.private_mail,
        "mail_name": clinic.mail_name or _("the clinic"),
        "steps": steps_ahead(enrolment, now),
        "practising": way_now(now).practising,
    }

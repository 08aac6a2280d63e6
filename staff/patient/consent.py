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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.consents import consenting
from campaigns.consents.words import CONSENT_WORDS, NEWS_WORDS
from campaigns.models import Enrolment
from patients.models import Consent
from patients.models.consent import MAX_HOW
from staff.consent_aloud import in_their_language
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.patient.asking import Consequence, Context, add_refusal, field, question
from staff.patient.found import Known, known_patient
from staff.permissions import May

Stream = Consent.Stream
SAY_YES = {
    Stream.LESSONS: gettext_lazy("Does {name} say yes to lessons?"),
    Stream.NEWSLETTER: gettext_lazy("Does {name} say yes to newsletters?"),
}
SAY_NO = {
    Stream.LESSONS: gettext_lazy("Does {name} want no more lessons?"),
    Stream.NEWSLETTER: gettext_lazy("Does {name} want no more newsletters?"),
}
RECORD = {
    ("yes", Stream.LESSONS): gettext_lazy("Record the yes to lessons"),
    ("no", Stream.LESSONS): gettext_lazy("Record the no to lessons"),
    ("yes", Stream.NEWSLETTER): gettext_lazy("Record the yes to newsletters"),
    ("no", Stream.NEWSLETTER): gettext_lazy("Record the no to newsletters"),
}
RECORDED = {
    ("yes", Stream.LESSONS): gettext_lazy("Recorded: yes to lessons."),
    ("no", Stream.LESSONS): gettext_lazy("Recorded: no to lessons."),
    ("yes", Stream.NEWSLETTER): gettext_lazy("Recorded: yes to newsletters."),
    ("no", Stream.NEWSLETTER): gettext_lazy("Recorded: no to newsletters."),
}
FOLLOWS_A_YES = {
    Stream.LESSONS: gettext_lazy("consent to lessons is recorded, with your name, today’s date and these words"),
    Stream.NEWSLETTER: gettext_lazy("consent to newsletters is recorded, with your name, today’s date and these words"),
}
FOLLOWS_A_NO = {
    Stream.LESSONS: gettext_lazy("consent to lessons ends now"),
    Stream.NEWSLETTER: gettext_lazy("consent to newsletters ends now"),
}
ALOUD = {Stream.LESSONS: CONSENT_WORDS, Stream.NEWSLETTER: NEWS_WORDS}
ACTS: dict[str, Callable[..., object]] = {"yes": consenting.give, "no": consenting.withdraw}
"""By what the page was asked for: somebody else may have changed it meanwhile, and a second press says the same once more."""
HOW_YES, HOW_NO = gettext_noop("Said yes at the desk, read aloud"), gettext_noop("Said no at the desk")


class HowForm(DeskForm):
    how = forms.CharField(
        label=gettext_lazy("How you were told"),
        max_length=MAX_HOW,
        error_messages={"required": gettext_lazy("Say how the patient told you.")},
    )

    def clean_how(self) -> str:
        """Our own words are kept in English, whatever the page spoke; what was typed stays as it was typed."""
        how: str = self.cleaned_data["how"]
        return next((ours for ours in (HOW_YES, HOW_NO) if _(ours) == how), how)


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=(*HowForm.base_fields, "answer"))
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, patient: str, stream: str) -> HttpResponse:
    known, kind = known_patient(patient), Stream(stream)
    standing = Consent.objects.standing(kind).filter(patient=known.patient).exists()
    if request.method != "POST":
        record(request, "patient.read", known.patient.pk, page="consent")
        blank = HowForm(initial={"how": _(HOW_NO) if standing else _(HOW_YES)})
        return show(request, "patient/form", context(known, kind, blank, standing=standing))
    form, answer = HowForm(request.POST), request.POST.get("answer", "")
    if form.is_valid() and answer in ACTS and told(known, kind, form, who(request), answer):
        messages.info(request, str(RECORDED[answer, kind]))
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
    answer = "no" if standing else "yes"
    title = (SAY_NO if standing else SAY_YES)[stream].format(name=known.first_name)
    rows = of_no(known, stream) if standing else of_yes(stream)
    aloud = "" if standing else _("Read aloud: “{words}”").format(words=_(ALOUD[stream]))
    theirs = [] if standing else in_their_language(consenting.WORDING[stream], [known.patient.language])
    return {
        **question(
            known.patient, title, _("Consent"), reverse(f"staff:consent_{stream}", args=[known.patient.pk]), rows,
            str(RECORD[answer, stream]), _("Leave it as it is"), danger=standing,
        ),
        "intro": aloud, "in_theirs": theirs, "form": form, "not_done": _("Nothing is recorded yet."),
        "kept": {"answer": answer},
        "fields": [field(form["how"], hint=_("At most {most} characters, without names.").format(most=MAX_HOW))],
    }  # fmt: skip


def of_yes(stream: Consent.Stream) -> list[Consequence]:
    return [(1, str(FOLLOWS_A_YES[stream]))]


def of_no(known: Known, stream: Consent.Stream) -> list[Consequence]:
    rows = [(1, str(FOLLOWS_A_NO[stream]))]
    if stream == Stream.LESSONS:
        series = Enrolment.objects.under_way().filter(patient=known.patient).count()
        ends = ngettext("series ends, with all that is planned", "series end, with all that is planned", series)
        rows.append((series, ends))
    return rows

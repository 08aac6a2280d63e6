"""Send a lesson again because the patient asks for it. The question says first which words would leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.resending import Again, resend, why_not, words_again
from campaigns.models import Message
from clinic.refusal import Refusal
from staff.desk import desk_page, record, show, who
from staff.message_titles import title_of
from staff.patient.asking import Context, question
from staff.patient.found import Known, known_message
from staff.permissions import May
from staff.status_codes import plain


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def resend_message(request: HttpRequest, message: str) -> HttpResponse:
    row, known = known_message(message)
    if request.method == "POST":
        try:
            resend(row, timezone.now(), by=who(request))
        except Refusal as refusal:
            return show(request, "confirm", asked(row, known, refused=plain(str(refusal))))
        messages.info(request, _("It leaves again, within the clinic’s hours."))
        return redirect("staff:patient", row.patient_id)
    record(request, "message.read", row.pk, patient=str(row.patient_id))
    return show(request, "confirm", asked(row, known, refused=plain(why_not(row, timezone.now()))))


def asked(row: Message, known: Known, *, refused: str) -> Context:
    words = None if refused else words_again(row, timezone.now())
    rows = [
        (
            1,
            _("email leaves to {address}, within the clinic’s hours where the patient lives").format(
                address=known.identity.email
            ),
        ),
        (0, _("lessons move: the series stays where it is, and the next one comes on its day")),
        (1, _("note is kept: your name, the time, and which email it was")),
    ]
    url = reverse("staff:resend", args=[row.pk])
    title = _("Send “{email}” to {name} again?").format(email=title_of(row), name=known.first_name)
    return question(
        known.patient, title, _("Send again"), url, rows, _("Send it again"), _("Not now"), refused=refused, warning=of_words(words)
    )  # fmt: skip


def of_words(words: Again | None) -> str:
    """What the patient should know of the words; empty where they are the same."""
    if words is None or words.same or words.revision is None:
        return ""
    number = words.revision.number
    if words.review:
        return _(
            "The words of then may not be sent any more. Today’s leave in their place: revision {number}, signed by {name}."
        ).format(number=number, name=words.review.reviewer)
    return _("The words of then may not be sent any more. Today’s leave in their place: revision {number}.").format(
        number=number
    )

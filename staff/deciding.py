"""A person decides on an email that may not have arrived: it was sent, or it is sent again. First a question, then a yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns import deciding
from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from campaigns.reporting.attention import in_doubt
from campaigns.steps.place import to_come as steps_to_come
from clinic.refusal import Refusal
from staff.desk import desk_page, record_read, show, who
from staff.identities import first_name, identity_of
from staff.message_titles import title_of
from staff.permissions import May
from staff.status_codes import plain

Said = str | Promise  # a promise is looked up in the language of whoever asks


@dataclass(frozen=True)
class Choice:
    """`done` is said afterwards; `title` takes the email's title and the patient's given name. All but the name are looked up when said."""

    name: str
    label: Said
    tab: Said
    title: Said
    done: Said
    act: Callable[..., None]


SENT = Choice(
    "it_was_sent", gettext_lazy("It was sent"), gettext_lazy("It was sent?"), gettext_lazy("Was “{title}” sent to {name}?"),
    gettext_lazy("Recorded: it was sent."),
    deciding.it_was_sent,
)  # fmt: skip
AGAIN = Choice(
    "send_again", gettext_lazy("Send it again"), gettext_lazy("Send again?"), gettext_lazy("Send “{title}” to {name} again?"),
    gettext_lazy("It leaves again, within the clinic’s hours."), deciding.send_again,
)  # fmt: skip


@desk_page(May.DECIDE, change=May.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def it_was_sent(request: HttpRequest, message: str) -> HttpResponse:
    return decide(request, message, SENT)


@desk_page(May.DECIDE, change=May.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, message: str) -> HttpResponse:
    return decide(request, message, AGAIN)


def decide(request: HttpRequest, message: str, choice: Choice) -> HttpResponse:
    row = get_object_or_404(
        Message.objects.select_related("patient", "enrolment__series", "step", "revision"), pk=message
    )
    if request.method != "POST":
        if row.state != State.HELD:
            return redirect("staff:message", row.id)
        record_read(request, [row.patient_id])
        return show(request, "confirm", question(row, choice))
    try:
        choice.act(row, timezone.now(), by=who(request))
    except Refusal as refusal:
        return show(request, "confirm", {**question(row, choice), "refused": plain(str(refusal))})
    messages.info(request, f"{choice.done} {left_to_decide()}")
    return redirect("staff:held")


def left_to_decide() -> str:
    left = in_doubt(State.HELD).count()
    if not left:
        return _("Nothing is left to decide.")
    return ngettext("{n} email left to decide on.", "{n} emails left to decide on.", left).format(n=f"{left:,}")


def may_send_again(row: Message) -> bool:
    """Nothing is sent any more to a patient whose series has ended: deciding refuses it."""
    return row.enrolment is None or row.enrolment.state != Enrolment.State.ENDED


def question(row: Message, choice: Choice) -> dict[str, Any]:
    name = first_name(row.patient, identity_of(row.patient))
    return {
        "title": str(choice.title).format(title=title_of(row), name=name), "tab_title": choice.tab, "nav": "held",
        "warning": risk(row) if choice is AGAIN else "", "consequences_of": consequences(row, choice), "why": None,
        "button_label": choice.label, "danger": False, "back_label": _("Not yet"),
        "action_url": reverse(f"staff:{choice.name}", args=[row.id]), "back_url": reverse("staff:message", args=[row.id]),
    }  # fmt: skip


def risk(row: Message) -> str:
    if row.kind == Message.Kind.STEP:
        return _("If the first one arrived after all, the patient gets this lesson twice.")
    return _("If the first one arrived after all, the patient gets this email twice.")


def consequences(row: Message, choice: Choice) -> list[dict[str, Any]]:
    first = (1, emails_leave_again(1)) if choice is AGAIN else (0, _("emails leave now: this one counts as accepted"))
    rows = [first]
    if row.enrolment and (left := to_come(row.enrolment)):
        days = ngettext(
            "lesson still to come: the days stay as they are", "lessons still to come: the days stay as they are", left
        )
        rows.append((left, days))
    rows.append((1, _("note is kept: your name, the time, and what you decided")))
    return [{"number": number, "text": text} for number, text in rows]


def emails_leave_again(number: int) -> str:
    return ngettext(
        "email leaves again, within the clinic’s hours where the patient lives",
        "emails leave again, within the clinic’s hours where the patient lives",
        number,
    )


def to_come(enrolment: Enrolment) -> int:
    if enrolment.state not in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED):
        return 0
    return len(steps_to_come(list(enrolment.series.way()), enrolment.place))

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
from django.views.decorators.http import require_http_methods

from campaigns import deciding
from campaigns.attention import in_doubt
from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from campaigns.steps.place import to_come as steps_to_come
from clinic.refusal import Refusal
from staff.desk import desk_page, record_read, show, who
from staff.identities import first_name, identity_of
from staff.message_titles import title_of
from staff.permissions import May
from staff.status_codes import plain
from staff.wording import counted

AN_EMAIL_LEAVES = "email leaves again, within the clinic’s hours where the patient lives"


@dataclass(frozen=True)
class Choice:
    """`done` is said afterwards; `title` and `risk` take the email's title and the patient's given name."""

    name: str
    label: str
    tab: str
    title: str
    risk: str
    done: str
    act: Callable[..., None]


SENT = Choice(
    "it_was_sent", "It was sent", "It was sent?", "Was “{title}” sent to {name}?", "", "Recorded: it was sent.",
    deciding.it_was_sent,
)  # fmt: skip
AGAIN = Choice(
    "send_again", "Send it again", "Send again?", "Send “{title}” to {name} again?",
    "If the first one arrived after all, the patient gets this {what} twice.",
    "It leaves again, within the clinic’s hours.", deciding.send_again,
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
    return f"{counted(left, 'email', 'emails')} left to decide on." if left else "Nothing is left to decide."


def may_send_again(row: Message) -> bool:
    """Nothing is sent any more to a patient whose series has ended: deciding refuses it."""
    return row.enrolment is None or row.enrolment.state != Enrolment.State.ENDED


def question(row: Message, choice: Choice) -> dict[str, Any]:
    what = "lesson" if row.kind == Message.Kind.STEP else "email"
    name = first_name(row.patient, identity_of(row.patient))
    return {
        "title": choice.title.format(title=title_of(row), name=name), "tab_title": choice.tab, "nav": "held",
        "warning": choice.risk.format(what=what), "consequences_of": consequences(row, choice), "why": None,
        "button_label": choice.label, "danger": False, "back_label": "Not yet",
        "action_url": reverse(f"staff:{choice.name}", args=[row.id]), "back_url": reverse("staff:message", args=[row.id]),
    }  # fmt: skip


def consequences(row: Message, choice: Choice) -> list[dict[str, Any]]:
    first = (1, AN_EMAIL_LEAVES) if choice is AGAIN else (0, "emails leave now: this one counts as accepted")
    rows = [first]
    if row.enrolment and (left := to_come(row.enrolment)):
        rows.append((left, f"{'lesson' if left == 1 else 'lessons'} still to come: the days stay as they are"))
    rows.append((1, "note is kept: your name, the time, and what you decided"))
    return [{"number": number, "text": text} for number, text in rows]


def to_come(enrolment: Enrolment) -> int:
    if enrolment.state not in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED):
        return 0
    return len(steps_to_come(list(enrolment.series.way()), enrolment.place))

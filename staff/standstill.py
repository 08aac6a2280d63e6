"""What staff can do about lessons that are paused or have ended, by the reason they did."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, gettext_noop

from campaigns.events.consequences import GIVES_UP, NOT_SENT, SOFT_BOUNCES
from campaigns.models import Enrolment
from mailer.events.base import Happened

ANOTHER_ADDRESS = gettext_lazy(
    "Ask the patient for another address and change it here: then the series can go on where it stopped."
)
THEIR_WISH = gettext_lazy(
    "This address gets no email from here any more. If the patient still wants the lessons, ask for another one."
)
ADVICE = {
    NOT_SENT: [gettext_lazy("The place is kept. The message marked Dropped says why. Going on sends the next lesson on its day, and not this one.")],
    GIVES_UP[Happened.HARD_BOUNCE][1]: [ANOTHER_ADDRESS],
    SOFT_BOUNCES[1]: [gettext_lazy("The mailbox may be full or switched off."), ANOTHER_ADDRESS],
    GIVES_UP[Happened.DROPPED][1]: [gettext_lazy("It holds the address to be bad."), ANOTHER_ADDRESS],
    GIVES_UP[Happened.COMPLAINT][1]: [THEIR_WISH],
    GIVES_UP[Happened.UNSUBSCRIBED][1]: [THEIR_WISH],
    gettext_noop("The provider refused this address."): [gettext_lazy("Check how it is spelt."), ANOTHER_ADDRESS],
    gettext_noop("This address must not be mailed."): [gettext_lazy("“May be mailed” says since when."), ANOTHER_ADDRESS],
    gettext_noop("No consent to lessons by email."): [gettext_lazy("Ask the patient. With a yes, resume: lessons already sent aren’t sent twice.")],
}  # fmt: skip
OF_ANY_PAUSE = gettext_lazy("The place is kept, and nothing leaves until you go on.")


def what_to_do(one: Enrolment) -> str:
    """As sentences; empty where there is nothing to do."""
    if one.state == Enrolment.State.PAUSED:
        return " ".join(map(str, ADVICE.get(one.end_reason, [OF_ANY_PAUSE])))
    return " ".join(map(str, ADVICE.get(one.end_reason, []))) if one.state == Enrolment.State.ENDED else ""

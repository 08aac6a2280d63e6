"""What staff can do about lessons that are paused or have ended, by the reason they did."""

from __future__ import annotations

from campaigns.events.consequences import GIVES_UP, NOT_SENT, SOFT_BOUNCES
from campaigns.models import Enrolment
from mailer.events.base import Happened

ANOTHER_ADDRESS = "Ask the patient for another address and change it here: then the series can go on where it stopped."
THEIR_WISH = (
    "This address gets no email from here any more. If the patient still wants the lessons, ask for another one."
)
ADVICE = {
    NOT_SENT: "The place is kept. The message marked Dropped says why. Going on sends the next lesson on its day, and not this one.",
    GIVES_UP[Happened.HARD_BOUNCE][1]: ANOTHER_ADDRESS,
    SOFT_BOUNCES[1]: f"The mailbox may be full or switched off. {ANOTHER_ADDRESS}",
    GIVES_UP[Happened.DROPPED][1]: f"It holds the address to be bad. {ANOTHER_ADDRESS}",
    GIVES_UP[Happened.COMPLAINT][1]: THEIR_WISH,
    GIVES_UP[Happened.UNSUBSCRIBED][1]: THEIR_WISH,
    "The provider refused this address.": f"Check how it is spelt. {ANOTHER_ADDRESS}",
    "This address must not be mailed.": f"“May be mailed” says since when. {ANOTHER_ADDRESS}",
    "No consent to lessons by email.": "Ask the patient. With a yes, resume: lessons already sent aren’t sent twice.",
}
OF_ANY_PAUSE = "The place is kept, and nothing leaves until you go on."


def what_to_do(one: Enrolment) -> str:
    """As sentences; empty where there is nothing to do."""
    if one.state == Enrolment.State.PAUSED:
        return ADVICE.get(one.end_reason, OF_ANY_PAUSE)
    return ADVICE.get(one.end_reason, "") if one.state == Enrolment.State.ENDED else ""

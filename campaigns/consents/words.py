"""What is read aloud at the desk before someone is enrolled, the version of it that a consent records, and what counts as a no."""

import re

from django.utils.translation import gettext_noop

CONSENT_WORDING = "2026-11"  # change it with the words, and keep the old words here beside their version

CONSENT_WORDS = gettext_noop(
    "We’d like to send you short lessons by email. Email isn’t fully private. You can stop at any time. Is that all right?"
)

NEWS_WORDING = "news-2026-11"

NEWS_WORDS = gettext_noop(
    "We’d like to send you news from our clinic by email. It has nothing to do with your care. You can stop at any time. Is that all right?"
)

SIGN_UP_WORDING = "sign-up-2026-11"  # sign_up_what and confirm_risk in templates/words, as the sign-up form shows them

JOIN_WORDING = "join-2026-11"  # join_consent and confirm_risk in templates/words, as the form of a slip shows them

CONFIRM_WORDING = (
    "confirm-2026-11"  # confirm_what and confirm_risk in templates/words, as the page behind the first email shows them
)

IMPORTED = "imported"  # another system's words: nobody here knows them

# What front desks and exports write for "no" or "we don't know": nobody is mailed on the strength of a word like these.
NO = re.compile(
    r"\W*$|\W*(no|n|non|not|none|nil|null|na|false|0|nein|unknown|pending|opt(ed)?\W?out)\b|\W*(declin|refus|reject|withdr|revok)",
    re.IGNORECASE,
)


# What says that somebody was asked and said no: the desk doesn't ask again. An empty cell, a 0 or an N may only mean that nobody asked.
SAID_NO = re.compile(r"\W*(declin|refus|reject|withdr|revok|opt(ed)?\W?out)", re.IGNORECASE)


def agreed_how(written: str, source: str = "") -> str:
    """How the patient agreed, as a consent records it (200 characters at most); empty when what is written means no."""
    return "" if NO.match(written) else f"{source}{' '.join(written.split())}"[:200]

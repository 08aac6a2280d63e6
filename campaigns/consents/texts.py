"""The text behind each version of words that a consent names, in a language: to read aloud, and for the patient's own file."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.consents.words import (
    CONFIRM_WORDING,
    CONSENT_WORDING,
    CONSENT_WORDS,
    JOIN_WORDING,
    NEWS_WORDING,
    NEWS_WORDS,
    SIGN_UP_WORDING,
)
from content.words import layout_words

READ_ALOUD = {CONSENT_WORDING: CONSENT_WORDS, NEWS_WORDING: NEWS_WORDS}
READ = {  # on a page for patients: their names in templates/words
    SIGN_UP_WORDING: ("sign_up_what", "confirm_risk"),
    JOIN_WORDING: ("join_consent", "confirm_risk"),
    CONFIRM_WORDING: ("confirm_what", "confirm_risk"),
}


def text_of(wording: str, language: str) -> str:
    """In English where it isn't written in `language`. Empty for words that nobody here knows, such as another system's."""
    if wording in READ_ALOUD:
        with translation.override(language):
            return _(READ_ALOUD[wording])
    words = layout_words(language)["portal"]
    return " ".join(words[name] for name in READ.get(wording, ()))

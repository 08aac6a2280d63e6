"""The emails every patient may get, whatever they are taught: the address confirmation and its reminder, "your lesson is ready", the question after a sign-up, and the answer to a STOP."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from campaigns.emails.making import Words, link_source, sign_up_source, stopped_source, welcome_source
from campaigns.preview.shelf import Leaf, Manuscript
from clinic.models import ClinicProfile

TITLES = {
    "welcome": gettext_lazy("Is this your address?"),
    "reminder": gettext_lazy("Is this your address? Asked again"),
    "ready": gettext_lazy("Your lesson is ready"),
    "signup": gettext_lazy("Do you want our news?"),
    "stopped": gettext_lazy("All our emails to this address have stopped"),
}


def leaves(languages: Sequence[str]) -> tuple[Leaf, ...]:
    spoken = tuple(languages) or ("en",)
    return tuple(Leaf(f"notices/{name}", str(title), spoken) for name, title in TITLES.items())


def manuscript(name: str, language: str, clinic: ClinicProfile, words: Words | None) -> Manuscript:
    """`words`: a lesson that may be announced. Raises KeyError."""
    known = clinic.languages or ["en"]
    spoken = language if language in known else known[0]
    private_words = words.private_words if words else ()
    if name in ("welcome", "reminder"):
        source = welcome_source(spoken, clinic, private_words, reminder=name == "reminder")
        return Manuscript(source, str(TITLES[name]))
    if name == "signup":
        return Manuscript(sign_up_source(spoken, clinic, private_words), str(TITLES[name]))
    if name == "stopped":
        return Manuscript(stopped_source(spoken, clinic, private_words), str(TITLES[name]))
    if name == "ready" and words:
        return Manuscript(link_source(words.in_language(spoken), clinic), str(TITLES[name]))
    raise KeyError(name)

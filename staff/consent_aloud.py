"""What the desk reads aloud, in the patient's own language too: the desk speaks its own, and the yes is to words that were understood."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.consents.texts import text_of
from staff.wording import language_name


def in_their_language(wording: str, languages: Iterable[str]) -> list[dict[str, str]]:
    """[{"lang", "label", "text"}], one for each of `languages` that isn't the desk's and that the words are written in."""
    here, written = base(get_language() or "en"), {base(code) for code, _name in settings.LANGUAGES}
    tags = [tag for tag in dict.fromkeys(map(base, languages)) if tag in written and tag != here]
    return [
        {"lang": tag, "label": _("In {language}:").format(language=language_name(tag)), "text": text_of(wording, tag)}
        for tag in tags
    ]


def base(tag: str) -> str:
    return tag.split("-")[0].lower()

"""People's names and record numbers: what we accept, and how two spellings are compared."""

import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.comparison import ComparisonForm
from patients.hidden_characters import JOINERS, has_hidden

MAX_NAME = 100
MAX_MRN = 50
BY_HAND = {
    "name": gettext_lazy("Type the name again by hand: it holds a line break or a hidden character."),
    "first name": gettext_lazy("Type the first name again by hand: it holds a line break or a hidden character."),
    "given name": gettext_lazy("Type the given name again by hand: it holds a line break or a hidden character."),
    "family name": gettext_lazy("Type the family name again by hand: it holds a line break or a hidden character."),
    "record number": gettext_lazy("Type the record number again by hand: it holds a line break or a hidden character."),
}
SHORTEN = {
    "name": gettext_lazy("Shorten the name to at most {most} characters."),
    "first name": gettext_lazy("Shorten the first name to at most {most} characters."),
    "given name": gettext_lazy("Shorten the given name to at most {most} characters."),
    "family name": gettext_lazy("Shorten the family name to at most {most} characters."),
    "record number": gettext_lazy("Shorten the record number to at most {most} characters."),
}


def clean_name(raw: str, what: str = "name") -> str:
    """A given or family name, NFC, single-spaced; empty stays empty. `what` names it in the error: a key of SHORTEN.

    Raises ValidationError for more than 100 characters, line breaks, controls and bidi marks.
    """
    return _clean(raw, what, MAX_NAME)


def clean_mrn(raw: str) -> str:
    """A record number as the clinic writes it, at most 50 characters; empty stays empty. Raises ValidationError."""
    return _clean(raw, "record number", MAX_MRN)


def name_birth_key(family_name: str, birth_date: date) -> ComparisonForm:
    """Family name and birth date together: accents, case, spaces, hyphens and apostrophes make no difference.

    Raises ValidationError when no letter is left. Frozen: another rule needs every row indexed again.
    """
    decomposed = unicodedata.normalize("NFKD", clean_name(family_name, "family name")).casefold()
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKD", decomposed)))
    if not letters:
        raise ValidationError(_("Enter a family name with at least one letter."), code="empty")
    return ComparisonForm(f"{letters}|{birth_date.isoformat()}")


def mrn_key(raw: str) -> ComparisonForm:
    """A record number without spaces and in one case; leading zeros count. Raises ValidationError when empty."""
    folded = "".join(unicodedata.normalize("NFKC", clean_mrn(raw)).casefold().split())
    if not folded:
        raise ValidationError(_("Enter a record number."), code="empty")
    return ComparisonForm(folded)


def _clean(raw: str, what: str, longest: int) -> str:
    if has_hidden(raw, allowed=JOINERS):
        raise ValidationError(BY_HAND[what], code="hidden")
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if len(text) > longest:
        raise ValidationError(SHORTEN[what].format(most=longest), code="too-long")
    return text

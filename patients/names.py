"""People's names and record numbers: what we accept, and how two spellings are compared."""

import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

from patients.comparison import ComparisonForm
from patients.hidden_characters import JOINERS, has_hidden

MAX_NAME = 100
MAX_MRN = 50


def clean_name(raw: str, what: str = "name") -> str:
    """A given or family name, NFC, single-spaced; empty stays empty. `what` names it in the error, like "given name".

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
        raise ValidationError("Enter a family name with at least one letter.", code="empty")
    return ComparisonForm(f"{letters}|{birth_date.isoformat()}")


def mrn_key(raw: str) -> ComparisonForm:
    """A record number without spaces and in one case; leading zeros count. Raises ValidationError when empty."""
    folded = "".join(unicodedata.normalize("NFKC", clean_mrn(raw)).casefold().split())
    if not folded:
        raise ValidationError("Enter a record number.", code="empty")
    return ComparisonForm(folded)


def _clean(raw: str, what: str, longest: int) -> str:
    if has_hidden(raw, allowed=JOINERS):
        raise ValidationError(
            f"Type the {what} again by hand: it holds a line break or a hidden character.", code="hidden"
        )
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if len(text) > longest:
        raise ValidationError(f"Shorten the {what} to at most {longest} characters.", code="too-long")
    return text

"""What counts as a yes when a desk or an export writes it down."""

import pytest

from campaigns.consents.texts import text_of
from campaigns.consents.words import (
    CONFIRM_WORDING,
    CONSENT_WORDING,
    IMPORTED,
    JOIN_WORDING,
    NEWS_WORDING,
    SIGN_UP_WORDING,
    agreed_how,
)


@pytest.mark.parametrize(
    "written", ["", "  ", "no", "N", "None", "declined", "Refused by phone", "unknown", "0", "opt-out"]
)
def test_a_no_is_a_no_whatever_column_it_came_from(written: str) -> None:
    assert agreed_how(written) == ""


@pytest.mark.parametrize("written", ["yes", "signed form", "Y", "verbal, Dr. Noble", "1"])
def test_anything_else_says_how_they_agreed(written: str) -> None:
    assert agreed_how(written, "CSV: ") == f"CSV: {written}"


def test_it_is_kept_on_one_line_of_200_characters() -> None:
    assert agreed_how("signed\nform " + "x" * 300).startswith("signed form x") and len(agreed_how("x" * 300)) == 200


@pytest.mark.parametrize(
    ("wording", "english", "spanish"),
    [
        (CONSENT_WORDING, "Is that all right?", "¿"),
        (NEWS_WORDING, "news from our clinic", "noticias"),
        (SIGN_UP_WORDING, "news from our clinic", "noticias"),
        (JOIN_WORDING, "Yes, send me short lessons", "lecciones"),
        (CONFIRM_WORDING, "short lessons after your visit", "lecciones"),
    ],
    ids=["aloud", "news", "sign-up", "slip", "first email"],
)
def test_each_version_has_its_text_in_each_language(wording: str, english: str, spanish: str) -> None:
    assert english in text_of(wording, "en") and english in text_of(wording, "en-GB")
    assert spanish in text_of(wording, "es") and english not in text_of(wording, "es")


def test_the_words_of_another_system_have_no_text_here() -> None:
    assert text_of(IMPORTED, "en") == text_of("2019", "en") == ""

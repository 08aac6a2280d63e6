"""What counts as a yes when a desk or an export writes it down."""

import pytest

from campaigns.consent_words import agreed_how


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

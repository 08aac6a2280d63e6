"""How long things are kept: months, or always."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clinic import profile_settings
from clinic.keeping_settings import kept_since
from clinic.models import ClinicProfile
from clinic.refusal import Refusal


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "shown"), [("84", "84"), (" 6 ", "6"), ("Always", "always")])
def test_months_or_always(written: str, shown: str):
    profile_settings.change(ClinicProfile.current(), {"keep_patients": written})
    assert profile_settings.show(ClinicProfile.current())["keep_patients"] == shown


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["", "0", "5", "601", "-12", "7 years", "1e2"])
def test_anything_else_is_refused(written: str):
    with pytest.raises(Refusal, match="always"):
        profile_settings.change(ClinicProfile.current(), {"keep_events": written})


@pytest.mark.parametrize(
    ("now", "months", "since"),
    [((2026, 3, 31), 1, (2026, 2, 28)), ((2026, 1, 15), 12, (2025, 1, 15)), ((2026, 12, 1), 12, (2025, 12, 1)), ((2026, 5, 9), 6, (2025, 11, 9))],
    ids=["a shorter month", "a year", "a december", "over new year"],
)  # fmt: skip
def test_months_are_counted_back_by_the_calendar(now, months, since):
    profile = ClinicProfile(keep_emails=months)
    assert kept_since(profile, "keep_emails", datetime(*now, tzinfo=UTC)) == datetime(*since, tzinfo=UTC)
    assert kept_since(ClinicProfile(), "keep_emails", datetime(*now, tzinfo=UTC)) is None

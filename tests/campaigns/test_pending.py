"""Who waits for the desk: kept sealed, found by letters, and forgotten when it is time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from campaigns.enrolling import Request
from campaigns.models import PendingPatient
from campaigns.models.join_code import LETTERS
from campaigns.pending import decline, forget_old, pending, request_of
from patients.sealing import SealBroken

ANA = Request("fibromyalgia", "ana@example.org", "Ana", "Alba", date(1970, 1, 2), "M7", "es", private_mail=True)
FILE, SLIP = PendingPatient.Source.FILE, PendingPatient.Source.SLIP


@pytest.fixture
def kept(series, now):
    return lambda source=FILE, **changed: pending(Request(**{**vars(ANA), **changed}), source, now=now)


def test_what_enrol_would_have_been_asked_comes_back_and_nothing_lies_readable(kept):
    row = kept(visit_id="V1", visit_date=date(2026, 10, 9))
    told = request_of(PendingPatient.objects.get())
    assert told.identity == ANA.identity and (told.visit_id, told.visit_date) == ("V1", date(2026, 10, 9))
    assert told.private_mail and told.language == "es"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_pendingpatient")
        assert not any(word in str(cursor.fetchall()) for word in ("ana@example", "Alba", "1970-01-02"))
    assert "ana" not in str(row)


def test_one_persons_seal_opens_nobody_elses_row(kept):
    first, other = kept(), kept(email="bo@example.org", given_name="Bo")
    other.wrapped_key, other.sealed = first.wrapped_key, first.sealed
    with pytest.raises(SealBroken):
        other.opened()


def test_a_slip_has_four_letters_of_its_own_and_leads_to_nothing_once_declined(kept, now):
    slips = [kept(SLIP) for _ in range(3)]
    letters = {one.letters for one in slips}
    assert len(letters) == 3 and all(len(one) == 4 and not set(one) - set(LETTERS) for one in letters)
    assert PendingPatient.objects.with_letters(slips[0].letters).get() == slips[0]
    decline(slips[0], now, by="7")
    assert not PendingPatient.objects.with_letters(slips[0].letters).exists()
    assert not PendingPatient.objects.with_letters("").exists() and not PendingPatient.objects.to_ask().exists()


@pytest.mark.parametrize("visit", ["V1", ""], ids=["same-visit", "same-person"])
def test_who_declined_is_forgotten_and_not_asked_again(kept, now, visit):
    decline(kept(visit_id=visit), now, by="7")
    row = PendingPatient.objects.get()
    assert not bytes(row.sealed) and not bytes(row.wrapped_key)
    assert kept(visit_id=visit) is None and not PendingPatient.objects.to_ask().exists()


def test_two_people_in_one_mailbox_wait_both(kept):
    assert kept() and kept(given_name="Bo") and kept() is None
    assert PendingPatient.objects.to_ask().count() == 2


def test_slips_are_kept_two_weeks_and_rows_of_files_two_months(kept, now):
    kept(), kept(SLIP)
    forget_old(now + timedelta(days=13))
    assert PendingPatient.objects.count() == 2
    forget_old(now + timedelta(days=14))
    assert [one.source for one in PendingPatient.objects.all()] == ["csv"]
    forget_old(now + timedelta(days=60))
    assert not PendingPatient.objects.exists()

"""Slips: kept sealed, found by letters of their own, and forgotten when it is time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.slips import forget_old, keep, request_of
from campaigns.models import Slip
from campaigns.models.join_code import LETTERS
from patients.sealing import SealBroken

ANA = Request("fibromyalgia", "ana@example.org", "Ana", "Alba", date(1970, 1, 2), language="es", private_mail=True)


@pytest.fixture
def kept(series, now):
    return lambda **changed: keep(Request(**{**vars(ANA), **changed}), "join-2026-11", now)


def test_what_was_filled_in_comes_back_and_nothing_lies_readable(kept):
    row = kept()
    told = request_of(Slip.objects.get())
    assert (told.identity, told.language, told.private_mail, told.series) == (ANA.identity, "es", True, "fibromyalgia")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_slip")
        assert not any(word in str(cursor.fetchall()) for word in ("ana@example", "Alba", "1970-01-02"))
    assert "ana" not in str(row)


def test_one_persons_seal_opens_nobody_elses_row(kept):
    first, other = kept(), kept(email="bo@example.org", given_name="Bo")
    other.wrapped_key, other.sealed = first.wrapped_key, first.sealed
    with pytest.raises(SealBroken):
        other.opened()


def test_a_slip_has_four_letters_of_its_own(kept):
    slips = [kept() for _ in range(3)]
    letters = {one.letters for one in slips}
    assert len(letters) == 3 and all(len(one) == 4 and not set(one) - set(LETTERS) for one in letters)
    assert Slip.objects.with_letters(slips[0].letters).get() == slips[0]
    assert not Slip.objects.with_letters("").exists()


def test_slips_are_kept_two_weeks(kept, now):
    kept()
    forget_old(now + timedelta(days=13))
    assert Slip.objects.count() == 1
    forget_old(now + timedelta(days=14))
    assert not Slip.objects.exists()

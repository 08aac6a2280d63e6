"""Soft bounces in a row are counted by mailbox, under every key we hold, and hold no address."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from patients.models import Patient, SoftBounces

pytestmark = pytest.mark.django_db
NAIVE = datetime(2026, 11, 20, 12, 0)


def count(address: str, now: datetime) -> int:
    return SoftBounces.objects.count_one(address, now)


def test_each_one_counts_and_says_how_many_in_a_row(now: datetime) -> None:
    assert [count("ana@example.org", now + timedelta(hours=n)) for n in range(3)] == [1, 2, 3]
    row = SoftBounces.objects.get()
    assert (row.in_a_row, row.last_at) == (3, now + timedelta(hours=2)) and SoftBounces.MOST_IN_A_ROW == 3


def test_one_mailbox_is_one_however_it_is_spelt(now: datetime) -> None:
    spelt = ["Ana@Example.org", "ana@example.org.", " ANA@EXAMPLE.ORG ", "ａｎａ@example.org"]
    assert [count(address, now) for address in spelt] == [1, 2, 3, 4]


def test_mailboxes_are_counted_apart(now: datetime) -> None:
    for address in ("ana@example.org", "ana@mail.example.org", "ana+x@example.org"):
        assert count(address, now) == 1


def test_it_counts_on_under_a_new_key(now: datetime, rotate: Callable[[], None]) -> None:
    count("ana@example.org", now)
    rotate()
    assert count("ana@example.org", now) == 2 and SoftBounces.objects.count() == 1
    assert count("ben@example.org", now) == 1
    assert SoftBounces.objects.values("index_key").distinct().count() == 2


def test_a_delivery_forgets_its_mailbox_and_no_other(maria: Patient, now: datetime) -> None:
    address = maria.open_identity().email
    count(address, now)
    count("ben@example.org", now)
    assert SoftBounces.objects.forget([maria.email_index]) == 1
    assert count(address, now) == 1 and count("ben@example.org", now) == 2


def test_forgetting_nobody_changes_nothing(now: datetime) -> None:
    count("ana@example.org", now)
    assert SoftBounces.objects.forget([]) == SoftBounces.objects.forget(["", "0" * 32]) == 0


@pytest.mark.parametrize("address", ["", "ana", "ana@", "Ana <ana@example.org>", "ana@example.org\nBcc: x@y.example"])
def test_what_is_no_address_is_refused_and_not_counted(now: datetime, address: str) -> None:
    with pytest.raises(ValidationError):
        count(address, now)
    assert not SoftBounces.objects.exists()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises((ValidationError, ValueError)):
        count("ana@example.org", NAIVE)
    assert not SoftBounces.objects.exists()


def test_nothing_of_the_address_is_stored(now: datetime) -> None:
    count("Ana.Quintanilla@mailhost.example", now)
    stored = str(SoftBounces.objects.values().get()) + str(SoftBounces.objects.get())
    assert not [trace for trace in ("ana", "quintanilla", "mailhost") if trace in stored.lower()]

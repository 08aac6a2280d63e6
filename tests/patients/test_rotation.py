"""A new field key: every row is written again, in batches that may be killed, and the old key can go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from patients import rotation
from patients.keys import FieldKey, KeyRing
from patients.models import Identity, Patient, SoftBounces, Suppression
from patients.rotation import indexed_with_older, turn_some
from tests.patients.conftest import FIRST_KEY, MARIA, SECOND_KEY, Register

OLD = FieldKey.derived_from(FIRST_KEY)
GONE = "gone@example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(register: Register) -> list[Patient]:
    """Five, two of whom share a mailbox."""
    shared = [register(), register(replace(MARIA, given_name="Luz", mrn=""))]
    return shared + [register(Identity(f"p{number}@example.org", "Pat")) for number in range(3)]


def turn_all(most: int = 2) -> int:
    done, batch = 0, turn_some(most=most)
    while batch.after:
        done, batch = done + batch.patients, turn_some(batch.after, most)
    return done


def test_without_the_old_key_everyone_is_read_and_found_again(
    people: list[Patient], rotate: Callable[[], None], settings: Settings
) -> None:
    rotate()
    assert turn_all() == len(people)
    settings.FIELD_ENCRYPTION_KEYS = (SECOND_KEY,)
    assert [one.open_identity().given_name for one in Patient.objects.order_by("pk")] == ["María", "Luz"] + ["Pat"] * 3
    assert Patient.objects.with_address("MARIA.quintanilla@example.org.").count() == 2
    assert Patient.objects.with_mrn(MARIA.mrn).count() == 1


def test_killed_in_a_batch_it_goes_on_where_the_rows_say(
    people: list[Patient], rotate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate()
    first = turn_some(most=2)
    turn, seen = rotation.turn, []

    def killed(patient: Patient) -> bool:
        seen.append(turn(patient))
        raise KeyboardInterrupt

    monkeypatch.setattr(rotation, "turn", killed)
    with pytest.raises(KeyboardInterrupt):
        turn_some(first.after, 2)
    assert seen == [True] and Patient.objects.under_older_keys().count() == len(people) - first.patients
    monkeypatch.setattr(rotation, "turn", turn)
    assert turn_all() == len(people) - first.patients
    assert not Patient.objects.under_older_keys().exists() and turn_all() == 0


def test_people_who_share_a_mailbox_turn_together(people: list[Patient], rotate: Callable[[], None]) -> None:
    rotate()
    after = ""
    while (batch := turn_some(after, 1)).after:
        after = batch.after
        indexes = {one.email_index for one in Patient.objects.filter(pk__in=[one.pk for one in people[:2]])}
        assert len(indexes) == 1


def test_search_and_suppressions_hold_at_every_moment_of_it(
    people: list[Patient], rotate: Callable[[], None], now: datetime
) -> None:
    asked = ["p0@example.org", "p2@example.org", GONE]
    Suppression.objects.suppress_all(asked, Suppression.Reason.STAFF, now, only_news=False)
    rotate()
    after = ""
    while (batch := turn_some(after, 1)).after:
        after = batch.after
        assert Suppression.objects.covering([*asked, "p1@example.org"]) == set(asked)
        assert all(Patient.objects.with_address(f"p{number}@example.org").exists() for number in range(3))
    assert indexed_with_older() == {OLD.id: 1}


def test_a_suppression_of_nobody_here_holds_by_what_is_left_of_the_old_key(
    people: list[Patient], rotate: Callable[[], None], settings: Settings, now: datetime
) -> None:
    Suppression.objects.suppress(GONE, Suppression.Reason.UNSUBSCRIBED, now)
    Suppression.objects.suppress("p0@example.org", Suppression.Reason.UNSUBSCRIBED, now)
    rotate()
    turn_all()
    settings.FIELD_ENCRYPTION_KEYS = (SECOND_KEY,)
    assert Suppression.objects.covering([GONE, "p0@example.org"]) == {"p0@example.org"}, "the old key was needed"
    assert Suppression.objects.under_missing_keys().count() == 1
    settings.FIELD_INDEX_KEYS = ((OLD.id, OLD.index),)
    assert Suppression.objects.covering(["GONE@EXAMPLE.ORG.", "p0@example.org"]) == {
        "GONE@EXAMPLE.ORG.",
        "p0@example.org",
    }
    assert not Suppression.objects.under_missing_keys().exists()
    assert OLD.index.hex() not in repr(KeyRing.from_settings().remains)


def test_one_row_stays_where_both_keys_had_one(maria: Patient, rotate: Callable[[], None], now: datetime) -> None:
    Suppression.objects.suppress(MARIA.email, Suppression.Reason.STAFF, now)
    rotate()
    new = replace_index(Suppression.objects.get(), MARIA.email)
    Suppression.objects.create(**new, reason=Suppression.Reason.UNSUBSCRIBED, since=now)
    turn_all()
    assert Suppression.objects.get().reason == Suppression.Reason.UNSUBSCRIBED


def replace_index(row: Suppression, address: str) -> dict[str, str]:
    key = KeyRing.from_settings().current
    index = rotation.indexes_of(rotation.Purpose.EMAIL, rotation.address_key(address))[key.id]
    assert index != row.email_index
    return {"email_index": index, "index_key": key.id}


def test_bounces_in_a_row_are_counted_on(maria: Patient, rotate: Callable[[], None], now: datetime) -> None:
    SoftBounces.objects.count_one(MARIA.email, now)
    rotate()
    turn_all()
    assert indexed_with_older() == {}
    assert SoftBounces.objects.count_one(MARIA.email, now) == 2


def test_a_broken_seal_is_counted_and_holds_up_nobody(people: list[Patient], rotate: Callable[[], None]) -> None:
    Patient.objects.filter(pk=people[3].pk).update(identity=b"\x01broken")
    rotate()
    assert turn_some().unreadable == 1
    assert Patient.objects.under_older_keys().get() == people[3]


def test_an_erased_patient_needs_no_key(maria: Patient, rotate: Callable[[], None], now: datetime) -> None:
    maria.erase(now)
    rotate()
    assert turn_all() == 0 and not Patient.objects.under_older_keys().exists()

from collections.abc import Callable

import pytest

from patients.models import Patient
from patients.pins import is_trivial, new_pin


def test_a_new_pin_has_six_digits_and_is_not_trivial() -> None:
    pins = {new_pin() for _ in range(500)}
    assert len(pins) > 450
    assert all(len(pin) == 6 and pin.isdigit() and not is_trivial(pin) for pin in pins)


@pytest.mark.parametrize("pin", ["000000", "121212", "123123", "112233", "123456", "567890", "987654", "654321"])
def test_what_a_stranger_tries_first_is_trivial(pin: str) -> None:
    assert is_trivial(pin)


def test_only_the_stored_pin_opens(maria: Patient) -> None:
    assert not maria.check_pin("")
    pin = maria.set_pin()
    again = Patient.objects.get(pk=maria.pk)
    assert again.check_pin(pin)
    assert not again.check_pin("000000")
    assert pin not in again.pin_hash


def test_a_pin_hash_of_one_patient_is_useless_for_another(maria: Patient, register: Callable[[], Patient]) -> None:
    other = register()
    maria.set_pin("493827")
    other.pin_hash = maria.pin_hash
    assert not other.check_pin("493827")


def test_a_pin_survives_a_new_field_key(maria: Patient, rotate: Callable[[], None]) -> None:
    maria.set_pin("493827")
    rotate()
    maria.rekey()
    assert Patient.objects.get(pk=maria.pk).check_pin("493827")

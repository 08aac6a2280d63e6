"""Only the live copy asks record systems by itself: a restored or practising one takes nobody in."""

import pytest

from campaigns.record_systems.here import why_not_here, why_not_into_this_copy
from clinic import live_mark
from clinic.models import Installation
from patients.keys import KeyRing

pytestmark = pytest.mark.django_db


def test_a_practising_copy_doesnt_ask_and_may_be_asked_by_hand():
    assert "practising" in why_not_here()
    assert why_not_into_this_copy(Installation.current()) == ""


def test_the_live_copy_asks_and_a_restored_one_takes_nothing_in(home, now):
    installation = Installation.current()
    live_mark.write(home, installation.go_live(now), 0)
    assert why_not_here() == ""
    live_mark.write(home, installation.live_mark, 5)  # its home has counted more than the restored rows
    assert "restored from a backup" in why_not_here() == why_not_into_this_copy(installation)
    (home / live_mark.NAME).unlink()
    assert "This is a copy" in why_not_here()


def test_a_program_that_missed_a_change_of_keys_takes_nothing_in():
    Installation.objects.update_or_create(pk=1, defaults={"key_ids": [KeyRing.from_settings().current.id, "another"]})
    assert "keys were changed" in why_not_into_this_copy(Installation.current())

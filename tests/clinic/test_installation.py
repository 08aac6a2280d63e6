"""One row says whether this copy practises, pauses or brakes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clinic.models import ClinicProfile, Installation

pytestmark = pytest.mark.django_db


def test_a_new_installation_practises():
    installation = Installation.current()
    assert not installation.live_mark and not installation.paused and installation.braked_at is None
    assert str(installation) == "practising"


def test_there_can_only_be_one_row():
    Installation.current()
    ClinicProfile.current()
    for model in (Installation, ClinicProfile):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(pk=2)


def test_each_going_live_has_a_mark_of_its_own(now):
    first, second = Installation.current().go_live(now), Installation.current().go_live(now)
    assert first != second and len(first) == 32 and Installation.current().live_mark == second


def test_a_second_pause_keeps_the_moment_of_the_first(now):
    Installation.current().pause(now)
    Installation.current().pause(now + timedelta(hours=1))
    assert Installation.current().paused_at == now


def test_resume_lifts_pause_and_brake_and_remembers_until_when_the_yes_counts(now):
    Installation.current().pause(now)
    Installation.current().pull_brake(now, "too many")
    Installation.current().resume(now, brake_for=now + timedelta(days=1))
    found = Installation.current()
    assert (
        not found.paused
        and found.braked_at is None
        and found.brake_reason == ""
        and found.released_until == now + timedelta(days=1)
    )


def test_hand_overs_are_counted_in_the_database_so_that_two_processes_lose_none():
    one, other = Installation.current(), Installation.current()
    assert (one.count_hand_over(), other.count_hand_over()) == (1, 2)


def test_the_heartbeat_is_the_last_tick(now):
    Installation.current().tick(now)
    assert Installation.current().ticked_at == now

"""Several workers, one pace: what they send together keeps to every limit, and none waits for another in a circle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from campaigns.models import Attempt, PaceDay, WayOut
from campaigns.sending.leases import bury_one
from campaigns.sending.pace import room, spend
from campaigns.sending.settling import note_way_out
from campaigns.sending.way import way_now
from clinic import live_mark
from clinic.models import ClinicProfile, Installation
from mailer.transports.base import Outcome, Verdict

together = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
WORKERS = 4


def at_once(step: Callable[[int], object], times: int = WORKERS) -> list:
    """By so many threads, each with a connection of its own."""

    def by_itself(number: int) -> object:
        try:
            return step(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(by_itself, range(times)))


@together
@pytest.mark.django_db(transaction=True)
def test_workers_together_keep_to_each_limit(provider, clinic, now: datetime):
    limits = {"per_second": 7, "per_day": 60, "per_domain": {"gmail.com": 9}}
    ClinicProfile.objects.update(**limits)
    profile = ClinicProfile.current()
    WayOut.named(provider.name)

    def claims(number: int) -> list[tuple[datetime, int, int]]:
        """Its clock is a little off, as clocks are; in between an outage is noted, as a settlement does."""
        left = []
        for turn in range(12):
            at = now + timedelta(seconds=turn / 3, milliseconds=40 * number)
            with transaction.atomic():
                found = room(provider, profile, at)
                gmail = max(0, min(found.by_domain.get("gmail.com", 0), found.most, 2))
                addresses = ["a@gmail.com"] * gmail + ["a@clinic.example"] * max(0, min(found.most - gmail, 3))
                if addresses:
                    spend(provider, profile, addresses, at, found.today)
                    left.append((at, len(addresses), gmail))
            with transaction.atomic():
                note_way_out(provider.name, Outcome(Verdict.FAULTY), at)
                PaceDay.objects.add(provider.name, found.today, {"": 0})
        return left

    left = [one for worker in at_once(claims) for one in worker]
    sent = dict(PaceDay.objects.values_list("domain", "sent"))
    assert sent == {"": sum(n for _, n, _ in left), "gmail.com": 9} and sent[""] <= 60
    span = max(at for at, *_ in left) - min(at for at, *_ in left)
    assert 0 < sent[""] <= 7 + 7 * (span.total_seconds() + 0.2), "a bucket of one second, and what came in since"


@together
@pytest.mark.django_db(transaction=True)
def test_a_hand_over_beside_a_look_is_no_restored_backup(live, home: Path):
    """One process counts hand-overs in the row and then in the mark, while others look at both."""
    mark = Installation.current().live_mark

    def hands_over_or_looks(number: int) -> str:
        if number:
            return "".join(way_now(live_since()).why for _ in range(40))
        for _ in range(40):
            live_mark.write(Path(settings.HOME), mark, Installation.current().count_hand_over())
        return ""

    assert at_once(hands_over_or_looks) == [""] * WORKERS
    assert live_mark.read(home).hand_overs == Installation.current().hand_overs == 40


def live_since() -> datetime:
    since = Installation.current().live_since
    assert since is not None
    return since


@pytest.mark.django_db
def test_after_a_failure_one_message_tries_the_way_for_all_workers(provider, clinic, now: datetime):
    way_out = WayOut.named(provider.name)
    way_out.failed(now, "no answer", proven=False)
    with transaction.atomic():
        assert room(provider, ClinicProfile.current(), now).most == 1
        trying = Attempt.objects.create(
            transport=provider.name, worker="elsewhere:1:2", size=1, claimed_at=now, lease_until=now + timedelta(minutes=10)
        )  # fmt: skip
        found = room(provider, ClinicProfile.current(), now)
        assert found.most == 0 and "One message tries" in found.why
        assert room(provider, ClinicProfile.current(), now + timedelta(minutes=11)).most == 1, "whoever tried is dead"
        Attempt.objects.filter(pk=trying.pk).update(settled_at=now)
        assert room(provider, ClinicProfile.current(), now).most == 1


@pytest.mark.django_db
def test_an_outage_that_another_worker_met_since_our_look_closes_the_way(provider, clinic, now: datetime):
    WayOut.named(provider.name).failed(now, "no answer", proven=True)
    with transaction.atomic():
        assert room(provider, ClinicProfile.current(), now).why.startswith("Nothing leaves by sendgrid before")


@pytest.mark.django_db
def test_the_dead_are_buried_by_one_of_those_who_find_them(live, now: datetime):
    attempt = Attempt.objects.create(transport="sendgrid", worker="x", size=1, claimed_at=now, lease_until=now)
    bury_one(attempt, now)
    assert Attempt.objects.get().verdict == "died"
    Attempt.objects.update(verdict="kept")
    assert bury_one(attempt, now) == 0 and Attempt.objects.get().verdict == "kept"

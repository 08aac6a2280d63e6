"""The wall's time and the machine's uptime must agree."""

from datetime import UTC, datetime, timedelta

from scheduler.clock_watch import ClockWatch

NOON = datetime(2026, 10, 12, 12, tzinfo=UTC)


def test_while_both_go_on_alike_there_is_no_drift():
    watch = ClockWatch()
    assert watch.drift(NOON, 100.0) == timedelta()
    assert watch.drift(NOON + timedelta(hours=9), 100.0 + 9 * 3600) == timedelta(), (
        "a sleeping laptop's uptime counts on"
    )


def test_a_clock_that_was_set_is_noticed_once_and_in_both_directions():
    watch = ClockWatch()
    watch.drift(NOON, 100.0)
    assert watch.drift(NOON + timedelta(days=1), 115.0) == timedelta(days=1) - timedelta(seconds=15)
    assert watch.drift(NOON + timedelta(days=1, seconds=15), 130.0) == timedelta()
    assert watch.drift(NOON, 145.0) == -timedelta(days=1, seconds=30)


def test_it_reads_the_machines_own_uptime():
    watch = ClockWatch()
    watch.drift(datetime.now(UTC))
    assert abs(watch.drift(datetime.now(UTC))) < timedelta(seconds=5)

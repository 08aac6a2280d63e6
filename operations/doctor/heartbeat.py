"""Does the clock tick? Either the timer's heart beats, or somebody's cron runs `send_due`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from clinic.models import Installation
from operations.doctor.finding import Found, Look, error, ok, warning
from operations.silent_timer import SILENT

BY_CRON = timedelta(hours=2)  # a cron job that runs less often misses sending hours
START = "Start `python manage.py timer`, and let systemd or the container keep it running."
LONG_TICK = 300.0  # seconds


def heartbeat(look: Look) -> Iterator[Found]:
    row = Installation.objects.first()
    trouble = error if row and row.live_mark else warning
    if row is None or row.ticked_at is None:
        yield trouble("The clock has never ticked.", START)
        return
    passed = look.now - row.ticked_at
    minutes = f"{max(0, int(passed / timedelta(minutes=1)))} minutes ago"
    if row.timer_at is None and passed > BY_CRON:
        yield trouble(
            f"send_due last ran {minutes}, and no timer ever did.",
            "Let cron run `send_due` every 15 minutes, or start the timer.",
        )
    elif row.timer_at is None:
        yield ok(f"send_due last ran {minutes}; no timer is in use.")
    elif passed > SILENT:
        yield trouble(f"The timer last beat {minutes}.", START)
    elif row.timer_took is not None and row.timer_took > LONG_TICK:
        yield ok(f"The timer beats; its last whole tick took {row.timer_took:,.0f} s, as a large run does.")
    else:
        yield ok("The timer beats.")

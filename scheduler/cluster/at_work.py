"""Is any worker at work? Each says so in the engine's table every ten seconds, and takes its row along when it ends."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import ProgrammingError, transaction
from django.db.models.functions import Now

HEARD = timedelta(minutes=1)  # longer than a restart takes, and than the 30 seconds after which another takes its tasks


def nobody_works() -> bool:
    """Workers are set, and none of any machine was heard lately: what is due waits. By the database's time, which they write."""
    if not settings.WORKERS:
        return False
    from procrastinate.contrib.django.models import ProcrastinateWorker

    try:
        with transaction.atomic():
            return not ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - HEARD).exists()
    except ProgrammingError:  # the setting is newer than the engine's tables: `upgrade` makes them
        return True

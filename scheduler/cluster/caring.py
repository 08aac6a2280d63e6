"""What the clock does for the workers' tasks: those of a dead worker are taken again, old ones are removed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from asgiref.sync import async_to_sync
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

log = logging.getLogger("aftervisit.worker")
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # long past by the database's time, whatever this machine's is
KEPT_HOURS = 24


def rescue() -> int:
    """Let another worker take the tasks of those that are gone. How many there were."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)())
    for job in stalled:
        assert job.id is not None
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job.id, retry_at=AT_ONCE)
        except UniqueViolation:  # its slot has been handed out anew: that one does the same
            async_to_sync(app.job_manager.finish_job_by_id_async)(job.id, Status.ABORTED, delete_job=True)
    if stalled:
        log.warning("%d tasks of workers that are gone are taken again", len(stalled))
    return len(stalled)


def forget_old() -> None:
    """Workers remove what they finished; what failed is kept for a day."""
    async_to_sync(app.job_manager.delete_old_jobs)(
        KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )

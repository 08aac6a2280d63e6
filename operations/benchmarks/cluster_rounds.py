"""The measured rounds of `benchmark cluster`: real workers, each a fork of this process, taking tasks from the real queue.

Beside the rate it is told how often a look at the queue came back empty though something was due (another worker was quicker), and
which share of the time a worker's session waited for another's lock.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Any

from operations.benchmarks.measuring import Rates, medians, ratio, tell

WORKERS = (1, 2, 4)
ROUNDS = 2
POLL = 0.02  # seconds between two looks of the one who measures
WAITING = """
SELECT count(*) FILTER (WHERE wait_event_type = 'Lock') FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def main(size: int) -> None:
    import django

    django.setup()
    logging.getLogger("aftervisit").setLevel(logging.WARNING)
    sys.stdout.write(json.dumps(Contest(max(8, size // (len(WORKERS) * ROUNDS))).measured()))


class Contest:
    """One database; in each round the next part of its messages is due, for so many workers."""

    def __init__(self, part: int) -> None:
        from clinic import profile_settings
        from clinic.models import ClinicProfile
        from operations.benchmarks import population
        from operations.benchmarks.send import SaysYes

        tell(f"preparing {part * ROUNDS * len(WORKERS):,} enrolments")
        self.part = part
        population.send_by(SaysYes())
        self.series = population.furnish()
        # The workers' clock is the real one: whatever the hour, they may send.
        profile_settings.change(ClinicProfile.current(), {"window": "00:00-23:59", "weekdays": "mon-sun"})
        self.looks: dict[int, list[int]] = {size: [0, 0] for size in WORKERS}
        self.waited: dict[int, list[float]] = {size: [] for size in WORKERS}

    def measured(self) -> tuple[dict[str, float], dict[str, float]]:
        rates: Rates = {f"workers_{size}": [] for size in WORKERS}
        for number in range(ROUNDS):
            for size in WORKERS:
                rates[f"workers_{size}"].append(self.round(size))
                tell(f"round {number + 1} of {ROUNDS}: {size} workers, {rates[f'workers_{size}'][-1]:,.0f} a second")
        figures = medians(rates)
        for size in WORKERS:
            looks, empty = self.looks[size]
            figures[f"empty_looks_percent_{size}"] = 100 * empty / looks
            figures[f"waiting_percent_{size}"] = 100 * mean(self.waited[size]) / size
        ratios = {f"{size}_to_1": ratio(rates, f"workers_{size}", "workers_1") for size in WORKERS[1:]}
        return figures, ratios

    def round(self, size: int) -> float:
        from django.db import connection
        from django.utils import timezone

        from campaigns.models import Message
        from campaigns.sending.by_workers import plan_ahead
        from operations.benchmarks import population
        from scheduler.cluster.tasks import hand_out

        population.enrol_many(self.series, self.due())
        plan_ahead(timezone.now, "benchmark", lambda now: None)
        connection.close()
        workers = [fork() for _ in range(size)]
        until_registered(size)
        began = time.perf_counter()
        hand_out(timezone.now())
        under_way = Message.objects.filter(state__in=Message.UNDER_WAY)
        with connection.cursor() as cursor:
            while under_way.exists():
                cursor.execute(WAITING)
                self.waited[size].append(cursor.fetchone()[0])
                time.sleep(POLL)
        seconds = time.perf_counter() - began
        for process in workers:
            os.kill(process, signal.SIGTERM)
        self.note(size, workers)
        return self.part / seconds

    def due(self) -> Iterator[datetime]:
        from operations.benchmarks.population import START

        for _ in range(self.part):
            yield START

    def note(self, size: int, workers: Sequence[int]) -> None:
        for process in workers:
            os.waitpid(process, 0)
            looks, empty = json.loads(counted(process).read_text())
            self.looks[size][0] += looks
            self.looks[size][1] += empty


def fork() -> int:
    """A worker, counting its looks. Its process id."""
    process = os.fork()
    if process:
        return process
    try:
        looks = counting_looks()
        from scheduler.cluster.worker import run_worker

        run_worker()
        counted(os.getpid()).write_text(json.dumps(looks))
    finally:
        os._exit(0)


def counting_looks() -> list[int]:
    """[looks, those that came back empty though something was due], counted from now on in this process."""
    from django.utils import timezone

    from campaigns.models import Message
    from campaigns.sending import run

    looks, real = [0, 0], vars(run)["claim_next"]

    def claim_next(*given: Any, **named: Any) -> Any:
        looked = real(*given, **named)
        looks[0] += 1
        if looked.claim is None:
            looks[1] += Message.objects.due(timezone.now()).exists()
        return looked

    vars(run)["claim_next"] = claim_next
    return looks


def counted(process: int) -> Path:
    from django.conf import settings

    return Path(settings.HOME) / f"looks-{process}.json"


def until_registered(size: int) -> None:
    from procrastinate.contrib.django.models import ProcrastinateWorker

    while ProcrastinateWorker.objects.count() < size:
        time.sleep(POLL)


if __name__ == "__main__":
    main(int(sys.argv[1]))

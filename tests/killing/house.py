"""All that a suite run needs under one roof: provider, cradle, template home, and a fresh home for each story."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tests.journeys.homes import CLINIC
from tests.killing.databases import Database, Sqlite, a_cluster
from tests.killing.jobs import Job
from tests.killing.nursery import Nursery
from tests.killing.provider import KEY, Provider
from tests.mailer.event_signing import EventSigner

BEGINNING = datetime(2026, 10, 12, 9, tzinfo=UTC)  # every story begins on this Monday
ZONE = "time_zone=UTC"


@dataclass
class House:
    folder: Path
    database: Database
    provider: Provider
    signer: EventSigner
    nursery: Nursery
    homes: Iterator[int]

    def furnish(self) -> None:
        home = self.folder / "template"
        database = self.database.template(home)
        clinic = [ZONE if one.startswith("time_zone=") else one for one in CLINIC]
        job = Job(0, str(home), database, BEGINNING.isoformat(), "", deed="furnish", given={"clinic": clinic})
        assert self.nursery.start(job).wait().said

    def fresh_home(self) -> Job:
        """A home of a story's own and its database, as the job that all its jobs are made from."""
        number = next(self.homes)
        home = self.folder / f"home-{number}"
        home.mkdir()
        job = Job(0, str(home), self.database.copy(home, number), BEGINNING.isoformat(), "", deed="mark_this_copy")
        assert self.nursery.start(job).wait().said == {}
        return job


@contextmanager
def a_house(kind: str = "sqlite") -> Iterator[House]:
    """Whatever ends the block, no process, port or file of it is left. Raises PostgresMissing."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="aftervisit-killing-", ignore_cleanup_errors=True))
        )
        database = Sqlite() if kind == "sqlite" else stack.enter_context(a_cluster(folder / "pg"))
        provider = stack.enter_context(Provider())
        signer = EventSigner()
        environment = {
            "AFTERVISIT_HOME": str(folder / "template"), "DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "config.settings",
            "PUBLIC_URL": "https://learn.clinic.example", "AFTERVISIT_TRANSPORT": "sendgrid", "SENDGRID_API_KEY": KEY,
            "AFTERVISIT_WORKERS": "yes" if kind == "postgresql" else "", "SENDGRID_HOST": provider.url, "SENDGRID_WEBHOOK_KEY": signer.key, "PROVIDER_CARRIES_PHI": "yes",
        }  # fmt: skip
        nursery = stack.enter_context(Nursery(folder, environment))
        house = House(folder, database, provider, signer, nursery, count(1))
        house.furnish()
        yield house


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """SIGTERM clears up, too."""

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

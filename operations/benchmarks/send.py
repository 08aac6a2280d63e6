"""`benchmark send`: from due to accepted, against bare SQL on the same database and against one row at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from campaigns.models import Message
from campaigns.sending.run import send_due
from mailer.compiled import CompiledEmail
from mailer.transports.base import Outcome, Recipient, Verdict
from operations.benchmarks import databases, population, send_naive
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns, tell
from operations.benchmarks.send_bare import BareSender, Ready

SIZE, ROUNDS = 20_000, 5
BATCHES = (100, 500)
NAIVE_PART = 10  # it sends a tenth of what the others do, or it would take all the time


class SaysYes:
    """A provider that takes everything at once."""

    name = "stand-in"
    reaches_people = True
    carries_health_information = True

    def __init__(self) -> None:
        self.batch_size = BATCHES[0]

    def hand_over(
        self, email: CompiledEmail, recipients: Sequence[Recipient], *, attempt: str, now: datetime
    ) -> Outcome:
        return Outcome(Verdict.ACCEPTED, 202, provider_id="yes")


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    """Figures and ratios for `size` enrolments."""
    contest = Contest(max(1, size // (len(BATCHES) * ROUNDS)))
    figures: dict[str, float] = {}
    ratios: dict[str, float] = {}
    for batch in BATCHES:
        rates = contest.with_batches_of(batch)
        figures |= {f"{name}_batch_{batch}": found for name, found in medians(rates).items()}
        ratios[f"to_bare_sql_batch_{batch}"] = ratio(rates, "ours", "bare_sql")
        ratios[f"to_row_by_row_batch_{batch}"] = ratio(rates, "ours", "row_by_row")
    return figures, ratios


class Contest:
    """Three databases that begin alike, and moments at which the next part of each falls due."""

    def __init__(self, part: int) -> None:
        tell(f"preparing {part * ROUNDS * len(BATCHES):,} enrolments")
        self.part, self.transport = part, SaysYes()
        population.send_by(self.transport)
        population.enrol_many(population.furnish(), self.due_moments())
        send_due(lambda: moment(0), "benchmark")  # compiles the email, and shows how large a message's blob is
        ready = as_ours_was()
        self.databases = {
            "bare_sql": databases.copied_to("bare"),
            "ours": databases.database(),
            "row_by_row": databases.copied_to("row-by-row"),
        }
        self.bare = BareSender(self.databases["bare_sql"], ready)

    def due_moments(self) -> Iterator[datetime]:
        yield moment(0)
        for number in range(ROUNDS * len(BATCHES)):
            yield from [moment(1 + number)] * self.part

    def with_batches_of(self, size: int) -> Rates:
        self.transport.batch_size = size
        first = 1 + ROUNDS * BATCHES.index(size)
        return taking_turns(
            {
                "bare_sql": lambda number: self.bare.send_due(moment(first + number), size),
                "ours": lambda number: send_due(lambda: moment(first + number), "benchmark").accepted,
                "row_by_row": lambda number: self.row_by_row(moment(first + number)),
            },
            ROUNDS,
            before=lambda name: databases.move_to(self.databases[name]),
        )

    def row_by_row(self, now: datetime) -> int:
        return send_naive.send_due(self.transport, now, max(1, self.part // NAIVE_PART))


def moment(number: int) -> datetime:
    return population.START + timedelta(minutes=number)


def as_ours_was() -> Ready:
    """What a message of ours looks like once it has left."""
    message = Message.objects.get()
    assert (
        message.values
        and message.series_id
        and message.step_id
        and message.revision_id
        and message.review_id
        and message.email_id
    )
    home = Path(settings.HOME) / "bare"
    home.mkdir()
    return Ready(
        home=home, pragmas=connection.settings_dict["OPTIONS"]["init_command"], series=message.series_id.hex, step=message.step_id.hex,
        revision=message.revision_id.hex, review=message.review_id.hex, email=message.email_id, blob=bytes(len(message.values)),
    )  # fmt: skip

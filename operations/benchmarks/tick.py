"""`benchmark tick`: a look at the queue when nothing is due, in an installation of ten thousand and in one of a million."""

from __future__ import annotations

import os
import resource
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from campaigns.models import Enrolment, Series
from campaigns.sending.run import send_due
from operations.benchmarks import databases, past_years, population
from operations.benchmarks import words_of_sql as sql
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns, tell
from operations.benchmarks.send import SaysYes

SIZE, ROUNDS, LOOKS, FEW = 1_000_000, 5, 40, 10_000
DUE = 200  # and then so many are sent, to see how much memory a run among many takes


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    population.send_by(SaysYes())
    series = population.furnish()
    population.enrol_many(series, later(min(FEW, size)))
    few = databases.copied_to("few")
    in_a_child(lambda: multiply(series, size))
    many = databases.database()
    rates: Rates = taking_turns(
        {"few": lambda _: look(), "many": lambda _: look()},
        ROUNDS,
        before=lambda name: databases.move_to(few if name == "few" else many),
    )
    databases.move_to(many)
    Enrolment.objects.filter(
        pk__in=list(Enrolment.objects.filter(series=series).values_list("pk", flat=True)[:DUE])
    ).update(next_due_at=population.START)
    run = send_due(lambda: population.START, "benchmark")
    tell(run.why or "all that was due has left")
    figures = {
        **medians(rates), "enrolments": float(Enrolment.objects.count()), "accepted": float(run.accepted),
        "megabytes_of_database": databases.size() / 1_048_576,
        "megabytes_at_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
    }  # fmt: skip
    return figures, {"many_to_few": ratio(rates, "few", "many")}


def later(count: int) -> Iterator[datetime]:
    yield from [population.START + timedelta(days=30)] * count


def look() -> int:
    for _ in range(LOOKS):
        send_due(lambda: population.START, "benchmark")
    return LOOKS


def in_a_child(making: Callable[[], None]) -> None:
    """In a process of its own, whose memory isn't counted as ours. Raises RuntimeError when it ended badly."""
    connection.close()
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            raise RuntimeError("The rows couldn't be made: see the lines above.")
        return
    try:
        making()
        connection.close()
    except BaseException:  # noqa: BLE001 - a fork must never go on as its parent would
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def multiply(series: Series, size: int) -> None:
    """More enrolments of the patients there are, each time all of them in one more series, by plain SQL: nobody reads them."""
    table, columns = Enrolment._meta.db_table, [str(field.column) for field in Enrolment._meta.concrete_fields]
    each = done = Enrolment.objects.count()
    past_years.quickly()
    while done < size:
        other = other_series(done // each)
        place = f"({done} + row_number() OVER (ORDER BY id))"
        own = {
            "id": sql.digits(place),
            "series_id": sql.known(other.pk),
            "stop_token": f"'benchmark-' || {sql.ten_digits(place)}",
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(own.get(name, name) for name in columns)} "
                f"FROM {table} WHERE series_id = {sql.known(series.pk)} ORDER BY id LIMIT {size - done}"
            )
        done += each
        if done % (50 * each) == 0:
            tell(f"{done:,} enrolments")


def other_series(number: int) -> Series:
    """A patient is once in a series at a time, so the others are in series of their own."""
    return Series.objects.create(
        slug=f"other-{number}", title=f"Other {number}", state=Series.State.ACTIVE, created_at=population.START
    )

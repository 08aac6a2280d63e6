"""`benchmark tick`: a look at the queue when nothing is due, in an installation of ten thousand and in one of a million."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from campaigns.models import Enrolment, Series
from campaigns.sending.run import send_due
from operations.benchmarks import population
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns, tell
from operations.benchmarks.send import SaysYes

SIZE, ROUNDS, LOOKS, FEW = 1_000_000, 5, 40, 10_000
DUE = 200  # and then so many are sent, to see how much memory a run among many takes


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    population.send_by(SaysYes())
    series = population.furnish()
    population.enrol_many(series, later(min(FEW, size)))
    few = population.copied_to("few.sqlite3")
    multiply(series, size)
    many = population.database()
    rates: Rates = taking_turns(
        {"few": lambda _: look(), "many": lambda _: look()},
        ROUNDS,
        before=lambda name: population.move_to(few if name == "few" else many),
    )
    population.move_to(many)
    Enrolment.objects.filter(
        pk__in=list(Enrolment.objects.filter(series=series).values_list("pk", flat=True)[:DUE])
    ).update(next_due_at=population.START)
    run = send_due(lambda: population.START, "benchmark")
    tell(run.why or "all that was due has left")
    figures = {
        **medians(rates), "enrolments": float(Enrolment.objects.count()), "accepted": float(run.accepted),
        "megabytes_at_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
    }  # fmt: skip
    return figures, {"many_to_few": ratio(rates, "few", "many")}


def later(count: int) -> Iterator[datetime]:
    yield from [population.START + timedelta(days=30)] * count


def look() -> int:
    for _ in range(LOOKS):
        send_due(lambda: population.START, "benchmark")
    return LOOKS


def multiply(series: Series, size: int) -> None:
    """More enrolments of the patients there are, as past ones that have ended and others that wait, by plain SQL: nobody reads them."""
    table, first = Enrolment._meta.db_table, Enrolment.objects.order_by("pk")[0]
    names = [str(field.column) for field in Enrolment._meta.concrete_fields]
    values = Enrolment.objects.filter(pk=first.pk).values_list(
        *[field.attname for field in Enrolment._meta.concrete_fields]
    )[0]
    row = {
        str(field.column): field.get_db_prep_save(value, connection)
        for field, value in zip(Enrolment._meta.concrete_fields, values, strict=True)
    }
    patients = [pk.hex for pk in Enrolment.objects.values_list("patient_id", flat=True)]
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
    connection.ensure_connection()
    done = Enrolment.objects.count()
    with transaction.atomic():
        others = [other_series(number).pk.hex for number in range(max(1, -(-size // max(1, len(patients)))))]
    while done < size:
        part = min(50_000, size - done)
        rows = (
            list((row | {"id": f"{number:032x}", "patient_id": patients[number % len(patients)], "series_id": others[number // len(patients)],
                         "stop_token": f"benchmark-{number}"}).values())
            for number in range(done, done + part)
        )  # fmt: skip
        with transaction.atomic():
            connection.connection.executemany(sql, rows)
        done += part
        tell(f"{done:,} enrolments")


def other_series(number: int) -> Series:
    """A patient is once in a series at a time, so the others are in series of their own."""
    return Series.objects.create(
        slug=f"other-{number}", title=f"Other {number}", state=Series.State.ACTIVE, created_at=population.START
    )

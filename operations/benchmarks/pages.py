"""`benchmark pages`: every page of the desk with five years of patients and messages, against an installation as good as empty.

As good as empty: with so few patients that each list is one page long. Else one row would be measured against fifty.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from campaigns.models import Enrolment, Message, Series, Tally
from campaigns.reporting.counting import count_large
from campaigns.sending.run import send_due
from clinic.models import Installation, Person
from operations.benchmarks import databases, past_years, population
from operations.benchmarks.measuring import tell
from operations.benchmarks.send import SaysYes
from patients.models import Patient

SIZE, EACH = 1_000_000, 5  # patients, and messages a patient
FEW, DOUBTFUL = 60, 10  # patients of the almost empty one; how many of their emails are held, and how many uncertain
ROUNDS, TIMES, SLOWEST = 3, 3, 12
TOO_FEW = 1_000  # patients: such a run shows that it works, so each page is opened as seldom as can be
QUIET_HOUR = 3
Seconds = dict[str, list[float]]
"""By page, the best time of each round."""
Queries = list[tuple[float, str, str]]
"""Seconds, page, SQL."""


def benchmark(size: int, messages: int = 0, enrolments: int = 0) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds of each page with all those patients and messages, and by how many times that is longer than with a few."""
    now = datetime.now(UTC)
    population.send_by(SaysYes())
    series, client, pages = furnish(now)
    few, many = databases.copied_to("few"), databases.database()
    past_years.make(series, size, messages or EACH * size, now, enrolments)
    began = time.monotonic()
    count_large(now, QUIET_HOUR)
    tell(f"counted for the reports in {time.monotonic() - began:.1f} s")
    rounds, times = (ROUNDS, TIMES) if size >= TOO_FEW else (1, 1)
    found = opened(client, pages, {"few": few, "many": many}, rounds, times)
    ratios = {
        page: median(a / b for a, b in zip(times, found["few"][page], strict=True))
        for page, times in found["many"].items()
    }
    figures = {f"{page}_ms": 1_000 * median(times) for page, times in found["many"].items()}
    tell("Pages over twice as slow: " + (", ".join(f"{name} {by:.1f}" for name, by in sorted(ratios.items(), key=lambda one: -one[1]) if by > 2) or "none"))  # fmt: skip
    databases.move_to(many)
    counts = {
        "patients": float(Patient.objects.count()), "enrolments": float(Enrolment.objects.count()),
        "messages": float(Message.objects.count()), "megabytes_of_database": databases.size() / 1_048_576,
    }  # fmt: skip
    return counts | figures, {"worst": max(ratios.values()), "median": median(ratios.values()), **ratios}


def opened(
    client: Client, pages: dict[str, str], places: dict[str, str], rounds: int, times: int
) -> dict[str, Seconds]:
    """Every page, in turns in each database; told at the end: where to look when one is too slow."""
    found: dict[str, Seconds] = {name: {} for name in places}
    slow: Queries = []
    for number in range(rounds):
        for name, place in places.items():
            databases.move_to(place)
            for page, url in pages.items():
                with watched(slow if name == "many" else [], page):
                    if (best := best_of(client, url, times)) is not None:
                        found[name].setdefault(page, []).append(best)
        tell(f"round {number + 1} of {rounds}: {len(found['many'])} pages")
    say(slow)
    return found


def furnish(now: datetime) -> tuple[Series, Client, dict[str, str]]:
    """A desk with a few patients who have had one lesson, somebody signed in to it, and its pages."""
    series = population.furnish()
    population.enrol_many(series, iter([population.START] * FEW))
    send_due(lambda: population.START, "benchmark")
    doubtful = list(Message.objects.order_by("pk").values_list("pk", flat=True)[1 : 2 * DOUBTFUL + 1])
    for state, keys in (("uncertain", doubtful[:DOUBTFUL]), ("held", doubtful[DOUBTFUL:])):
        rows = Message.objects.filter(pk__in=keys)
        Tally.objects.moved((one.day, one.source, one.state, state) for one in rows)
        rows.update(state=state)
    user = User.objects.create_user("maya", first_name="Maya", is_staff=True, is_superuser=True)
    Person.objects.create(user=user, role=Person.Role.ADMIN)
    Installation.current().tick(now)
    client = Client(SERVER_NAME=urlsplit(settings.PUBLIC_URL).hostname or "")
    client.force_login(user)
    return series, client, addresses(series)


def addresses(series: Series) -> dict[str, str]:
    """Every page of the desk there is an example for: a patient there is in both, their email and their series."""
    one = Message.objects.lessons().order_by("pk")[0]
    step = series.way()[0]
    known = {
        "slug": series.slug, "lesson": step.lesson.slug, "patient": one.patient_id, "enrolment": one.enrolment_id,
        "message": one.pk, "attempt": one.attempt_id, "key": f"series/{series.slug}/{step.lesson.slug}",
    }  # fmt: skip
    _, resolver = get_resolver().namespace_dict["staff"]
    found = {}
    for pattern in resolver.url_patterns:
        assert isinstance(pattern, URLPattern)
        wanted = {name: known.get(name) for name in pattern.pattern.converters}
        try:
            found[str(pattern.name)] = reverse(f"staff:{pattern.name}", kwargs=wanted)
        except NoReverseMatch:
            tell(f"left out, for want of an example: {pattern.name}")
    return found


def best_of(client: Client, url: str, times: int) -> float | None:
    """The shortest of a few times, in seconds, after one that fills the caches. None for what isn't a page that opens."""
    if client.get(url, secure=True).status_code != 200:
        return None
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        client.get(url, secure=True)
        taken.append(time.perf_counter() - began)
    return min(taken)


@contextmanager
def watched(into: Queries, page: str) -> Iterator[None]:
    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            into.append((time.perf_counter() - began, page, sql))

    with connection.execute_wrapper(timed):
        yield


def say(slow: Queries) -> None:
    """The slowest queries of the many, each once."""
    told: set[str] = set()
    for seconds, page, sql in sorted(slow, reverse=True):
        if sql not in told and len(told) < SLOWEST:
            told.add(sql)
            tell(f"{1_000 * seconds:,.1f} ms on {page}: {' '.join(sql.split())[:400]}")

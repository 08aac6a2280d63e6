"""Rates measured side by side: machines are noisy, so contestants take turns and only ratios of the same round count."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from statistics import median

Contestant = Callable[[int], int]
"""Does its part of one round (from 0) and says how many things it did."""
Rates = dict[str, list[float]]
"""Things a second, by contestant, one for each round."""


def taking_turns(
    contestants: Mapping[str, Contestant], rounds: int, *, before: Callable[[str], None] = lambda name: None
) -> Rates:
    """A, B, A, B, …: one round after the other. `before` each turn, untimed, is told whose it is."""
    rates: Rates = {name: [] for name in contestants}
    for number in range(rounds):
        for name, contestant in contestants.items():
            before(name)
            rates[name].append(rate(contestant, number))
            tell(f"round {number + 1} of {rounds}: {name} {rates[name][-1]:,.0f} a second")
    return rates


def rate(contestant: Contestant, number: int) -> float:
    began = time.perf_counter()
    done = contestant(number)
    return done / (time.perf_counter() - began)


def ratio(rates: Rates, one: str, other: str) -> float:
    """The median of one's rate by the other's in the same round."""
    return median(a / b for a, b in zip(rates[one], rates[other], strict=True))


def medians(rates: Rates) -> dict[str, float]:
    return {f"{name}_per_second": median(found) for name, found in rates.items()}


def machine(now: datetime | None = None) -> dict[str, object]:
    """What the figures were measured on; nothing that names it."""
    return {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "date": f"{now or datetime.now(UTC):%Y-%m-%d}",
    }


def tell(progress: str) -> None:
    """For the person who waits; the answer itself goes to stdout."""
    sys.stderr.write(f"{progress}\n")
    sys.stderr.flush()

"""A FHIR server with one visit that starts a series, and someone who asks it at a moment of the test's choosing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.record_systems.fhir_server import asking
from campaigns.record_systems.fhir_server.polling import poll
from campaigns.record_systems.fhir_server.searching import Searching
from campaigns.record_systems.fhir_server.server import FhirServer
from campaigns.series.start_codes import set_codes
from tests.campaigns.record_systems.fhir_double import CLIENT, FhirDouble, as_pem
from tests.patients.readers.fhir_made import condition, consent, encounter, patient

CHANGED = "2026-10-12T14:50:00Z"  # ten minutes before the tests' now


def changed(resource: dict[str, Any], at: str = CHANGED, **more: Any) -> dict[str, Any]:
    return {**resource, "meta": {"lastUpdated": at}, **more}


def ended(**more: Any) -> dict[str, Any]:
    """An encounter that ended an hour before the tests' now."""
    return encounter(**{"period": {"end": "2026-10-12T09:00:00-05:00"}, **more})


def visits(count: int) -> list[dict[str, Any]]:
    """That many visits of as many patients, with nothing that starts a series."""
    return [changed(ended(id=f"v{n}", subject={"reference": f"Patient/q{n}"})) for n in range(count)]


@pytest.fixture(autouse=True)
def _pools_closed() -> Iterator[None]:
    yield
    asking.pool_of.cache_clear()


@pytest.fixture
def server(clock) -> Iterator[FhirDouble]:
    with FhirDouble(*map(changed, (patient(), ended(), condition(), consent())), clock=clock) as double:
        yield double


@pytest.fixture
def starting(series):
    set_codes(series, [("ICD-10-CM", "M79.7"), ("SNOMED CT", "203082005")])
    return series


@pytest.fixture
def clock(now) -> SimpleNamespace:
    """`clock()` is the tests' now; `clock.at` moves it."""

    class Clock(SimpleNamespace):
        def __call__(self) -> datetime:
            return self.at

    return Clock(at=now)


@pytest.fixture
def searching(server, clock, tmp_path) -> Searching:
    key = tmp_path / "key.pem"
    key.write_bytes(as_pem(server.key))
    return Searching(FhirServer(server.base, CLIENT, key), clock)


@pytest.fixture
def ask(searching, starting, now) -> Callable[..., list]:
    """One round. The first begins an hour before the tests' now, unless `since` says otherwise."""
    begun = iter([now - timedelta(hours=1)])
    return lambda **how: list(poll(searching, **{"since": next(begun, None), **how}))

"""A series that one diagnosis starts, and taking visits in as a command does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaigns.intake.taking import Result, take_all
from campaigns.series.start_codes import set_codes
from tests.campaigns.intake.visits_made import as_found


@pytest.fixture
def starting(series):
    set_codes(series, [("ICD-10-CM", "M79.7"), ("SNOMED CT", "203082005")])
    return series


@pytest.fixture
def take(starting, now) -> Callable[..., list[Result]]:
    return lambda *told, at=now: list(take_all(as_found(*told), at, by="test"))

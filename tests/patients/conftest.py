"""Fictitious people; the clock is a fixed noon."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from pytest_django.fixtures import Settings

from patients.models import Identity, Patient

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FIRST_KEY, SECOND_KEY = b"1" * 32, b"2" * 32
MARIA = Identity("Maria.Quintanilla@example.org", "María", "Quintanilla-O’Neill", date(1971, 3, 9), "MRN 00-4711")

Register = Callable[..., Patient]


@pytest.fixture(autouse=True)
def _one_key(settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = (FIRST_KEY,)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def rotate(settings: Settings) -> Callable[[], None]:
    """A new key goes in front; the old one is retained."""

    def rotate() -> None:
        settings.FIELD_ENCRYPTION_KEYS = (SECOND_KEY, FIRST_KEY)

    return rotate


@pytest.fixture
def register(db: None) -> Register:
    def register(identity: Identity = MARIA, language: str = "es", time_zone: str = "America/Boise") -> Patient:
        return Patient.objects.register(identity, language=language, time_zone=time_zone, now=NOW)

    return register


@pytest.fixture
def maria(register: Register) -> Patient:
    return register()

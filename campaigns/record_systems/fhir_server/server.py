"""Which FHIR server is asked, as the environment says (config/environment.py has checked it)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class FhirServer:
    """`base` has no slash at its end. `scopes`: empty for the ones we choose ourselves."""

    base: str
    client_id: str
    key_file: Path
    scopes: str = ""
    every: timedelta = timedelta(minutes=10)


def server_of_settings() -> FhirServer | None:
    """None when no server is set."""
    if not settings.FHIR_URL:
        return None
    return FhirServer(
        base=settings.FHIR_URL,
        client_id=settings.FHIR_CLIENT_ID,
        key_file=Path(settings.FHIR_KEY_FILE),
        scopes=settings.FHIR_SCOPES,
        every=timedelta(minutes=settings.FHIR_MINUTES),
    )

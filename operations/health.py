"""Is this process up, and is it ready for patients? Asked by load balancers, and answered in one word a part: anybody may ask."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpResponse

from campaigns.keeping.key_check import lacking_keys
from clinic.fitness import check_migrations
from clinic.models import Installation
from clinic.refusal import Refusal

Part = Callable[[], bool]
found_applied = False  # of this process: its code doesn't change, so what was applied once is applied


def healthz() -> HttpResponse:
    """The process answers. No database: a restart here would cure nothing there."""
    return plain("ok", 200)


def readyz() -> HttpResponse:
    """503 with a line for each part that isn't ready. What is wrong with it stands in `doctor`, not here."""
    found = {name: ready(part) for name, part in PARTS.items()}
    lines = [f"{name}: {'ok' if fine else 'not ready'}" for name, fine in found.items()]
    return plain("\n".join(lines), 200 if all(found.values()) else 503)


def ready(part: Part) -> bool:
    """Whatever goes wrong means no: the asker needs an answer, and no traceback."""
    try:
        return part()
    except Exception:  # noqa: BLE001 - a driver has errors of its own, such as for a password that changed
        return False


def database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def migrations() -> bool:
    global found_applied
    if not found_applied:
        try:
            check_migrations()
        except Refusal:
            return False
        found_applied = True
    return True


def keys() -> bool:
    """Those that the stored data was sealed with are at hand."""
    installation = Installation.objects.first()
    return installation is None or not lacking_keys(installation)


def plain(text: str, status: int, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    """For machines: kept by no cache, and shown in no frame."""
    answer = HttpResponse(f"{text}\n" if text else "", status=status, content_type=kind)
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    answer["X-Frame-Options"] = "DENY"
    answer._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark: a line at every probe would bury the others
    return answer


PARTS: dict[str, Part] = {"database": database, "migrations": migrations, "keys": keys}

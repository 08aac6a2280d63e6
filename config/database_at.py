"""What the address of another database means, for a command that is given one: a no is a sentence there, not the end of the program."""

from __future__ import annotations

from clinic.refusal import Refusal
from config.databases import postgres
from config.misconfigured import Misconfigured


def database_at(url: str) -> dict[str, object]:
    """Django's settings of that PostgreSQL database. Raises Refusal."""
    try:
        return postgres("NEW_DATABASE_URL", url)
    except Misconfigured as problem:
        raise Refusal(str(problem)) from None

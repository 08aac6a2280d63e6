"""A field that can't be taken, in words of ours: what was sent is never said again, not even the name of a field."""

from __future__ import annotations

from typing import Any, Final

from api.problems import Fault
from api.v1.asked import Asked, ConsentTold

FIELDS: Final = frozenset(Asked.model_fields) | frozenset(f"consent.{one}" for one in ConsentTold.model_fields)
WHY: Final = {
    "missing": "It is missing: send it.",
    "extra_forbidden": "A field here isn't known: the description lists those there are.",
    "string_too_long": "It is too long.",
    "string_type": "It must be text.",
    "bool_type": "It must be true or false.",
}
OTHERWISE: Final = "It isn't what the description asks for."


def fault_of(error: dict[str, Any]) -> Fault:
    """`error`: one of pydantic's. Its place begins with "body" and the name of our own parameter."""
    place = ".".join(str(part) for part in error["loc"][2:])
    if error["type"] == "extra_forbidden":
        place = place.rpartition(".")[0]
    why = error["ctx"]["error"] if error["type"] == "value_error" else WHY.get(error["type"], OTHERWISE)
    return {"field": place if place in FIELDS else "", "why": why}

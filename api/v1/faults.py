"""A field that can't be taken, in words of ours: what was sent is never said again, not even the name of a field."""

from __future__ import annotations

from typing import Any, Final

from api.problems import Fault
from api.v1.asked import Asked, ConsentTold
from api.v1.drafts import Draft, Rewritten

FIELDS: Final = (
    frozenset(Asked.model_fields)
    | frozenset(f"consent.{one}" for one in ConsentTold.model_fields)
    | frozenset(Draft.model_fields)
    | frozenset(Rewritten.model_fields)
    | frozenset({"cursor", "limit", "visit_id", "language"})  # of addresses
)
WHY: Final = {
    "missing": "It is missing: send it.",
    "extra_forbidden": "A field here isn't known: the description lists those there are.",
    "string_too_long": "It is too long.",
    "string_type": "It must be text.",
    "bool_type": "It must be true or false.",
}
OTHERWISE: Final = "It isn't what the description asks for."


def fault_of(error: dict[str, Any]) -> Fault:
    """`error`: one of pydantic's. Its place begins with "body" and the name of our own parameter, or ends with the name in the address."""
    where, *parts = error["loc"]
    place = ".".join(str(part) for part in (parts[1:] if where == "body" else parts[-1:]))
    if error["type"] == "extra_forbidden":
        place = place.rpartition(".")[0]
    why = error["ctx"]["error"] if error["type"] == "value_error" else WHY.get(error["type"], OTHERWISE)
    return {"field": place if place in FIELDS else "", "why": why}

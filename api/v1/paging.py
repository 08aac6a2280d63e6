"""Lists in pages, by the key of the last row: however long they grow, a page costs the same, and nothing is skipped or told twice."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, TypeVar

from ninja import Query

from api.problems import Refused

MOST: Final = 100
USUAL: Final = 50
Row = TypeVar("Row")
Cursor = Annotated[str, Query(max_length=400, description="As `next` of the page before; empty for the first page.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows in a page.")]
BAD: Final = {"field": "cursor", "why": "It isn't the next of a page: leave it out to begin anew."}


def page(rows: Sequence[Row], limit: int, key: Callable[[Row], Sequence[Any]]) -> tuple[Sequence[Row], str | None]:
    """`rows`: one more than the limit where there are more. The page, and the cursor of the next."""
    shown = rows[:limit]
    return shown, written(key(shown[-1])) if len(rows) > limit else None


def written(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode().rstrip("=")


def read(cursor: str, kinds: Sequence[Callable[[str], Any]]) -> list[Any] | None:
    """The key of the last row, each part as its kind reads it; None for the first page. Raises Refused."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(parts, list) or not all(isinstance(one, str) and "\0" not in one for one in parts):
            raise ValueError
        "".join(parts).encode()  # half a character of JSON's is a text that no database takes
        return [kind(part) for kind, part in zip(kinds, parts, strict=True)]
    except (ValueError, binascii.Error, RecursionError):
        raise Refused(422, "No page was read.", [BAD]) from None

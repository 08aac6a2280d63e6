"""Row identifiers, made by the client so that a row's id is known (and bound into its seal) before it is stored."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562 §5.7): sorts by creation time in milliseconds, so inserts stay at the end of the index."""
    return uuid7()

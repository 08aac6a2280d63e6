"""Random links: 192 bits, URL-safe, saying nothing about whom they belong to."""

import re
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(24)


def is_token(text: str) -> bool:
    """Whether we could have made it. Anything else never reaches the database."""
    return re.fullmatch(r"[A-Za-z0-9_-]{32}", text) is not None

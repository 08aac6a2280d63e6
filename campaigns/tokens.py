"""Random links: 192 bits, URL-safe, saying nothing about whom they belong to."""

import secrets


def new_token() -> str:
    return secrets.token_urlsafe(24)

"""The compiled email of each source, kept under a hash of all that shapes it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import jinja2
from django.conf import settings

from campaigns.models import KeptEmail
from mailer.compiling import EmailSource, compile_email, environment


def kept(source: EmailSource, now: datetime, *, text_only: bool = False) -> KeptEmail:
    """The compiled email of this source: made once, by whoever needs it first. Raises EmailError when it must not be sent.

    `text_only`: the same email without its HTML. Both are looked at by lint, since one text makes both.
    """
    source_hash = hash_of(source, text_only=text_only)
    if found := KeptEmail.objects.filter(pk=source_hash).first():
        return found
    email = compile_email(source, templates())
    return KeptEmail.keep(source_hash, email.words_only() if text_only else email, now)


def hash_of(source: EmailSource, *, text_only: bool = False) -> str:
    document = json.dumps(asdict(source), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(f"{templates_hash()}\n{'text only' * text_only}{document}".encode()).hexdigest()


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    return environment(Path(settings.EMAIL_TEMPLATES))


@lru_cache(maxsize=1)
def templates_hash() -> str:
    """Of everything besides the source that shapes an email: our templates and the MJML version."""
    digest = hashlib.sha256(version("mjml-python").encode())
    for path in sorted(Path(settings.EMAIL_TEMPLATES).rglob("*.j2")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()

"""Are the keys at hand the ones the data was sealed with? Asked at every start, so that a wrong key is met before it seals anything."""

from __future__ import annotations

from django.conf import settings

from clinic.models import Installation
from clinic.refusal import Refusal
from patients.keys import KeyRing


def check_keys() -> None:
    """Compare the keys at hand with the check values kept in the database; note a new one. Raises Refusal."""
    ring = KeyRing.from_settings()
    installation = Installation.current()
    if lacking := lacking_keys(installation):
        raise Refusal(
            f"The stored names and addresses were sealed with key {lacking[0]}, which isn't here: "
            f"restore keys.json in {settings.HOME}, or set FIELD_ENCRYPTION_KEYS to the right keys."
        )
    if ring.current.id not in installation.key_ids:
        installation.key_ids = [*installation.key_ids, ring.current.id]
        installation.save(update_fields=["key_ids"])


def lacking_keys(installation: Installation) -> list[str]:
    """Ids of keys that stored data needs and this process doesn't hold, such as after a rotation it hasn't heard of."""
    held = {key.id for key in KeyRing.from_settings()}
    return [key_id for key_id in installation.key_ids if key_id not in held]

"""What came of asking a provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How we stand with it."""

    FINE = "fine"
    """It knows us, and we may send."""
    LOOK = "look"
    """We may send, and something about it should be looked at."""
    NO = "no"
    """It is there, and nothing would leave."""
    AWAY = "away"
    """It couldn't be reached, so nothing is known."""


@dataclass(frozen=True)
class Told:
    """Sentences without a key, an account or an address. `fix` is empty where there is nothing to do."""

    standing: Standing
    says: str
    fix: str = ""

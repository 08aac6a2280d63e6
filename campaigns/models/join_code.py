"""The part of a slip's address that says which series it leads to, and tells nobody else."""

from __future__ import annotations

import re
import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels: no word comes about by chance. Without 0, 1 and the like: what is read aloud or typed has one reading."""
JOIN_LETTERS = 12  # 51 bits: nobody guesses a series
READ_ALOUD = 4


def new_join_code() -> str:
    return drawn(JOIN_LETTERS)


def new_letters() -> str:
    """What a patient reads aloud at the desk."""
    return drawn(READ_ALOUD)


def drawn(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))


def is_join_code(text: str) -> bool:
    """Whether we could have made it. Anything else never reaches the database."""
    return re.fullmatch(f"[{LETTERS}]{{{JOIN_LETTERS}}}", text) is not None

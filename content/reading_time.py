"""How long a text takes to read."""

from math import ceil

WORDS_A_MINUTE = 200  # a tired reader, not a hurried one


def minutes_for(words: int) -> int:
    """Whole minutes, rounded up, at least one."""
    return max(1, ceil(words / WORDS_A_MINUTE))

"""What the others of a call say about the emails in doubt."""

from __future__ import annotations

from typing import Any

import pytest

from campaigns.models import Attempt
from staff.evidence_words import others

WHOLE = "uncertain"


def call(transport: str = "sendgrid", verdict: str = WHOLE) -> Attempt:
    return Attempt(transport=transport, verdict=verdict, size=100)


@pytest.mark.parametrize(
    ("states", "these", "words"),
    [
        ({"delivered": 98, "held": 1}, 1, "98 of the other 99 arrived, so this one probably did."),
        ({"delivered": 98}, 2, "The other 98 all arrived, so these 2 probably did."),
        (
            {"delivered": 97, "bounced": 2},
            1,
            "97 of the other 99 arrived and 2 came back, so this one probably left too.",
        ),
        ({"bounced": 1, "held": 1}, 1, "1 of the other 2 came back, so this one probably left too."),
        ({"delivered": 1}, 1, "The only other one arrived, so this one probably did."),
        ({"delivered": 1_234, "held": 766}, 1, "1,234 of the other 2,000 arrived, so this one probably did."),
    ],
)
def test_what_arrived_speaks_for_those_in_doubt(states: dict[str, int], these: int, words: str):
    found = others(call(), states, these)
    assert (found.text, found.speaks_for_it) == (words, True)


@pytest.mark.parametrize(
    ("states", "these", "words"),
    [
        ({}, 1, "It went alone."),
        ({}, 12, "None: all 12 are in doubt."),
        ({"held": 99}, 1, "Nothing is known of the other 99 either."),
        ({"uncertain": 1}, 1, "Nothing is known of it either."),
        ({"accepted": 60, "held": 39}, 1, "60 accepted and 39 held; none is known to have arrived."),
    ],
)
def test_silence_proves_nothing(states: dict[str, int], these: int, words: str):
    found = others(call(), states, these)
    assert (found.text, found.speaks_for_it) == (words, False)


@pytest.mark.parametrize("how", [{"transport": "smtp"}, {"verdict": "accepted"}])
def test_where_each_goes_by_itself_the_others_prove_little(how: dict[str, Any]):
    found = others(call(**how), {"delivered": 9}, 1)
    assert found.text == "The other 9 all arrived, but each went by itself: that says little of this one."
    assert not found.speaks_for_it

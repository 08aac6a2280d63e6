"""What the double answers to one request, and what then becomes of each email it took. The mix is fixed and stated here."""

from __future__ import annotations

from random import Random

OUTCOMES = (
    "ok", "429", "503", "400", "named 400", "401", "refused", "reset before", "reset mid", "reset after", "reset after taking",
    "hang", "hang after taking", "500", "500 after taking", "200 page", "302",
)  # fmt: skip
"""`after taking`: the emails are on their way, and the answer says nothing of the kind. All others but "ok" take nothing."""
TAKING = frozenset(one for one in OUTCOMES if one == "ok" or one.endswith("taking"))

MIX = {
    "ok": 60, "429": 4, "503": 4, "400": 2, "named 400": 2, "refused": 4, "reset before": 3, "reset mid": 3, "reset after": 3,
    "reset after taking": 3, "hang": 2, "hang after taking": 2, "500": 2, "500 after taking": 3, "200 page": 2, "302": 1,
}  # fmt: skip
"""In a hundred requests, where a story doesn't say which."""

FATES = {
    "delivered": 82, "deferred, then delivered": 5, "soft bounce": 4, "hard bounce": 2, "dropped": 1, "not sent": 1,
    "delivered, then a bounce without ids": 1, "complaint": 1, "unsubscribe": 2, "group unsubscribe": 1,
}  # fmt: skip
"""In a hundred emails the double took."""
NEVER_ARRIVES = frozenset({"soft bounce", "hard bounce", "dropped", "not sent"})
SILENCES = frozenset({"hard bounce", "dropped", "complaint", "unsubscribe", "group unsubscribe",
                      "delivered, then a bounce without ids"})  # fmt: skip
"""After its events nobody may write to that address any more."""


def drawn(chance: Random, mix: dict[str, int]) -> str:
    return chance.choices(list(mix), list(mix.values()))[0]

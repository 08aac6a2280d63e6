"""One line of the checklist."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """`met` is None for a question that only a person can answer. `field` is the part of the lesson that mends it.

    `code` names the item of the standard: PEMAT-P (Agency for Healthcare Research and Quality, items 1-26) or CDC (Clear
    Communication Index of the Centers for Disease Control and Prevention, items 1-20); without a number it is our own.
    """

    code: str
    asks: str
    met: bool | None
    why: str
    field: str

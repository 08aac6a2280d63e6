"""What an attribute's value must be like, by its kind (elements.toml). Each complaint says what is allowed."""

import re
from functools import cache
from typing import NamedTuple

from mailer.finding import Severity
from mailer.merge import LOOKS_LIKE_A_TOKEN
from mailer.mjml.colours import colour_hint, in_six_digits, is_colour
from mailer.mjml.elements import did_you_mean

MAY_HOLD_FIELDS = {"text", "address"}
RUNS_A_SCRIPT = re.compile(r"\s*(?:java|vb)script:", re.IGNORECASE)
BARE_NUMBER = re.compile(r"-?\d*\.?\d+")


class Complaint(NamedTuple):
    severity: Severity
    says: str
    hint: str


def complaint(kind: str, value: str) -> Complaint | None:
    """What is wrong with a value of this kind, if anything."""
    if kind not in MAY_HOLD_FIELDS and LOOKS_LIKE_A_TOKEN.search(value):
        hint = "A merge field can't stand here: only in words, addresses, alt and title. Write the value itself."
        return Complaint("error", "holds a merge field", hint)
    match kind.split():
        case ["text"] | ["style"]:
            return None
        case ["address"]:
            script = RUNS_A_SCRIPT.match(value)
            return Complaint("error", "runs a script", "Mail programs refuse it: write an address.") if script else None
        case ["colour"]:
            return _colour(value.strip())
        case ["whole", "number"]:
            fits = re.fullmatch(r"\d+", value.strip())
            return None if fits else Complaint("error", "isn't a whole number", "Write digits only.")
        case ["one", "of", *words]:
            return _choice([word.strip("'") for word in words], value)
        case ["1", "to", "4", "of", *units]:
            return _lengths(units, value, most=4)
        case units:
            return _lengths(units, value, most=1)


def _colour(value: str) -> Complaint | None:
    if six := in_six_digits(value):
        return Complaint("warning", "has three digits, which mrml doesn't expand", f"Write {six}.")
    return None if is_colour(value) else Complaint("error", "isn't a colour", colour_hint(value))


def _choice(words: list[str], value: str) -> Complaint | None:
    if value in words:
        return None
    said = [word for word in words if word]
    allowed = f"Write {' or '.join(said)}."
    return Complaint("error", "isn't one of its values", f"{did_you_mean(value, said)} {allowed}".lstrip())


def _lengths(units: list[str], value: str, most: int) -> Complaint | None:
    given = value.split()
    wrong = [one for one in given if not _length(tuple(units)).fullmatch(one)]
    if given and len(given) <= most and not wrong:
        return None
    signs = [unit.strip("-") for unit in units if unit.strip("-") not in ("auto", "unitless")]
    also = [" or auto"] * ("auto" in units) + [" or a bare number"] * ("unitless" in units)
    allowed = f"{'One to four lengths' if most > 1 else 'One length'} in {' or '.join(signs)}{''.join(also)}."
    if wrong and BARE_NUMBER.fullmatch(wrong[0]):
        return Complaint("error", "lacks its unit", f"Write {wrong[0]}{signs[0]}. {allowed}")
    return Complaint("error", "isn't a length that fits here", allowed)


@cache
def _length(units: tuple[str, ...]) -> re.Pattern[str]:
    sign = "-?" if any(unit.startswith("-") for unit in units) else ""
    signs = [re.escape(unit.strip("-")) for unit in units if unit not in ("auto", "unitless")]
    bare = "?" if "unitless" in units else ""
    return re.compile(rf"0|{sign}\d*\.?\d+(?:{'|'.join(signs)}){bare}" + ("|auto" if "auto" in units else ""))

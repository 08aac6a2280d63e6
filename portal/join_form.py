"""What was typed into the form of a slip: kept as it was, and cleaned when it is good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from campaigns.enrolling import Request
from patients.addresses import clean_address
from patients.dates import clean_birth_date
from patients.names import clean_name

FIELDS = frozenset(
    {"email", "given_name", "family_name", "month", "day", "year", "language", "shared", "consent", "website"}
)
LONGEST = 300  # characters shown again of what was typed; more than any address or name has


@dataclass(frozen=True, repr=False)
class Typed:
    """`website` is hidden from people: whoever fills it in is a program."""

    email: str = ""
    given_name: str = ""
    family_name: str = ""
    month: str = ""
    day: str = ""
    year: str = ""
    language: str = ""
    shared: str = ""
    consent: str = ""
    website: str = ""
    whole: bool = True  # every field came once and is one of ours, and none is longer than a person types

    @classmethod
    def read(cls, lists: Mapping[str, Sequence[object]]) -> Typed:
        """`lists`: as a QueryDict has them."""
        known = {name: str(lists[name][0]) for name in FIELDS if lists.get(name)}
        once = all(len(values) == 1 for values in lists.values()) and not set(lists) - FIELDS
        whole = once and all(len(text) <= LONGEST for text in known.values())
        return cls(**{name: text[:LONGEST] for name, text in known.items()}, whole=whole)

    def problem(self, languages: Sequence[str], today: date) -> str:
        """The word in templates/words that says what is wrong, without join_; empty when nothing is."""
        if not self.whole or self.language not in languages:
            return "bad_form"
        try:
            clean_address(self.email)
        except ValidationError:
            return "bad_email"
        try:
            named = clean_name(self.given_name) and clean_name(self.family_name) is not None
        except ValidationError:
            named = False
        if not named:
            return "bad_name"
        if not self.is_born(today):
            return "bad_date"
        return "" if self.consent else "bad_consent"

    def is_born(self, today: date) -> bool:
        try:
            return bool(clean_birth_date(self.birth_date(), today=today))
        except (ValueError, OverflowError, ValidationError):
            return False

    def birth_date(self) -> date:
        """Raises ValueError and OverflowError for what isn't in the calendar. Digits of every script count."""
        return date(int(self.year), int(self.month), int(self.day))

    def request(self, series: str) -> Request:
        """Raises ValidationError where `problem` found one."""
        return Request(
            series=series, email=clean_address(self.email), given_name=clean_name(self.given_name),
            family_name=clean_name(self.family_name), birth_date=self.birth_date(), language=self.language,
            private_mail=bool(self.shared),
        )  # fmt: skip

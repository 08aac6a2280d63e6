"""What was typed into the form of a slip: kept as it was, and cleaned when it is good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from campaigns.enrolling.one_patient import Request
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

    def problems(self, languages: Sequence[str], today: date) -> list[str]:
        """The words in templates/words that say what is wrong, without join_, in the order of the form."""
        if not self.whole or self.language not in languages:
            return ["bad_form"]
        good = {
            "bad_email": is_clean(clean_address, self.email),
            "bad_name": bool(self.given_name.strip()) and is_clean(clean_name, self.given_name),
            "bad_family_name": is_clean(clean_name, self.family_name),
            "bad_date": self.is_born(today),
            "bad_consent": bool(self.consent),
        }
        return [word for word, is_good in good.items() if not is_good]

    def is_born(self, today: date) -> bool:
        try:
            return bool(clean_birth_date(self.birth_date(), today=today))
        except (ValueError, OverflowError, ValidationError):
            return False

    def birth_date(self) -> date:
        """Raises ValueError and OverflowError for what isn't in the calendar. Digits of every script count."""
        return date(int(self.year), int(self.month), int(self.day))

    def request(self, series: str) -> Request:
        """Raises ValidationError where `problems` found one."""
        return Request(
            series=series, email=clean_address(self.email), given_name=clean_name(self.given_name),
            family_name=clean_name(self.family_name), birth_date=self.birth_date(), language=self.language,
            private_mail=bool(self.shared),
        )  # fmt: skip


def is_clean(clean: Callable[[str], str], text: str) -> bool:
    try:
        clean(text)
    except ValidationError:
        return False
    return True

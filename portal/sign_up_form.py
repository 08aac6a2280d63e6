"""What was typed into the sign-up form: kept as it was, and cleaned when it is good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from campaigns.contacts.signing_up import Asked
from patients.addresses import clean_address
from patients.names import clean_name

FIELDS = frozenset({"email", "given_name", "language", "website"})
LONGEST = 300  # characters shown again of what was typed; more than any address or name has


@dataclass(frozen=True, repr=False)
class Typed:
    """`website` is hidden from people: whoever fills it in is a program."""

    email: str = ""
    given_name: str = ""
    language: str = ""
    website: str = ""
    whole: bool = True  # every field came once and is one of ours, and none is longer than a person types

    @classmethod
    def read(cls, lists: Mapping[str, Sequence[object]]) -> Typed:
        """`lists`: as a QueryDict has them."""
        known = {name: str(lists[name][0]) for name in FIELDS if lists.get(name)}
        once = all(len(values) == 1 for values in lists.values()) and not set(lists) - FIELDS
        whole = once and all(len(text) <= LONGEST for text in known.values())
        return cls(**{name: text[:LONGEST] for name, text in known.items()}, whole=whole)

    def problem(self, languages: Sequence[str]) -> str:
        """The word in templates/words that says what is wrong, without sign_up_; empty when nothing is."""
        if not self.whole or self.language not in languages:
            return "bad_form"
        try:
            clean_address(self.email)
        except ValidationError:
            return "bad_email"
        try:
            clean_name(self.given_name)
        except ValidationError:
            return "bad_name"
        return ""

    def asked(self) -> Asked:
        """Raises ValidationError where `problem` found one."""
        return Asked(clean_address(self.email), clean_name(self.given_name), self.language)

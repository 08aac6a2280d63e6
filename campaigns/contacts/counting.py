"""How many contacts there are, by language and by whether a newsletter would reach them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from campaigns.newsletters.audience import why_left_out
from patients.models import Patient


@dataclass(frozen=True)
class Contacts:
    """`left_out` counts by campaigns.newsletters.audience.LeftOut, `by_language` everybody."""

    people: int
    left_out: Counter[str]
    by_language: Counter[str]

    @property
    def reached(self) -> int:
        return self.people - self.left_out.total()


def count_contacts() -> Contacts:
    """One query over the contacts alone; two who share an address count as two."""
    rows = Patient.objects.contacts().annotate(why=why_left_out(None)).order_by()
    left_out: Counter[str] = Counter()
    by_language: Counter[str] = Counter()
    for language, why, number in rows.values_list("language", "why").annotate(number=Count("pk")):
        by_language[language] += number
        left_out[why] += number
    del left_out[""]
    return Contacts(by_language.total(), left_out, by_language)

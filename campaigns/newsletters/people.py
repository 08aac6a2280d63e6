"""The people behind the numbers of an audience: five who get it, and those left out for one reason."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.db.models.query import QuerySet

from campaigns.models import Newsletter
from campaigns.newsletters.audience import LeftOut, Rules, chosen, texts_wanted, why_left_out
from patients.models import Patient


def looked_at(newsletter: Newsletter, zone: ZoneInfo) -> QuerySet[Any]:
    """Everybody the saved rules choose in the order planning goes through them; `why` is empty for those who get it."""
    people = chosen(Rules.read(newsletter.audience), zone)
    return people.annotate(why=why_left_out(texts_wanted(newsletter))).order_by("id")


def some_of(newsletter: Newsletter, zone: ZoneInfo, number: int = 5) -> list[Patient]:
    """The same people each time, as long as the audience stays; all of them where there are no more.

    Ids are made in order of time, so places spread evenly between the first and the last spread over old and new readers.
    Each place costs two looks by an index, however many people there are.
    """
    gets_it = looked_at(newsletter, zone).filter(why="")
    first, last = gets_it.first(), gets_it.last()
    found: list[Patient] = []
    if first is None or last is None:
        return found
    for start in places(newsletter.pk, first.pk, last.pk, number):
        others = gets_it.exclude(email_index__in=[one.email_index for one in found])
        near = others.filter(pk__gte=start).first() or others.first()
        if near is None:
            break
        its_first = gets_it.filter(email_index=near.email_index).first()  # who gets it, of those who share an address
        found.append(its_first or near)
    return found


def places(seed: UUID, first: UUID, last: UUID, number: int) -> Iterator[UUID]:
    """Ids between these two, the same for the same seed."""
    for nth in range(number):
        share = int.from_bytes(sha256(f"{seed}:{nth}".encode()).digest()[:8])
        yield UUID(int=first.int + ((last.int - first.int) * share >> 64))


def left_out(newsletter: Newsletter, zone: ZoneInfo, why: LeftOut, after: UUID | None, most: int) -> list[Patient]:
    """Those left out for this reason, in the order of their ids, the first `most` behind `after`."""
    people = looked_at(newsletter, zone)
    if why == LeftOut.SAME_ADDRESS:
        before = people.filter(why="", email_index=OuterRef("email_index"), id__lt=OuterRef("id"))
        rows = people.filter(why="").filter(Exists(before.order_by()))
    else:
        rows = people.filter(why=why)
    return list((rows.filter(pk__gt=after) if after else rows)[:most])

"""Suppressions: addresses that must not be mailed, kept as blind indexes so that they outlive the patient."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy

from patients.addresses import address_key
from patients.blind_index import INDEX_HEX, Purpose, index_of, indexes_of
from patients.dates import aware
from patients.identifiers import new_id
from patients.keys import KEY_ID_BYTES, KeyRing

MAX_NOTE = 200
# SQLite binds at most 32,766 values in a statement (SQLITE_MAX_VARIABLE_NUMBER).
MOST_IN_ONE_QUERY = 30_000


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """The vocabulary of not mailing."""

    def of(self, address: str) -> Self:
        """Suppressions of this mailbox, under every key we hold. Raises ValidationError when it is no address."""
        return self.filter(email_index__in=indexes_of(Purpose.EMAIL, address_key(address)).values())

    def stopping(self, *, news: bool) -> Self:
        """Those that stop newsletters, or those that stop care lessons: an end to newsletters alone isn't among these."""
        return self if news else self.filter(only_news=False)

    def suppress(
        self, address: str, reason: "Suppression.Reason", now: datetime, *, note: str = "", only_news: bool = False
    ) -> "Suppression":
        """Never mail this address again, or no newsletter. A repeat keeps `since`, and changes the reason only to the person's own word.

        Raises ValidationError for no address, and for a note that could hold one.
        """
        if "@" in note or len(note) > MAX_NOTE:
            raise ValidationError(f"Write a note of at most {MAX_NOTE} characters without an address.", code="note")
        suppression = self.filter(only_news=only_news).of(address).first() or self._added(
            address, reason, now, note, only_news
        )
        if reason in Suppression.OWN_WORD and suppression.reason != reason:
            suppression.reason, suppression.note = reason, note
            suppression.save(update_fields=["reason", "note"])
        return suppression

    def suppress_all(
        self, addresses: Iterable[str], reason: "Suppression.Reason", now: datetime, *, only_news: bool
    ) -> None:
        """The same for many at once; those suppressed already keep their reason. What isn't an address is passed over."""
        key = KeyRing.from_settings().current.id
        known, wanted = self.filter(only_news=only_news), list(addresses)
        had = known.covering(wanted, news=True)
        indexes = {index_of(Purpose.EMAIL, address_key(one)) for one in wanted if one not in had}
        self.bulk_create(
            [
                Suppression(email_index=index, index_key=key, reason=reason, since=aware(now), only_news=only_news)
                for index in sorted(indexes)
            ],
            ignore_conflicts=True,
        )

    def covering(self, addresses: Iterable[str], *, news: bool = False) -> set[str]:
        """Those of `addresses` that must not get a lesson (or, with `news`, a newsletter), as given. One query for 30,000 ÷ keys of them.

        What isn't an address is among them, because nobody can tell who it was meant for.
        """
        by_index, covered = _by_index(addresses)
        for indexes in _in_parts(by_index):
            for found in self.stopping(news=news).filter(email_index__in=indexes).values_list("email_index", flat=True):
                covered |= by_index[found]
        return covered

    def lift(self, address: str) -> bool:
        """Allow mail to this address again, but no newsletter it was taken off. True when it was suppressed. Raises ValidationError for no address."""
        return bool(self.filter(only_news=False).of(address).delete()[0])

    def lift_news(self, address: str) -> bool:
        """Allow newsletters to it again, because the person asked for them here. True when they were stopped. Raises ValidationError."""
        return bool(self.filter(only_news=True).of(address).delete()[0])

    def under_missing_keys(self) -> Self:
        """Suppressions that no longer work because their key isn't held: mail must stop until it is."""
        return self.exclude(index_key__in=[key.id for key in KeyRing.from_settings().finding])

    def _added(
        self, address: str, reason: "Suppression.Reason", now: datetime, note: str, only_news: bool
    ) -> "Suppression":
        suppression, _ = self.get_or_create(
            email_index=index_of(Purpose.EMAIL, address_key(address)),
            index_key=KeyRing.from_settings().current.id,
            only_news=only_news,
            defaults={"reason": reason, "since": aware(now), "note": note},
        )
        return suppression


class Suppression(models.Model):
    """One address that must not be mailed, for every patient who shares it: nothing at all, or no newsletter."""

    class Reason(models.TextChoices):
        # The provider says the mailbox doesn't exist.
        HARD_BOUNCE = "hard_bounce", gettext_lazy("Hard bounce")
        # It was refused for passing reasons three times in a row.
        SOFT_BOUNCES = "soft_bounces", gettext_lazy("Bounced three times in a row")
        # The person pressed "this is spam".
        COMPLAINT = "complaint", gettext_lazy("Complaint")
        # The person asked for no more email at all.
        UNSUBSCRIBED = "unsubscribed", gettext_lazy("Unsubscribed")
        # Someone at the clinic stopped it, such as after a call or a death.
        STAFF = "staff", gettext_lazy("Stopped by staff")
        # The provider refuses the address for a reason of its own.
        PROVIDER = "provider", gettext_lazy("Refused by the provider")

    OWN_WORD: ClassVar = frozenset({Reason.COMPLAINT, Reason.UNSUBSCRIBED})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email_index = models.CharField(max_length=INDEX_HEX)
    index_key = models.CharField(max_length=2 * KEY_ID_BYTES)
    reason = models.CharField(max_length=16, choices=Reason)
    since = models.DateTimeField()
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    only_news = models.BooleanField(default=False)  # off the newsletters, such as in another tool: lessons still come

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            # Serves covering(), which every claim asks for its whole batch.
            models.UniqueConstraint(fields=["email_index", "index_key", "only_news"], name="suppression_once"),
        ]

    def __str__(self) -> str:
        return f"Suppression {self.id} ({self.reason})"


def _by_index(addresses: Iterable[str]) -> tuple[dict[str, set[str]], set[str]]:
    by_index: dict[str, set[str]] = {}
    unreadable: set[str] = set()
    for address in addresses:
        try:
            indexes = indexes_of(Purpose.EMAIL, address_key(address))
        except ValidationError:
            unreadable.add(address)
            continue
        for index in indexes.values():
            by_index.setdefault(index, set()).add(address)
    return by_index, unreadable


def _in_parts(values: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(values)
    while part := list(islice(remaining, MOST_IN_ONE_QUERY)):
        yield part

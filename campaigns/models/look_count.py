"""How many emails of a newsletter were opened and clicked, kept in the transaction that writes the events down. Only of one that is counted."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import models
from django.db.models import F


class LookCounts(models.QuerySet["LookCount"]):
    def add(self, changes: Mapping[UUID, Mapping[str, int]]) -> None:
        """`changes`: by newsletter, what each column grows by. In a fixed order, so that two workers never wait for each other in a circle."""
        for newsletter, grown in sorted(changes.items(), key=lambda one: str(one[0])):
            if any(grown.values()):
                self.bulk_create([LookCount(newsletter_id=newsletter)], ignore_conflicts=True)
                self.filter(pk=newsletter).update(**{name: F(name) + by for name, by in grown.items()})


class LookCount(models.Model):
    """Each counts emails, so about as many readers. One that a person opened isn't among those that only machines did."""

    newsletter = models.OneToOneField("campaigns.Newsletter", primary_key=True, on_delete=models.CASCADE)
    opened = models.IntegerField(default=0)
    opened_by_machine = models.IntegerField(default=0)
    clicked = models.IntegerField(default=0)
    clicked_by_machine = models.IntegerField(default=0)

    objects = LookCounts.as_manager()

    def __str__(self) -> str:
        return f"about {self.opened} opened, {self.clicked} clicked"

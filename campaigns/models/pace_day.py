"""How many messages were handed over on one day: in all, and to each mailbox provider the clinic limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection, models

IN_ALL = ""
ADD = """
INSERT INTO campaigns_paceday (transport, day, domain, sent) VALUES (%s, %s, %s, %s)
ON CONFLICT (transport, day, domain) DO UPDATE SET sent = campaigns_paceday.sent + excluded.sent
"""


class PaceDays(models.QuerySet["PaceDay"]):
    def sent(self, transport: str, day: date) -> dict[str, int]:
        """By domain; IN_ALL is the whole."""
        return dict(self.filter(transport=transport, day=day).values_list("domain", "sent"))

    def add(self, transport: str, day: date, counts: Mapping[str, int]) -> None:
        """Negative counts give back what didn't leave after all."""
        field = PaceDay._meta.get_field("day")
        rows = [
            (transport, field.get_db_prep_value(day, connection), name, n) for name, n in sorted(counts.items()) if n
        ]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(ADD, rows)


class PaceDay(models.Model):
    transport = models.CharField(max_length=20)
    day = models.DateField()  # the clinic's date
    domain = models.CharField(
        max_length=255, blank=True
    )  # only domains the clinic's settings name: never a patient's own
    sent = models.IntegerField(default=0)

    objects = PaceDays.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transport", "day", "domain"], name="pace_day_one_cell")]

    def __str__(self) -> str:
        return f"{self.sent} on {self.day}"

"""How many messages are in each state, by day and series: kept in the transaction that moves them, so pages needn't count rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection, models

from campaigns.models.state_table import State
from campaigns.rows import KeyOf

LEFT = (State.ACCEPTED, State.DELIVERED, State.UNCERTAIN, State.HELD, State.BOUNCED, State.DROPPED)
Cell = tuple[date, KeyOf, str]  # day, series, state

ADD = """
INSERT INTO campaigns_tally (day, series_id, state, count) VALUES (%s, %s, %s, %s)
ON CONFLICT (day, series_id, state) DO UPDATE SET count = campaigns_tally.count + excluded.count
"""


class Tallies(models.QuerySet["Tally"]):
    def made(self, cells: Iterable[Cell]) -> None:
        self.add(Counter(cells))

    def unmade(self, cells: Iterable[Cell]) -> None:
        self.add({cell: -count for cell, count in Counter(cells).items()})

    def moved(self, moves: Iterable[tuple[date, KeyOf, str, str]], *, to_day: date | None = None) -> None:
        """`moves`: day, series, state before, state after. `to_day`: they count on that day from now on."""
        cells: Counter[Cell] = Counter()
        for (day, series, before, after), count in Counter(moves).items():
            cells[day, series, before] -= count
            cells[to_day or day, series, after] += count
        self.add(cells)

    def add(self, cells: Mapping[Cell, int]) -> None:
        """In a fixed order, so that two workers never wait for each other in a circle."""
        rows = sorted(
            ([*prepared(cell), count] for cell, count in cells.items() if count), key=lambda row: [*map(str, row)]
        )
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(ADD, rows)

    def busiest_day(self) -> int:
        """The most messages that ever left, or may have left, on one day."""
        days = self.filter(state__in=LEFT).order_by().values("day").annotate(left=models.Sum("count"))
        return days.aggregate(most=models.Max("left"))["most"] or 0

    def by_state(self) -> dict[str, int]:
        """Of all messages there are, those in each state that has some."""
        rows = self.order_by().values_list("state").annotate(sum=models.Sum("count"))
        return {state: count for state, count in rows if count}

    def counted_anew(self) -> dict[Cell, int]:
        """What the rows themselves say, counted one by one: for checks, not for pages."""
        from campaigns.models.message import Message

        rows = Message.objects.order_by().values_list("day", "series_id", "state").annotate(count=models.Count("pk"))
        return {(day, series, state): count for day, series, state, count in rows}

    def kept(self) -> dict[Cell, int]:
        rows = self.exclude(count=0).values_list("day", "series_id", "state", "count")
        return {(day, series, state): count for day, series, state, count in rows}


class Tally(models.Model):
    day = models.DateField()
    series = models.ForeignKey("campaigns.Series", on_delete=models.CASCADE, related_name="tallies")
    state = models.CharField(max_length=10)
    count = models.IntegerField(default=0)

    objects = Tallies.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["day", "series", "state"], name="tally_one_cell")]

    def __str__(self) -> str:
        return f"{self.count} {self.state} on {self.day}"


def prepared(cell: Cell) -> list[Any]:
    day, series, state = cell
    return [connection.ops.adapt_datefield_value(day), Tally.series.field.get_db_prep_value(series, connection), state]

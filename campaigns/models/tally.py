"""How many messages are in each state, by day and what they belong to (a series or a newsletter): kept in the transaction that moves them, so pages needn't count rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.functions import Coalesce

from campaigns.models.state_table import State
from campaigns.rows import KeyOf

LEFT = (State.ACCEPTED, State.DELIVERED, State.UNCERTAIN, State.HELD, State.BOUNCED, State.DROPPED)
Cell = tuple[date, KeyOf, str]  # day, the id of a series or newsletter (NEITHER for emails of none), state
NEITHER = UUID(int=0)

ADD = """
INSERT INTO campaigns_tally (day, source, state, count) VALUES (%s, %s, %s, %s)
ON CONFLICT (day, source, state) DO UPDATE SET count = campaigns_tally.count + excluded.count
"""


class Tallies(models.QuerySet["Tally"]):
    def made(self, cells: Iterable[Cell]) -> None:
        self.add(Counter(cells))

    def unmade(self, cells: Iterable[Cell]) -> None:
        self.add({cell: -count for cell, count in Counter(cells).items()})

    def moved(self, moves: Iterable[tuple[date, KeyOf, str, str]], *, to_day: date | None = None) -> None:
        """`moves`: day, series or newsletter, state before, state after. `to_day`: they count on that day from now on."""
        cells: Counter[Cell] = Counter()
        for (day, source, before, after), count in Counter(moves).items():
            cells[day, source, before] -= count
            cells[to_day or day, source, after] += count
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

        source = Coalesce("series_id", "newsletter_id", models.Value(NEITHER, output_field=models.UUIDField()))
        rows = Message.objects.order_by().annotate(of=source).values_list("day", "of", "state")
        return {(day, of, state): count for day, of, state, count in rows.annotate(count=models.Count("pk"))}

    def of(self, source: UUID) -> dict[str, int]:
        """How many messages of this series or newsletter are in each state, over all days."""
        return self.of_each([source]).get(source, {})

    def of_each(self, sources: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
        """The same for several at once."""
        rows = self.filter(source__in=list(sources)).order_by().values_list("source", "state")
        found: dict[UUID, dict[str, int]] = {}
        for source, state, count in rows.annotate(sum=models.Sum("count")):
            if count:
                found.setdefault(source, {})[state] = count
        return found

    def kept(self) -> dict[Cell, int]:
        rows = self.exclude(count=0).values_list("day", "source", "state", "count")
        return {(day, source, state): count for day, source, state, count in rows}


class Tally(models.Model):
    day = models.DateField()
    source = models.UUIDField(default=NEITHER)  # no foreign key: it counts for either of two tables
    state = models.CharField(max_length=10)
    count = models.IntegerField(default=0)

    objects = Tallies.as_manager()

    class Meta:
        # Serves a newsletter's own figures.
        indexes = [models.Index(fields=["source", "state"], name="tally_of_one_source")]
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["day", "source", "state"], name="tally_one_cell")]

    def __str__(self) -> str:
        return f"{self.count} {self.state} on {self.day}"


def prepared(cell: Cell) -> list[Any]:
    day, source, state = cell
    return [
        connection.ops.adapt_datefield_value(day),
        Tally._meta.get_field("source").get_db_prep_value(source, connection),
        state,
    ]

"""Where enrolments go on after a lesson has left: what is asked of the rows, in a few columns, and the answer, worked out once for all alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaigns.columns import Key
from campaigns.hours import HoursOfSeries
from campaigns.models import Enrolment, Series, Ways
from campaigns.models.message import Messages
from campaigns.rows import KeyOf
from campaigns.steps import place as places
from patients.models import Patient


class GoneStep(NamedTuple):
    position: int
    number: int
    day: int


class GoneEnrolment(NamedTuple):
    """Named as in the model."""

    pk: KeyOf
    series_id: KeyOf
    position: int
    ahead: int
    procedure_on: date | None
    waits_for: str
    anchored_on: date
    pace: int
    break_until: date | None
    time_zone: str  # the patient's

    @property
    def place(self) -> places.Place:
        return places.Place(self.position, self.ahead)

    @property
    def zone(self) -> ZoneInfo:
        """Raises ZoneInfoNotFoundError when this machine doesn't know it."""
        return ZoneInfo(self.time_zone)


class Gone(NamedTuple):
    """A lesson that left, or may have, and where its enrolment stood."""

    claimed_at: datetime | None
    step: GoneStep
    enrolment: GoneEnrolment


class Standing(NamedTuple):
    """What decides where an enrolment goes on."""

    series: KeyOf
    place: places.Place
    step: GoneStep
    left_on: date
    waits_for: str
    anchored_on: date
    procedure_on: date | None
    pace: int
    break_until: date | None
    zone: ZoneInfo


class Place(NamedTuple):
    """Where an enrolment goes on: the fields that are written for each."""

    position: int
    ahead: int
    left_day: int | None
    left_on: date | None
    waits_for: str
    next_due_at: datetime | None


def gone(lessons: Messages) -> list[Gone]:
    found = lessons.values_list(
        "claimed_at", "step__position", "step__number", "step__day", Key("enrolment"), Key("enrolment__series"), "enrolment__position",
        "enrolment__ahead", "enrolment__procedure_on", "enrolment__waits_for", "enrolment__anchored_on",
        "enrolment__pace", "enrolment__break_until", "enrolment__patient__time_zone",
    )  # fmt: skip
    return [
        Gone(at, GoneStep(position, number, day), GoneEnrolment(*rest)) for at, position, number, day, *rest in found
    ]


class Places:
    """Most of a batch stand alike: the same step left on the same day, in a few zones. Each such standing is worked out once."""

    def __init__(self, hours: HoursOfSeries) -> None:
        self.hours, self.ways = hours, Ways()
        self.known: dict[Standing, tuple[Place, bool]] = {}

    def after(self, standing: Standing) -> tuple[Place, bool]:
        """The place, and whether the series is finished with that."""
        if standing not in self.known:
            self.known[standing] = self.worked_out(standing)
        return self.known[standing]

    def worked_out(self, standing: Standing) -> tuple[Place, bool]:
        way = self.ways.of(Series(pk=standing.series))
        one = Enrolment(
            series_id=standing.series, left_day=standing.step.day, left_on=standing.left_on, waits_for=standing.waits_for,
            anchored_on=standing.anchored_on, procedure_on=standing.procedure_on, pace=standing.pace,
            break_until=standing.break_until, patient=Patient(time_zone=standing.zone.key),
        )  # fmt: skip
        one.place = places.past(way, standing.place, standing.step)
        one.set_next_due(self.hours.of(standing.series), way)
        if (
            standing.waits_for == Enrolment.WaitsFor.CONFIRMATION
        ):  # the address was changed while this one was on its way
            one.next_due_at = None
        return Place(*(getattr(one, name) for name in Place._fields)), one.state == Enrolment.State.FINISHED

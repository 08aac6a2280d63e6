"""When emails may leave, as the calendar wants it: the clinic's hours, and those of a series where it has its own."""

from __future__ import annotations

from datetime import date

from campaigns.calendar import SendingHours
from campaigns.models import Series
from campaigns.rows import KeyOf
from campaigns.series.rules import SeriesRules
from clinic.models import ClinicProfile


def sending_hours(clinic: ClinicProfile, series: Series | None = None) -> SendingHours:
    hours = SendingHours(
        start=clinic.window_start,
        end=clinic.window_end,
        weekdays=frozenset(clinic.weekdays),
        holidays=frozenset(date.fromisoformat(day) for day in clinic.holidays),
    )
    return series.rules.hours(hours) if series else hours


class HoursOfSeries:
    """The hours and rules of each series, looked up once for many enrolments. A series is named by its id, however the database writes it."""

    def __init__(self, clinic: ClinicProfile) -> None:
        self.clinic = clinic
        self.known: dict[KeyOf, tuple[SendingHours, SeriesRules]] = {}

    def of(self, series: KeyOf) -> SendingHours:
        return self.looked_up(series)[0]

    def rules(self, series: KeyOf) -> SeriesRules:
        return self.looked_up(series)[1]

    def looked_up(self, series: KeyOf) -> tuple[SendingHours, SeriesRules]:
        if series not in self.known:
            row = Series.objects.get(pk=series)
            self.known[series] = sending_hours(self.clinic, row), row.rules
        return self.known[series]

"""Changing a series' rules while patients are on their way: their next dates are worked out anew, shown first, then written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.enrolments.beginning import begin_or_wait
from campaigns.hours import sending_hours
from campaigns.models import Authorization, Enrolment, Series, Step
from campaigns.series.rules import SeriesRules
from campaigns.series.source import write_source
from campaigns.series.start_codes import checked, set_codes
from campaigns.steps.changing import take_back
from campaigns.steps.conditions import Conditions
from campaigns.steps.moving import Move, moves, write_moves
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal


@dataclass(frozen=True)
class Rules:
    """All that is asked on the rules page. `codes`: (system, code)."""

    own: SeriesRules
    codes: tuple[tuple[str, str], ...] = ()
    sponsor: str = ""

    @classmethod
    def of(cls, series: Series) -> Rules:
        return cls(series.rules, tuple((one.system, one.code) for one in series.start_codes.all()), series.sponsor)

    def check(self, series: Series) -> None:
        """Raises Refusal."""
        SeriesRules.read(self.own.as_json())
        for system, code in self.codes:
            checked(system, code)
        known = set(Series.objects.filter(slug__in=self.own.ends_with).values_list("slug", flat=True)) - {series.slug}
        if strange := [slug for slug in self.own.ends_with if slug not in known]:
            said = _("There is no other series {name} that could end this one.")
            raise Refusal(said.format(name=repr(strange[0])))
        if len(self.sponsor) > 200:
            raise Refusal(_("The sponsor’s name is longer than 200 characters: shorten it."))


def moves_by_rules(series: Series, rules: SeriesRules) -> list[Move]:
    way = list(series.way())
    return moves(series, way, way, rules.hours(sending_hours(ClinicProfile.current())))


def change_rules(series: Series, wanted: Rules, now: datetime, *, by: str) -> int:
    """How many patients under way have another date now. A new sponsor needs an authorization of its own. Raises Refusal."""
    wanted.check(series)
    with transaction.atomic():
        row = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        found = moves_by_rules(row, wanted.own)
        if wanted.own != row.rules:
            take_back(list(row.way()))
            write_moves(found, now)
        if wanted.sponsor != row.sponsor:
            row.authorization = None
        row.own_rules, row.sponsor = wanted.own.as_json(), wanted.sponsor
        row.save(update_fields=["own_rules", "sponsor", "authorization"])
        begin_without_confirming(row, now)
        set_codes(row, wanted.codes)
        write_source(row)
        touched = retimed(found)
        AuditEntry.objects.record("series.rules", actor=by, now=now, subject=row.pk, patients=touched)
    return touched


def begin_without_confirming(series: Series, now: datetime) -> None:
    """Whoever agreed and waited only for the address goes on where it needn't be confirmed any more."""
    if not series.rules.confirm_address:
        for one in (
            Enrolment.objects.waiting(Enrolment.WaitsFor.CONFIRMATION).filter(series=series).select_related("patient")
        ):
            one.series = series
            begin_or_wait(one, now)
            one.save(update_fields=["waits_for", "next_due_at", "state"])


def retimed(found: Sequence[Move]) -> int:
    return sum(one.under_way and one.before.next_due_at != one.after.next_due_at for one in found)


def change_conditions(step: Step, wanted: Conditions, now: datetime, *, by: str) -> None:
    """For whom a step is, from its next turn on: what left or was skipped stays so."""
    with transaction.atomic():
        Step.objects.filter(pk=step.pk).update(conditions=wanted.as_json())
        series = Series.objects.select_for_update(no_key=True).get(pk=step.series_id)
        way = list(series.way())
        found = moves(series, way, way)
        take_back(way)
        write_moves(found, now)
        write_source(series)
        AuditEntry.objects.record("series.conditions", actor=by, now=now, subject=series.pk, step=str(step.pk))


def authorize(series: Series, party: str, agreed_on: date, note: str, now: datetime, *, by: str) -> Authorization:
    """Record a sponsor's authorization: lessons of the series may leave from now on."""
    with transaction.atomic():
        leave = Authorization.objects.create(
            series=series, party=party, agreed_on=agreed_on, note=note, recorded_by=by, recorded_at=now
        )
        Series.objects.filter(pk=series.pk).update(authorization=leave)
        AuditEntry.objects.record("series.authorized", actor=by, now=now, subject=series.pk, authorization=leave.pk)
    return leave

"""Taking in what a record system told, one visit after the other, each with its own results and in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.enrolling.one_at_a_time import one_at_a_time
from campaigns.enrolling.one_patient import enrol
from campaigns.intake import later_news
from campaigns.intake.deciding import (
    RECORD_CLOSED,
    SAID_NO,
    Decision,
    Known,
    Skip,
    Start,
    Wait,
    counting,
    decide,
    learner,
)
from campaigns.intake.knowing import here_of, known_of, series_of
from campaigns.intake.pending import keep, request_of
from campaigns.models import Series
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.visits import Death, Found, Ignored, Merge, Problem, Reopened, Status, Told, Visit


@dataclass(frozen=True)
class Result:
    """`outcome`: enrolled, already, skipped or error. `series`: the slug, where it is about one. `pending`: it waits for the desk."""

    file: str
    row: int
    outcome: str
    why: str = ""
    series: str = ""
    pending: bool = False
    stopped: int = 0  # series that ended or paused by this news

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class DryRun(Exception):
    """Undoes everything that was only tried."""


@dataclass(frozen=True)
class Said:
    outcome: str
    why: str = ""
    series: str = ""
    pending: bool = False
    stopped: int = 0


def take_all(found: Iterable[Found], now: datetime, *, by: str) -> Iterator[Result]:
    """One result for each thing told, and for each series of a visit. The same again enrols nobody twice. Never raises for what was told."""
    for one in found:
        for said in of_one(one.told, now, by):
            yield Result(one.file, one.row, said.outcome, said.why, said.series, said.pending, said.stopped)


def try_all(found: Iterable[Found], now: datetime, *, by: str) -> list[Result]:
    """What `take_all` would report, undone at the end: a visit that stands twice is told as the import would. Sending waits meanwhile."""
    results: list[Result] = []
    try:
        with transaction.atomic():
            results += take_all(found, now, by=by)
            raise DryRun
    except DryRun:
        return results


def of_one(told: Told, now: datetime, by: str) -> list[Said]:
    try:
        with transaction.atomic():
            one_at_a_time()
            return list(taken(told, now, by))
    except (Refusal, ValidationError) as refusal:
        return [Said("error", " ".join(getattr(refusal, "messages", [str(refusal)])))]


def taken(told: Told, now: datetime, by: str) -> Iterator[Said]:
    if isinstance(told, Problem):
        yield Said("error", told.why)
    elif isinstance(told, Ignored):
        yield Said("skipped", told.why)
    elif isinstance(told, Visit):
        yield from of_visit(told, now, by)
    else:
        yield of_news(told, now, by)


def of_news(told: Death | Merge | Reopened, now: datetime, by: str) -> Said:
    if isinstance(told, Death):
        return stopped(_("The patient has died."), later_news.died(told.person, now, by=by))
    if isinstance(told, Merge):
        return stopped(_("The record was merged into another one."), later_news.merge(told.gone, now, by=by))
    return stopped(_("The end of the visit was taken back."), later_news.reopen(told, now, by=by))


def of_visit(visit: Visit, now: datetime, by: str) -> Iterator[Said]:
    if visit.status == Status.CANCELLED:
        yield stopped(_("The visit was cancelled or entered in error."), later_news.cancel(visit, now, by=by))
        return
    if visit.deceased:
        yield stopped(_("The patient has died."), later_news.died_with(visit, now, by=by))
        return
    if not visit.record_in_use and (closed := later_news.record_closed(visit, now, by=by)):
        yield stopped(_(RECORD_CLOSED), closed)
        return
    if ended := later_news.end_what_was_a_mistake(visit, now, by=by):
        yield stopped(_("A diagnosis of this visit was taken back."), ended)
        if not counting(visit):
            return
    if visit.status == Status.FINISHED:
        later_news.over_again(visit, now, by=by)
    startable: list[Series | None] = [*series_of(counting(visit))]
    for series in startable or [None]:
        yield of_series(visit, series, now, by)


def of_calling_off(visit: Visit, now: datetime, by: str) -> Said:
    """A cancelled visit in a file."""
    one_at_a_time()
    return stopped(_("The visit was cancelled or entered in error."), later_news.call_off(visit, now, by=by))


def of_series(visit: Visit, series: Series | None, now: datetime, by: str) -> Said:
    one_at_a_time()
    clinic = ClinicProfile.current()
    if series is None:
        return skipped(decide(visit, Known(clinic.zone, clinic.substance_use_consent), now))
    person = learner(visit, now.astimezone(clinic.zone).date())
    here = here_of(person, series, clinic)
    patient = here.patient(person)
    if visit.agreed is False:
        waited, ended = later_news.refused(visit, patient, now, by=by)
        if waited or ended:
            return stopped(_(SAID_NO), ended)
    decision = decide(visit, known_of(visit, patient, here), now)
    if isinstance(decision, Wait):
        keep(visit, decision.person, here, now, by=by)
        return Said("skipped", decision.why, series.slug, pending=True)
    if isinstance(decision, Start):
        request = request_of(visit, decision.person, series.slug, decision.consent)
        # A PIN takes a third of a second to hash: the desk gives one when it is needed.
        done = enrol(request, now=now, by=by, give_pin=False, here=here)
        return Said(done.outcome, done.why, series.slug)
    return skipped(decision, series.slug)


def skipped(decision: Decision, slug: str = "") -> Said:
    assert isinstance(decision, Skip)  # nothing else can be decided of a visit that starts no series
    return Said("already" if decision.again else "skipped", decision.why, slug)


def stopped(what: str, series: int) -> Said:
    """`what`: a sentence; `series`: how many of ours stopped by it."""
    if not series:
        return Said("skipped", f"{what} {_('Nothing of ours was under way.')}")
    ended = ngettext("{n} series stopped.", "{n} series stopped.", series).format(n=series)
    return Said("skipped", f"{what} {ended}", stopped=series)

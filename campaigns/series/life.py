"""A series' life: activated, paused, resumed, ended, copied, archived. Each leaves a line in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.calendar import NeverOpen, opening
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message, Series, Step
from campaigns.sending.way import way_now
from campaigns.series.lesson_states import lesson_states
from campaigns.series.source import write_source
from campaigns.series.start_codes import set_codes
from campaigns.steps.changing import take_back
from campaigns.steps.moving import Move, moves, write_moves
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal

State = Series.State
FROM = {
    State.ACTIVE: (State.DRAFT, State.PAUSED),
    State.PAUSED: (State.ACTIVE,),
    State.ENDED: (State.DRAFT, State.ACTIVE, State.PAUSED),
    State.ARCHIVED: (State.ENDED, State.DRAFT),
}
LONGEST_CATCHING_UP = timedelta(days=7)  # what a pause held back leaves over as many days as it lasted, a week at most
THE_SERIES_ENDED = gettext_noop("The clinic ended this series.")


def blockers(series: Series, now: datetime) -> list[str]:
    """What keeps a series from being activated, as sentences that say what to do."""
    steps = list(series.way().select_related("series", "lesson"))
    found = [] if steps else [_("It has no lessons: add one under order and days.")]
    if series.waits_for_authorization:
        said = _("{sponsor} sponsors it, and no authorization is recorded: record it first.")
        found.append(said.format(sponsor=series.sponsor))
    unsigned = sum(not state.is_signed for state in lesson_states(steps, now).values())
    if unsigned and not way_now(now).practising:
        said = _("{n} of {all} lessons wait for a clinician’s signature: have them signed first.")
        found.append(said.format(n=unsigned, all=len(steps)))
    return found


def move_to(series: Series, state: State, now: datetime, *, by: str, patients: int = 0) -> None:
    """Raises Refusal when its state doesn't lead there."""
    moved = Series.objects.filter(pk=series.pk, state__in=FROM[state])
    if not moved.update(state=Series.State(state), paused_at=now if state == State.PAUSED else None):
        series.refresh_from_db()
        said = _("This series is {state} now: look at it again. Nothing was changed.")
        raise Refusal(said.format(state=series.get_state_display().lower()))
    AuditEntry.objects.record(f"series.{state.value}", actor=by, now=now, subject=series.pk, patients=patients)
    series.refresh_from_db()


def activate(series: Series, now: datetime, *, by: str) -> int:
    if found := blockers(series, now):
        raise Refusal(" ".join(found))
    with transaction.atomic():
        move_to(series, State.ACTIVE, now, by=by)
    return 0


def pause(series: Series, now: datetime, *, by: str) -> int:
    """Nothing of it leaves from the next claim on; every place is kept. How many patients wait."""
    with transaction.atomic():
        waiting = Enrolment.objects.filter(series=series).count_under_way()
        move_to(series, State.PAUSED, now, by=by, patients=waiting)
    return waiting


def resume(series: Series, now: datetime, *, by: str) -> int:
    """Go on. What the pause held back isn't dumped: it leaves in the order in which it was due, over some days. How many patients go on."""
    if found := blockers(series, now):
        raise Refusal(" ".join(found))
    with transaction.atomic():
        found_moves = held_back_moves(series, now)
        paused_at = series.paused_at or now
        take_back(list(series.way()))
        under_way = sum(move.under_way for move in found_moves)
        move_to(series, State.ACTIVE, now, by=by, patients=under_way)
        spread(series, found_moves, paused_at, now)
        write_moves(found_moves, now)
    return under_way


def held_back_moves(series: Series, now: datetime) -> list[Move]:
    way = list(series.way())
    return moves(series, way, way)


def spread(series: Series, found: Sequence[Move], paused_at: datetime, now: datetime) -> None:
    """Lessons that fell due during the pause get a day of the next ones, in the order in which they were due."""
    length = max(now - paused_at, timedelta(seconds=1))
    over, hours = min(length, LONGEST_CATCHING_UP), sending_hours(ClinicProfile.current(), series)
    for one in found:
        due = one.after.next_due_at
        if not one.under_way or due is None or due > now:
            continue
        share = max(due - paused_at, timedelta()) / length
        try:
            day = (now + share * over).astimezone(one.after.zone).date()
            one.after.next_due_at = max(opening(day, one.after.zone, hours), due)
        except NeverOpen:
            one.after.next_due_at, one.after.waits_for = None, Enrolment.WaitsFor.HOURS


def end(series: Series, now: datetime, *, by: str) -> int:
    """Everyone's way through it ends with that reason, and what is planned is cancelled. How many patients it ends for."""
    with transaction.atomic():
        planned = Message.objects.filter(series=series, state=Message.State.PLANNED)
        planned.move(Message.State.CANCELLED, reason=THE_SERIES_ENDED, settled_at=now)
        ended = Enrolment.objects.filter(series=series).end(THE_SERIES_ENDED, now)
        move_to(series, State.ENDED, now, by=by, patients=ended)
    return ended


def archive(series: Series, now: datetime, *, by: str) -> int:
    with transaction.atomic():
        if Enrolment.objects.under_way().filter(series=series).exists():
            raise Refusal(_("Patients are on their way through this series: end it first. Nothing was changed."))
        move_to(series, State.ARCHIVED, now, by=by)
    return 0


def copy(series: Series, now: datetime, *, by: str) -> Series:
    """A draft with the same lessons, days, conditions and rules; no patient, no authorization."""
    with transaction.atomic():
        made = Series.objects.create(
            slug=free_slug(series.slug), title=f"{series.title} (copy)"[:200], summary=series.summary, language=series.language,
            private_words=series.private_words, own_rules=series.own_rules, sponsor=series.sponsor, coverage=series.coverage,
            source=series.source, created_at=now,
        )  # fmt: skip
        for step in series.way():
            Step.objects.create(
                series=made, lesson=step.lesson, position=step.position, day=step.day, conditions=step.conditions
            )
        set_codes(made, [(one.system, one.code) for one in series.start_codes.all()])
        write_source(made)
        AuditEntry.objects.record("series.copy", actor=by, now=now, subject=made.pk, of=str(series.pk))
    return made


def free_slug(slug: str) -> str:
    names = (f"{slug[:70]}-copy{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in names if not Series.objects.filter(slug=name).exists())

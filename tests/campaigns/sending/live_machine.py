"""Whatever may happen to a live installation, in any order, as rules for hypothesis."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from campaigns.approving import approve
from campaigns.confirming import confirm
from campaigns.deciding import it_was_sent, send_again
from campaigns.enrolling import Request, enrol
from campaigns.events.applying import apply_events
from campaigns.models import Attempt, Enrolment, Message, Series, Tally
from campaigns.models.state_table import MOVES, State
from campaigns.pausing import pause, resume
from campaigns.sending.claiming import Claim, claim_next
from campaigns.sending.planning import plan_due
from campaigns.sending.run import send_due
from campaigns.sending.settling import HELD_AFTER, settle
from campaigns.stopping import can_undo, stop, undo_stop
from clinic import live_mark
from clinic.models import Installation
from clinic.refusal import Refusal
from content.models import Review
from mailer.events.base import Happened, ProviderEvent
from patients.models import Consent, Patient, Suppression
from tests.campaigns.sending.moves_seen import moves_seen
from tests.campaigns.sending.watched_provider import WatchedProvider, outcome_of

PEOPLE = [("ana@example.org", "Ana"), ("home@example.org", "Bo"), ("Home@example.org", "Eva")]
ANSWERS = ["accepted", "refused", "limited", "stopped", "too much", "faulty", "rejected", "uncertain", "named", "fault"]
any_one = st.integers(0, 10_000)  # which row: taken modulo how many there are
answers = st.lists(st.sampled_from(ANSWERS), max_size=3)
kinds = st.sampled_from(["own", "own", "own", "other attempt", "unknown", "told before", "without ids"])
news = st.lists(st.tuples(kinds, any_one, any_one, st.sampled_from(list(Happened))), min_size=1, max_size=5)


def one_of(rows, number: int):
    found = list(rows)
    return found[number % len(found)] if found else None


class LiveInstallation(RuleBasedStateMachine):
    """Each example in a transaction of its own, which is undone. `provider` and `start` are set by the test."""

    provider: WatchedProvider
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now, self.numbers = self.start, count()
        self.addresses: dict[UUID, str] = {}
        self.open: list[Claim] = []
        self.told: list[ProviderEvent] = []
        self.provider.__init__()
        installation = Installation.current()
        live_mark.write(Path(django_settings.HOME), installation.live_mark, installation.hand_overs)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def handed(self):
        return self.provider.handed

    # ---- people

    @rule(who=st.sampled_from(PEOPLE), agreed=st.sampled_from([True, True, True, False]))
    def somebody_is_enrolled(self, who, agreed):
        yes = {"consent": "form", "confirmed": True} if agreed else {}
        request = Request("fibromyalgia", *who, time_zone="America/New_York", **yes)
        done = enrol(request, now=self.now, by="test", give_pin=False)
        if done.enrolment:
            self.addresses[done.enrolment.patient_id] = who[0]

    @rule(which=any_one)
    def somebody_confirms_the_address(self, which):
        if patient := one_of(Patient.objects.filter(erased_at=None).order_by("created_at"), which):
            confirm(patient, self.now)

    @rule(which=any_one)
    def somebody_stops(self, which):
        if enrolment := one_of(Enrolment.objects.under_way().order_by("enrolled_at"), which):
            stop(enrolment, self.now, by="patient")

    @rule(which=any_one)
    def somebody_undoes_it(self, which):
        stopped = [one for one in Enrolment.objects.order_by("enrolled_at") if can_undo(one)]
        if enrolment := one_of(stopped, which):
            with suppress(Refusal):
                undo_stop(enrolment, self.now, by="patient")

    @rule(which=any_one)
    def somebody_calls_and_withdraws(self, which):
        if patient := one_of(Patient.objects.order_by("created_at"), which):
            Consent.objects.withdraw(patient, Consent.Stream.LESSONS, how="phone", now=self.now)

    @rule(who=st.sampled_from(PEOPLE))
    def staff_suppress_a_mailbox(self, who):
        Suppression.objects.suppress(who[0], Suppression.Reason.STAFF, self.now)

    @rule(which=any_one)
    def somebody_is_erased(self, which):
        if patient := one_of(Patient.objects.filter(erased_at=None).order_by("created_at"), which):
            patient.erase(self.now)
            for message in Message.objects.filter(patient=patient):
                self.handed.taught.pop(str(message.pk), None)

    @rule(which=any_one)
    def staff_go_on_with_a_paused_one(self, which):
        if enrolment := one_of(Enrolment.objects.filter(state="paused").order_by("enrolled_at"), which):
            Enrolment.objects.filter(pk=enrolment.pk).update(state=Enrolment.State.ACTIVE, end_reason="")

    # ---- the clinic

    @rule()
    def sending_is_paused(self):
        pause(self.now, by="test")

    @rule()
    def sending_goes_on(self):
        resume(self.now, by="test")

    @rule()
    def the_words_are_withdrawn(self):
        Review.objects.update(withdrawn_at=self.now)

    @precondition(lambda self: Review.objects.exclude(withdrawn_at=None).exists())
    @rule()
    def the_words_are_signed_again(self):
        approve(Series.objects.get(), reviewer="R", credential="MD", language="en", now=self.now, how="test")

    # ---- the clock

    @rule(hours=st.sampled_from([1, 5, 18, 24, 24, 72]), answers=answers)
    def time_passes_and_the_clock_runs(self, hours, answers):
        self.now += timedelta(hours=hours)
        self.the_clock_runs(answers)

    @rule(answers=answers)
    def the_clock_runs(self, answers):
        self.provider.answers.clear()
        self.provider.answers.extend(answers)
        send_due(lambda: self.now, "worker")

    @rule()
    def a_doubt_grows_old(self):
        self.now += HELD_AFTER
        self.the_clock_runs([])

    @rule()
    def a_worker_elsewhere_dies_with_a_claim(self):
        plan_due(self.now, practising=False)
        claim = claim_next(self.now, f"elsewhere:1:{next(self.numbers)}:1").claim
        if claim:
            self.open.append(claim)
            for one in claim.recipients:
                self.handed.take(str(claim.attempt.pk), one.message, one.address, self.now)

    @rule(which=any_one, answer=st.sampled_from(ANSWERS[:-1]))
    def or_it_was_only_slow(self, which, answer):
        """Its answer counts if nobody has buried it yet."""
        if claim := one_of(self.open, which):
            held = Message.objects.sending().filter(attempt=claim.attempt)
            still = [str(pk) for pk in held.values_list("pk", flat=True)]
            outcome = outcome_of(answer, claim.recipients)
            settle(claim.attempt, outcome, self.now)
            self.provider.settled(still, outcome)

    # ---- a person decides

    @rule(which=any_one, again=st.booleans())
    def a_held_message_is_decided(self, which, again):
        message = one_of(Message.objects.filter(state=State.HELD).order_by("planned_at", "key"), which)
        if message is None:
            return
        try:
            (send_again if again else it_was_sent)(message, self.now, by="test")
        except Refusal:
            return
        if again:
            self.handed.allow(str(message.pk))

    # ---- the provider tells

    @rule(news=news, calls=st.integers(1, 3))
    def the_provider_tells(self, news, calls):
        events = [event for one in news if (event := self.event(*one))]
        self.told += events
        for start in range(calls):
            apply_events("sendgrid", events[start::calls], self.now)
        for event in events:
            if (event.attempt, event.message) in self.handed.calls and Message.objects.filter(
                pk=event.message
            ).exists():
                self.handed.prove(event.message)

    def event(self, kind: str, which: int, other: int, happened: Happened) -> ProviderEvent | None:
        if kind == "told before":
            return one_of(self.told, which)
        new, call = f"e{next(self.numbers)}", one_of(self.handed.calls, which)
        if kind == "unknown" or call is None:
            return ProviderEvent(new, happened, self.now, str(uuid4()), str(uuid4()), PEOPLE[0][0])
        attempt, message = call
        if kind == "without ids":
            return ProviderEvent(new, Happened.HARD_BOUNCE, self.now, address=PEOPLE[which % 3][0])
        if kind == "other attempt":
            attempt = one_of(self.handed.calls, other)[0]
        return ProviderEvent(new, happened, self.now, message, attempt)

    # ---- what always holds

    @invariant()
    def the_tally_equals_the_rows(self):
        assert Tally.objects.kept() == Tally.objects.counted_anew()

    @invariant()
    def nobody_is_unaccounted_for(self):
        assert not Enrolment.objects.unaccounted().exists()

    @invariant()
    def every_move_is_in_the_table(self):
        assert moves_seen() <= MOVES

    @invariant()
    def what_is_on_its_way_belongs_to_an_open_attempt(self):
        assert not Message.objects.sending().exclude(attempt__in=Attempt.objects.open()).exists()

    @invariant()
    def who_must_get_nothing_is_known_from_now_on(self):
        self.handed.look(self.addresses)

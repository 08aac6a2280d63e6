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
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from campaigns.consents.confirming import confirm
from campaigns.deciding import it_was_sent, send_again
from campaigns.enrolling.one_patient import Request, enrol
from campaigns.events.applying import apply_events
from campaigns.live.pausing import pause, resume
from campaigns.models import Attempt, Enrolment, Message, Series, Tally
from campaigns.models.state_table import MOVES, State
from campaigns.sending.claiming import Claim, claim_next
from campaigns.sending.planning import plan_due
from campaigns.sending.run import send_due
from campaigns.sending.settling import HELD_AFTER, settle
from campaigns.series.approving import approve
from campaigns.stopping.lessons import can_undo, stop, undo_stop
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
often = st.sampled_from([True, True, False])
any_one = st.integers(0, 10_000)  # which row: taken modulo how many there are
answers = st.lists(st.sampled_from(ANSWERS), max_size=3)
kinds = st.sampled_from(["own", "own", "own", "other attempt", "unknown", "told before", "without ids"])
happenings = st.sampled_from([Happened.TAKEN, Happened.DELIVERED, Happened.DELIVERED, *Happened])
news = st.lists(st.tuples(kinds, any_one, any_one, happenings), min_size=1, max_size=4)


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
        self.told: list[ProviderEvent] = []
        self.doubts = False
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

    @initialize(everybody=st.sampled_from([PEOPLE[:1], PEOPLE[:2], PEOPLE]), answers=answers)
    def some_are_enrolled_and_their_first_lesson_leaves(self, everybody, answers):
        for who in everybody:
            self.somebody_is_enrolled(who, True, False)
        self.days_pass(1, answers, [])

    @rule(who=st.sampled_from(PEOPLE), agreed=often, lifted=often)
    def somebody_is_enrolled(self, who, agreed, lifted):
        """`lifted`: they asked for it in person, so their mailbox may be mailed again."""
        if lifted:
            Suppression.objects.lift(who[0])
        yes = {"consent": "form", "confirmed": True} if agreed else {}
        request = Request("fibromyalgia", *who, time_zone="America/New_York", **yes)
        done = enrol(request, now=self.now, by="test", give_pin=False)
        if done.enrolment:
            self.addresses[done.enrolment.patient_id] = who[0]
        if not agreed and done.outcome == "enrolled":
            self.the_clock_runs(0, [])
            confirm(done.enrolment.patient, self.now)

    @rule(which=any_one, undone=st.booleans())
    def somebody_stops_and_may_undo_it(self, which, undone):
        if enrolment := one_of(Enrolment.objects.under_way().order_by("enrolled_at"), which):
            stop(enrolment, self.now, by="patient")
        stopped = [one for one in Enrolment.objects.order_by("enrolled_at") if can_undo(one)]
        if undone and (again := one_of(stopped, which)):
            with suppress(Refusal):
                undo_stop(again, self.now, by="patient")

    @rule(which=any_one, how=st.sampled_from(["withdraws", "withdraws", "suppressed", "erased"]))
    def somebody_wants_no_more(self, which, how):
        patient = one_of(Patient.objects.filter(erased_at=None).order_by("created_at"), which)
        if patient is None:
            return
        if how == "withdraws":
            Consent.objects.withdraw(patient, Consent.Stream.LESSONS, how="phone", now=self.now)
        elif how == "suppressed":
            Suppression.objects.suppress(self.addresses[patient.pk], Suppression.Reason.STAFF, self.now)
        else:
            patient.erase(self.now)
            for message in Message.objects.filter(patient=patient):
                self.handed.taught.pop(str(message.pk), None)

    # ---- the clinic

    @rule(how=st.sampled_from(["pause", "withdraw the words"]), answers=answers)
    def the_clinic_holds_back_for_a_while(self, how, answers):
        if how == "pause":
            pause(self.now, by="test")
        else:
            Review.objects.standing(self.now).update(withdrawn_at=self.now)
        before = len(self.handed.calls)
        self.sleep(1)
        self.the_clock_runs(0, answers)
        lessons = Message.objects.filter(pk__in=[message for _, message in self.handed.calls[before:]], kind="step")
        assert not lessons.exists(), "nothing after a pause, no words after they were withdrawn"
        self.the_clinic_goes_on()

    def the_clinic_goes_on(self):
        """After a pause, the brake, a provider that was mended, lessons that were paused, words that were signed again."""
        resume(self.now, by="test")
        Enrolment.objects.filter(state=Enrolment.State.PAUSED).update(state=Enrolment.State.ACTIVE, end_reason="")
        if not Review.objects.standing(self.now).exists():
            approve(Series.objects.get(), reviewer="R", credential="MD", language="en", now=self.now, how="test")

    # ---- the clock

    @rule(hours=st.sampled_from([0, 1, 6]), answers=answers)
    def the_clock_runs(self, hours, answers):
        self.now += timedelta(hours=hours)
        self.provider.answers.clear()
        self.provider.answers.extend(answers)
        send_due(lambda: self.now, "worker")

    @rule(days=st.sampled_from([1, 3, 4]), answers=answers, news=news)
    def days_pass(self, days, answers, news):
        self.sleep(days)
        self.the_clinic_goes_on()
        self.the_clock_runs(0, answers)
        self.the_provider_tells(news, 1)

    def sleep(self, days: int) -> None:
        """To a morning on which the window is open, unless it is a weekend's."""
        self.now = max(self.now, (self.now + timedelta(days=days)).replace(hour=self.start.hour))

    @rule(days=st.sampled_from([0, 1, 3]), news=news, answer=st.sampled_from(["", "", *ANSWERS[:-1]]))
    def a_worker_elsewhere_dies_or_is_slow(self, days, news, answer):
        """Without an `answer` it dies with its claim; its events may come before anybody notices."""
        self.sleep(days)
        plan_due(self.now, practising=False)
        claim = claim_next(self.now, f"elsewhere:1:{next(self.numbers)}:1").claim
        if claim is None:
            return
        for one in claim.recipients:
            self.handed.take(str(claim.attempt.pk), one.message, one.address, self.now)
        self.the_provider_tells(news, 1)
        if answer:
            self.it_settles(claim, answer)

    def it_settles(self, claim: Claim, answer: str) -> None:
        still = Message.objects.sending().filter(attempt=claim.attempt)
        ids = [str(pk) for pk in still.values_list("pk", flat=True)]
        outcome = outcome_of(answer, claim.recipients)
        settle(claim.attempt, outcome, self.now)
        self.provider.settled(ids, outcome)

    # ---- a doubt, and a person who decides

    @precondition(lambda self: self.doubts)
    @rule(which=any_one, decision=st.sampled_from([send_again, send_again, it_was_sent, None]), news=news)
    def a_doubt_grows_old_and_somebody_decides(self, which, decision, news):
        self.the_clock_runs(HELD_AFTER // timedelta(hours=1), [])
        message = one_of(Message.objects.filter(state=State.HELD).order_by("planned_at", "key"), which)
        if message and decision:
            with suppress(Refusal):
                decision(message, self.now, by="test")
                if decision is send_again:
                    self.handed.allow(str(message.pk))
        self.the_provider_tells(news, 1)

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
        new, call = f"e{next(self.numbers)}", one_of(self.handed.calls[-6:], which)
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
        self.doubts = Message.objects.filter(state__in=(State.UNCERTAIN, State.HELD)).exists()

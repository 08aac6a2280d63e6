"""A provider that answers as it is told, and refuses to be handed what must not leave (again)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from mailer.transports.base import Outcome, Recipient, Verdict
from patients.models import Consent, Patient, Suppression

ZONE = ZoneInfo("America/New_York")
MAY_HAVE_LEFT = ("accepted", "uncertain")
NOT_HAD = (
    State.BOUNCED,
    State.DROPPED,
    State.REJECTED,
    State.CANCELLED,
    State.SUPPRESSED,
)  # a new enrolment has it again


def outcome_of(answer: str, recipients: list[Recipient]) -> Outcome:
    """`answer` is a verdict, or "named": one refused for good, one told to come later, the others taken."""
    if answer == "named":
        ids = [one.message for one in recipients]
        return Outcome(Verdict.ACCEPTED, rejected=frozenset(ids[:1]), later=frozenset(ids[1:2]))
    if answer == Verdict.REJECTED:
        return Outcome(Verdict.REJECTED, 400, rejected=frozenset({recipients[0].message}))
    return Outcome(Verdict(answer))


def answer_to(message: str, outcome: Outcome) -> str:
    for name in ("accepted", "uncertain", "rejected", "later"):
        if message in getattr(outcome, name):
            return name
    return outcome.verdict


@dataclass
class Handed:
    """What was handed over, and what may not be again: by our own knowledge of each answer, and by proof."""

    calls: list[tuple[str, str]] = field(default_factory=list)  # attempt and message, in order
    maybe: set[str] = field(default_factory=set)  # messages that left or may have, as far as anybody told us
    proven: set[str] = field(default_factory=set)  # messages an event says have left
    lessons: dict[tuple[UUID, UUID], str] = field(default_factory=dict)  # patient and step: the message that taught it
    taught: dict[str, tuple[str, date]] = field(default_factory=dict)  # message: mailbox and local date
    silent: set[UUID] = field(default_factory=set)  # patients who must get nothing
    withdrawn: set[UUID] = field(default_factory=set)  # patients who must get no lesson
    over: set[UUID] = field(default_factory=set)  # enrolments that have ended

    def look(self, addresses: dict[UUID, str]) -> None:
        """Who must get nothing from this moment on. `addresses` by patient."""
        covered = Suppression.objects.covering(addresses.values())
        erased = set(Patient.objects.exclude(erased_at=None).values_list("pk", flat=True))
        consenting = set(Consent.objects.standing(Consent.Stream.LESSONS).values_list("patient", flat=True))
        self.silent = erased | {patient for patient, address in addresses.items() if address in covered}
        self.withdrawn = set(addresses) - consenting
        self.over = set(Enrolment.objects.filter(state=Enrolment.State.ENDED).values_list("pk", flat=True))

    def take(self, attempt: str, message: str, address: str, now: datetime) -> None:
        row = Message.objects.get(pk=message)
        assert (row.state, str(row.attempt_id)) == (State.SENDING, attempt), "claimed before the first byte"
        assert message not in self.maybe | self.proven, "never twice without a person's word"
        assert row.patient_id not in self.silent, "nothing after a suppression or an erasure"
        assert row.enrolment_id not in self.over, "nothing after the end"
        self.calls.append((attempt, message))
        self.maybe.add(message)
        if row.step_id:
            assert row.patient_id not in self.withdrawn, "no lesson without consent"
            before = Message.objects.filter(pk=self.lessons.get((row.patient_id, row.step_id), message)).first()
            assert before in (row, None) or before.state in NOT_HAD, "no lesson under two keys"
            mailbox = (address.lower(), now.astimezone(ZONE).date())
            assert mailbox not in self.taught.values(), "one lesson a day to a mailbox"
            self.lessons[row.patient_id, row.step_id] = message
            self.taught[message] = mailbox

    def forget(self, message: str) -> None:
        """It didn't leave, as far as anybody told us."""
        self.maybe.discard(message)
        self.taught.pop(message, None)
        if message not in self.proven:
            self.lessons = {lesson: one for lesson, one in self.lessons.items() if one != message}

    def prove(self, message: str) -> None:
        self.proven.add(message)
        row = Message.objects.get(pk=message)
        if row.step_id:
            self.lessons.setdefault((row.patient_id, row.step_id), message)

    def allow(self, message: str) -> None:
        """A person's word."""
        self.proven.discard(message)
        self.forget(message)


class WatchedProvider:
    name = "sendgrid"
    batch_size = 2
    reaches_people = True
    carries_health_information = True

    def __init__(self) -> None:
        self.answers: deque[str] = deque()
        self.handed = Handed()

    def hand_over(self, email, recipients, *, attempt: str, now: datetime) -> Outcome:
        for one in recipients:
            self.handed.take(attempt, one.message, one.address, now)
        answer = self.answers.popleft() if self.answers else "accepted"
        if answer == "fault":
            raise RuntimeError("our own client")
        outcome = outcome_of(answer, recipients)
        self.settled([one.message for one in recipients], outcome)
        return outcome

    def settled(self, messages: list[str], outcome: Outcome) -> None:
        for message in messages:
            if answer_to(message, outcome) not in MAY_HAVE_LEFT:
                self.handed.forget(message)

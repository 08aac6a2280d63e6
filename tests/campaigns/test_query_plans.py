"""No hot query reads a big table from end to end, on either database, among thousands of patients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from campaigns.events.applying import apply_events
from campaigns.keeping.retention import let_go
from campaigns.models import Enrolment, Message, OutgoingEvent, Receiver
from campaigns.outgoing import receivers
from campaigns.outgoing.telling import tell_due
from campaigns.reporting.activity import Wanted, look
from campaigns.reporting.counting import count_large
from campaigns.sending.culprit import without_blame
from campaigns.sending.planning import plan_due
from clinic.models import ClinicProfile
from mailer.events.base import Happened, ProviderEvent
from mailer.transports.base import Outcome, Verdict
from operations.benchmarks import past_years
from operations.metrics.collector import MEASURES
from patients.identifiers import new_id
from patients.models import Consent, Patient
from tests.query_plans import read_whole

KEPT = (
    "keep_events",
    "keep_messages",
    "keep_emails",
)  # not patients: once a night all of them are looked at, on purpose
STEPS = 3
PATIENTS, MESSAGES = 10_000, 20_000
TIMES_LONGER = 10  # PostgreSQL judges as if the tables were that: of a short one it is right to read all


@pytest.fixture
def many(live, enrol, run, lesson_day, series) -> Message:
    """One patient's own email, which left a moment ago, among those of thousands."""
    enrol()
    run(lesson_day)
    past_years.add_patients(PATIENTS, lesson_day)
    with connection.cursor() as cursor:
        made = past_years.statements(series, PATIENTS, MESSAGES, 1, lesson_day)
        more = {"attempts": past_years.attempts(50 * MESSAGES, lesson_day), "events": past_years.events(0)}
        for statement in (made | more).values():
            cursor.execute(statement)
        tell_somebody(lesson_day)
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL seq_page_cost = {TIMES_LONGER}")
    assert count_large(lesson_day, 3), "the clock reads a large series whole, so that no page does"
    enrol("bo@example.org", "Bo")
    return Message.objects.get(key__startswith="step:")


def tell_somebody(now) -> None:
    """Of thousands of facts, a few wait to be told, and a few were told in vain."""
    kinds = [Receiver.Kind.DELIVERED]
    receiver = receivers.add("Records", "https://records.example.org/told", kinds, now=now, by="test").receiver
    rows = []
    for number in range(PATIENTS):
        fate = {0: {"next_at": now}, 1: {"given_up_at": now}}.get(number % 500, {"told_at": now})
        about = {"receiver": receiver, "kind": kinds[0], "at": now, "since": now, "enrolment": new_id(), "body": "{}"}
        rows.append(OutgoingEvent(**about, **fate))
    OutgoingEvent.objects.bulk_create(rows)


def steps_of_retention(what: str, now) -> None:
    """The first few transactions of a night that lets go of this alone."""
    ClinicProfile.objects.update(**{name: 6 if name == what else 0 for name in KEPT})
    left = iter(range(STEPS))
    gone = let_go(now, go_on=lambda: next(left, None) is not None)
    assert sum(gone.as_json().values()), what


def told(message: Message, happened: Happened, number: int) -> ProviderEvent:
    return ProviderEvent(
        id=f"e{number}", happened=happened, at=message.claimed_at or message.due_at, address="ana@example.org",
        message="" if number == 2 else str(message.pk), attempt="" if number == 2 else str(message.attempt_id),
    )  # fmt: skip


def hot(message: Message, now, zone, staff, run) -> dict[str, Callable[[], object]]:
    enrolment, patient, attempt = message.enrolment, message.patient, message.attempt
    assert enrolment is not None and attempt is not None
    slug = enrolment.series.slug
    return {
        "what is due": lambda: (list(Enrolment.objects.due(now)[:10]), list(Message.objects.due(now)[:10])),
        "planning": lambda: plan_due(now, practising=False),
        "a run: bury, hold, wake, brake, plan, claim, settle": lambda: run(now),
        "whose fault a refusal is": lambda: without_blame(Outcome(Verdict.REJECTED, 400, unnamed=True), attempt),
        "an event by message id": lambda: apply_events("sendgrid", [told(message, Happened.DELIVERED, 1)], now),
        "an event by address": lambda: apply_events("sendgrid", [told(message, Happened.HARD_BOUNCE, 2)], now),
        "the link of an email": lambda: Message.objects.opened_by(message.token).first(),
        "the stop link of a series": lambda: Enrolment.objects.stopped_by(enrolment.stop_token).first(),
        "the stop link of a consent": lambda: Consent.objects.filter(stop_token="x" * 32).first(),
        "a patient by address": lambda: list(Patient.objects.with_address("ana@example.org")),
        "a patient by record number": lambda: list(Patient.objects.with_mrn("4711")),
        "a patient by name and birth": lambda: list(Patient.objects.with_name_and_birth("Vale", now.date())),
        "all of one patient": lambda: (list(patient.enrolments.all()), list(patient.messages.all())),
        "who is unaccounted for": lambda: Enrolment.objects.count_unaccounted(),
        "the newest messages": lambda: look(Wanted(), zone, 50),
        "the newest messages of a series": lambda: look(Wanted(series=message.series_id), zone, 50),
        "the newest messages that bounced": lambda: look(Wanted(state="bounced"), zone, 50),
        "what other systems are told": lambda: tell_due(lambda: now, post=lambda *_, **__: 200),
        "the metrics": lambda: [list(measure(now)) for measure in MEASURES],
        "Today": lambda: staff.get(reverse("staff:today")),
        "one patient's page": lambda: staff.get(reverse("staff:patient", args=[patient.pk])),
        "the messages page": lambda: staff.get(reverse("staff:messages")),
        "the page of a series": lambda: staff.get(reverse("staff:series", args=[slug])),
        "who gets what of a series when": lambda: staff.get(reverse("staff:series_calendar", args=[slug])),
        "the report of a series": lambda: staff.get(reverse("staff:series_report", args=[slug])),
        "the table of all months": lambda: staff.get(reverse("staff:months_csv")),
        **{f"retention: {what}": partial(steps_of_retention, what, now + timedelta(days=365)) for what in KEPT},
    }  # fmt: skip


def test_no_hot_query_reads_a_big_table_whole(many, lesson_day, clinic, staff, run, monkeypatch):
    for name, few in {"LOOKED_AT": 20, "AT_ONCE": 5}.items():  # the share of a large table that a step has
        monkeypatch.setattr(f"campaigns.keeping.retention.{name}", few)
    found = {
        name: said
        for name, ask in hot(many, lesson_day + timedelta(hours=1), clinic.zone, staff, run).items()
        if (said := read_whole(ask))
    }
    assert not found, "\n".join(f"{name} reads {one}" for name, said in found.items() for one in said)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX message_due")
    assert read_whole(lambda: list(Message.objects.due(lesson_day)[:10])), "without its index it would show"

"""`python -m tests.releases 0.2`: freeze what today's code leaves behind, on the day a version is released. Never done again for that version.

People, clinic and visits in it are made up; the key beside it is for these tests only.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.releases.frozen import Frozen

KEY = "dGVzdHMtb25seTogb3BlbnMgZnJvemVuIHJlbGVhc2U="  # the words: tests-only: opens frozen release
START = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)
WEEK_BEFORE = START - timedelta(days=7)
CLINIC = {
    "name": "Willow Street Clinic", "mail_name": "Learning Desk", "from": "lessons@willow-street.example",
    "reply_to": "desk@willow-street.example", "postal_address": "40 Willow Street, Milltown, OH 44000",
    "phone": "(555) 555-0140", "time_zone": "America/New_York",
}  # fmt: skip


def main(version: str) -> int:
    if Frozen(version).folder.exists():
        print(f"{version} is frozen already: a released version never changes.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "AFTERVISIT_HOME": home, "FIELD_ENCRYPTION_KEYS": KEY, "SECRET_KEY": "tests only", "AFTERVISIT_TRANSPORT": "sendgrid",
            "SENDGRID_API_KEY": "tests only", "PUBLIC_URL": "https://learn.willow-street.example", "PROVIDER_CARRIES_PHI": "yes",
            "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "",
        }  # fmt: skip
        import django

        django.setup()
        told = live_a_while()
        Frozen(version).freeze(Path(home) / "aftervisit.sqlite3", told)
    print(f"{version}: {sum(1 for _ in told['messages'])} states of messages are frozen.")
    return 0


def live_a_while() -> dict:
    """A clinic, a signed series, people at every point of their way, and a provider that takes, doubts, refuses and tells."""
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from campaigns.events.applying import apply_events
    from campaigns.live.going_live import go_live
    from campaigns.models import Enrolment, Message, Series
    from campaigns.sending import way
    from campaigns.sending.run import send_due
    from campaigns.series import library
    from campaigns.series.approving import approve
    from clinic import api_tokens, profile_settings
    from clinic.audit_seals import seal_new
    from clinic.models import AuditEntry, ClinicProfile, Person
    from content.models import Review
    from mailer.events.base import Happened, ProviderEvent
    from mailer.transports.base import Outcome, Verdict
    from patients.models import Suppression
    from tests.campaigns.conftest import Provider

    call_command("migrate", verbosity=0)
    provider = Provider()
    way.configured = lambda: provider
    profile_settings.change(ClinicProfile.current(), CLINIC)
    library.load(Path("content/library"), WEEK_BEFORE, by="test")
    series = Series.objects.named("fibromyalgia")
    approve(series, reviewer="Test Reviewer", credential="MD", language="en", now=WEEK_BEFORE, how="test")
    reviewer = User.objects.create_user("reviewer", password="tests only: nobody signs in with it", is_staff=True)
    Person.objects.create(user=reviewer, role=Person.Role.REVIEWER, credential="MD")
    api_tokens.make("records", ["enrol"], now=START, by="test")
    go_live(WEEK_BEFORE, by="test")

    def enrolled(name: str, at: datetime = START, **more: object) -> Enrolment:
        from campaigns.enrolling.one_patient import Request, enrol

        asked = {"time_zone": "America/New_York", "consent": "signed form", "confirmed": True, **more}
        made = enrol(Request("fibromyalgia", f"{name}@example.org", name.title(), **asked), now=at, by="test")
        assert made.enrolment is not None
        return made.enrolment

    def run(at: datetime) -> None:
        send_due(lambda: at, "worker")

    def tell(message: Message, happened: Happened, at: datetime) -> None:
        event = ProviderEvent(
            id=f"event-{message.pk}-{happened}", happened=happened, at=at, message=str(message.pk),
            attempt=str(message.attempt_id), address=message.patient.open_identity().email,
        )  # fmt: skip
        apply_events("sendgrid", [event], at)

    provider.answers.append(Outcome(Verdict.UNCERTAIN, 500, reason="no answer"))
    enrolled("fay", at=WEEK_BEFORE)  # in doubt for so long that a person must decide
    run(WEEK_BEFORE + timedelta(days=1))
    people = {name: enrolled(name) for name in ("ana", "bo", "cleo", "dan")}
    tuesday = START + timedelta(days=1)
    run(tuesday)
    first = {name: Message.objects.get(enrolment=one, kind="step") for name, one in people.items()}
    tell(first["ana"], Happened.DELIVERED, tuesday + timedelta(minutes=2))
    tell(first["bo"], Happened.HARD_BOUNCE, tuesday + timedelta(minutes=2))
    # Each of these gets an answer of its own.
    for name, answer in (
        ("eve", Outcome(Verdict.UNCERTAIN, 500, reason="no answer")),
        ("gus", Outcome(Verdict.REJECTED, 400, reason="refused")),
        ("hal", Outcome(Verdict.ACCEPTED, 202)),
    ):
        people[name] = enrolled(name, at=tuesday)
        provider.answers.append(answer if answer.verdict != Verdict.REJECTED else named_as_rejected(answer))
        run(tuesday + timedelta(days=1))
    tell(
        Message.objects.get(enrolment=people["hal"], kind="step"),
        Happened.DROPPED,
        tuesday + timedelta(days=1, hours=1),
    )
    people["ira"] = enrolled("ira", at=tuesday + timedelta(days=1), confirmed=False)
    people["joy"] = enrolled("joy", at=tuesday + timedelta(days=1))
    Suppression.objects.suppress("joy@example.org", Suppression.Reason.UNSUBSCRIBED, tuesday + timedelta(days=1))
    people["kim"] = enrolled("kim", at=tuesday + timedelta(days=1))
    run(tuesday + timedelta(days=2))
    Enrolment.objects.filter(pk=people["dan"].pk).end("Stopped for the test.", tuesday + timedelta(days=2))
    Enrolment.objects.filter(pk=people["kim"].pk).pause("Paused for the test.")
    AuditEntry.objects.record("frozen", actor="test", now=tuesday + timedelta(days=2))
    seal_new(tuesday + timedelta(days=2))
    states: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        states[state] = states.get(state, 0) + 1
    return {
        "at": (tuesday + timedelta(days=2)).isoformat(),
        "key": KEY,
        "messages": states,
        "enrolments": sorted({str(state) for state in Enrolment.objects.values_list("state", flat=True)}),
        "signatures": Review.objects.standing(tuesday + timedelta(days=2)).count(),
        "ana": {"message": str(first["ana"].pk), "email": "ana@example.org", "shown": shown(first["ana"])},
    }


def shown(message: Any) -> str:
    """The digest of all that the patient received. Frozen: every later version must come to the same."""
    from campaigns.emails.received import received_eml

    message.refresh_from_db()
    return hashlib.sha256(received_eml(message) or b"").hexdigest()


def named_as_rejected(answer: object) -> object:
    from mailer.transports.base import Outcome, Verdict

    return lambda recipients: Outcome(
        Verdict.REJECTED, 400, reason="refused", rejected=frozenset(one.message for one in recipients)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

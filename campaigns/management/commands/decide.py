from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.deciding import it_was_sent, send_again
from campaigns.evidence import evidence
from campaigns.models import Message
from clinic.refusal import Refusal


class Command(CampaignCommand):
    help = "A held message: show the evidence, or say that it was sent or is to be sent again."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("message", help="the id that status shows")
        parser.add_argument("decision", nargs="?", choices=("sent", "again"), help="without it the evidence is shown")

    def run(self, message: str, decision: str | None, **_: Any) -> dict[str, Any]:
        row = found(message)
        if decision == "sent":
            it_was_sent(row, timezone.now(), by="command line")
        elif decision == "again":
            send_again(row, timezone.now(), by="command line")
        row.refresh_from_db()
        self.say(f"{row.id}: {row.state}. {row.reason}")
        return {"message": str(row.id), "state": row.state, **self.shown(row)}

    def shown(self, row: Message) -> dict[str, Any]:
        known = evidence(row)
        if known.attempt:
            answer = known.attempt.reason or known.attempt.verdict
            self.say(f"Attempt of {known.attempt.claimed_at:%Y-%m-%d %H:%M} UTC by {known.attempt.transport}: {answer}")
        for event in known.events:
            self.say(f"{event.at:%Y-%m-%d %H:%M} UTC: {event.happened} {event.code}".rstrip())
        others = ", ".join(f"{count} {state}" for state, count in known.others.items())
        self.say(f"Others of the same call: {others or 'none'}.")
        events = [
            {"at": event.at.isoformat(), "happened": event.happened, "code": event.code} for event in known.events
        ]
        return {"events": events, "others": known.others}


def found(text: str) -> Message:
    """Raises Refusal."""
    try:
        return Message.objects.select_related("enrolment", "attempt").get(pk=UUID(text))
    except (ValueError, Message.DoesNotExist):
        raise Refusal(f"There is no message {text!r}: status shows the ids of those that are held.") from None

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.models import OutgoingEvent, Receiver
from campaigns.outgoing import receivers
from campaigns.outgoing.trouble import given_up
from clinic.refusal import Refusal

BY = "command line"


class Command(CampaignCommand):
    help = (
        "List, add, test, pause, resume or remove the addresses that hear of patients' lessons; give one a new secret "
        "(rotate), or tell it again what was given up (again)."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("list", "add", "test", "pause", "resume", "rotate", "again", "remove"))
        parser.add_argument("name", nargs="?", default="", help="the receiver's name; of your choice for add")
        parser.add_argument("url", nargs="?", default="", help="add: where it listens, beginning with https://")
        parser.add_argument(
            "--events", default="", help=f"add: with commas between: {', '.join(Receiver.Kind.values)}; all if left out"
        )
        parser.add_argument("--system", default="", help="add: hears only of what this API system's own visits started")

    def run(self, verb: str, name: str, url: str, events: str, system: str, **_: Any) -> dict[str, Any]:
        if verb == "list":
            return self.listed()
        if not name:
            raise Refusal("Name the receiver: `webhooks add north https://ehr.example.org/hooks`.")
        if verb == "add":
            return self.added(name, url, events, system)
        found = Receiver.objects.filter(name=name.lower()).first()
        if found is None:
            raise Refusal("There is no receiver of this name: `webhooks list` shows those there are.")
        doing: dict[str, Any] = {
            "test": self.tested, "pause": self.paused, "resume": self.resumed, "rotate": self.rotated, "again": self.again,
            "remove": self.removed,
        }  # fmt: skip
        answer: dict[str, Any] = doing[verb](found)
        return answer

    def listed(self) -> dict[str, Any]:
        found = list(Receiver.objects.in_order())
        self.say(*([self.line(one) for one in found] or ["No receiver yet: `webhooks add` makes the first."]))
        return {"receivers": [self.told(one) for one in found]}

    def added(self, name: str, url: str, events: str, system: str) -> dict[str, Any]:
        wanted = [one.strip() for one in events.split(",") if one.strip()] or Receiver.Kind.values
        made = receivers.add(name, url, wanted, system=system, now=timezone.now(), by=BY)
        return self.with_secret(made)

    def rotated(self, one: Receiver) -> dict[str, Any]:
        return self.with_secret(receivers.rotate(one, timezone.now(), by=BY))

    def with_secret(self, made: receivers.Made) -> dict[str, Any]:
        self.say(self.line(made.receiver), f"Secret: {made.secret}   (shown once: pass it on now)")
        return {**self.told(made.receiver), "secret": made.secret}

    def tested(self, one: Receiver) -> dict[str, Any]:
        event = receivers.test(one, timezone.now, by=BY)
        if event.told_at is None:
            raise Refusal(f"It didn't take the test: {event.answer}.")
        self.say(f"It took the test: {event.answer}.")
        return {"event": str(event.pk), "answer": event.answer}

    def paused(self, one: Receiver) -> dict[str, Any]:
        receivers.pause(one, timezone.now(), by=BY)
        return self.as_it_is(one)

    def resumed(self, one: Receiver) -> dict[str, Any]:
        receivers.go_on(one, timezone.now(), by=BY)
        return self.as_it_is(one)

    def again(self, one: Receiver) -> dict[str, Any]:
        number = receivers.tell_again(one, timezone.now(), by=BY)
        self.say(f"{number:,} events are told again.")
        return {"again": number}

    def removed(self, one: Receiver) -> dict[str, Any]:
        receivers.remove(one, timezone.now(), by=BY)
        self.say(f"{one.name} hears nothing any more.")
        return {"removed": one.name}

    def as_it_is(self, one: Receiver) -> dict[str, Any]:
        self.say(self.line(one))
        return self.told(one)

    def told(self, one: Receiver) -> dict[str, Any]:
        events = OutgoingEvent.objects.filter(receiver=one)
        return {
            "name": one.name, "url": one.url, "events": one.kinds, "system": one.system, "paused": one.paused_at is not None,
            "failing_since": one.failing_since and one.failing_since.isoformat(), "waiting": events.waiting().count(),
            "given_up": given_up(one),
        }  # fmt: skip

    def line(self, one: Receiver) -> str:
        told = self.told(one)
        how = "paused" if one.paused_at else "failing" if one.failing_since else "open"
        return f"{one.name:20} {how:8} {told['waiting']:>7,} waiting {told['given_up']:>6,} given up  {one.url}"

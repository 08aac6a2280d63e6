from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.reporting.reports import messages_each, status


class Command(CampaignCommand):
    help = "Messages by state, what is due next, what is held, and what is unaccounted for."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--each", action="store_true", help="also every message with its id, state and due time")

    def run(self, each: bool, **_: Any) -> dict[str, Any]:
        found = status(timezone.now())
        if each:
            found["each"] = messages_each()
        self.say(f"Aftervisit {found['version']}.")
        self.say(
            f"{found['messages']} messages: "
            + (", ".join(f"{count} {state}" for state, count in found["states"].items()) or "none yet")
        )
        self.say(
            "Enrolments: "
            + (", ".join(f"{count} {state}" for state, count in found["enrolments"].items()) or "none yet")
        )
        self.say(f"Next due: {found['next_due'] or 'nothing'}. Unaccounted: {found['unaccounted']}.")
        for name in ("held", "uncertain"):
            for one in found[name]:
                self.say(f"{name.capitalize()} since {one['since']}: {one['message']} ({one['why']})")
        self.say(found["installation"]["says"])
        for way in found["ways_out"]:
            self.say(in_words(way))
        self.say(f"The brake is on: {found['brake']}" if found["brake"] else "The brake is off.")
        today, limit = found["pace"]["today"], found["pace"]["limit"]
        self.say(f"Emails today: {today} of {limit}." if limit else f"Emails today: {today}, without a limit.")
        for one in found.get("each", ()):
            self.say(f"{one['id']}  {one['state']:10}  {one['due']}")
        return found


def in_words(way: dict[str, Any]) -> str:
    why = f" {way['why']}" if way["why"] else ""
    if way["state"] == "stopped":
        return f"{way['name']}: stopped.{why} Mend it, then run resume."
    after = f" after {way['failures']} failures in a row" if way["failures"] else ""
    if way["state"] == "resting":
        return f"{way['name']}: rests{after} and looks again at {way['look_again_at']}.{why}"
    return f"{way['name']}: open{after}.{why}"

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.reports import messages_each, status


class Command(CampaignCommand):
    help = "Messages by state, what is due next, what is held, and what is unaccounted for."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--each", action="store_true", help="also every message with its id, state and due time")

    def run(self, each: bool, **_: Any) -> dict[str, Any]:
        found = status(timezone.now())
        if each:
            found["each"] = messages_each()
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
        for one in found.get("each", ()):
            self.say(f"{one['id']}  {one['state']:10}  {one['due']}")
        return found

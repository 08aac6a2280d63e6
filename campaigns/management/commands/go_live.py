import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.live.going_live import Prospect, go_live, prospect
from campaigns.live.here_too import go_live_here_too
from campaigns.live.restored_copies import MayHaveLeft
from clinic.refusal import Refusal

ALREADY = "It is live here already: nothing was changed."


class Command(CampaignCommand):
    help = "Make this installation live: from then on emails reach real people."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument(
            "--also-here", action="store_true", help="it is live on another machine: let this one send as well"
        )
        practised = parser.add_mutually_exclusive_group()
        practised.add_argument("--start", action="store_true", help="those who practised begin anew with lesson 1")
        practised.add_argument("--skip", action="store_true", help="those who practised get nothing more (the default)")

    def run(self, yes: bool, start: bool, also_here: bool, **_: Any) -> dict[str, Any]:
        now = timezone.now()
        if also_here:
            return self.here_too(now, yes)
        found = prospect(now)
        if found.obstacles:
            raise Refusal(" ".join(found.obstacles))
        if not found.already:
            self.tell(found, start)
            if not yes:
                confirm()
            found = go_live(now, by="command line", start=start)
        self.say(ALREADY if found.already else "Live: emails go to real people.")
        return {"live": True, "already": found.already, "would_leave": found.would_leave, "practised": [str(one.id) for one in found.practised],
                "started": start and not found.already, "unsigned": found.unsigned, "unknown_since": found.unknown and found.unknown.since.isoformat()}  # fmt: skip

    def here_too(self, now: datetime, yes: bool) -> dict[str, Any]:
        if not yes:
            confirm()
        go_live_here_too(now, by="command line")
        self.say("Live here too: this machine sends what its database says is due.")
        return {"live": True, "also_here": True}

    def tell(self, found: Prospect, start: bool) -> None:
        self.say(f"{found.would_leave} emails would leave at the next run.")
        if found.unknown:
            self.tell_of_restored(found.unknown)
        if found.practised:
            fate = "begin anew with lesson 1" if start else "get nothing more (use --start to begin anew)"
            self.say(f"{len(found.practised)} enrolments practised; their emails went to the local inbox. They {fate}:")
            self.say(*(f"  {one.id}  {one.series.slug}" for one in found.practised))
        if found.unsigned:
            self.say(f"No clinician has signed: {', '.join(found.unsigned)}. Nothing of it leaves before `approve`.")

    def tell_of_restored(self, unknown: MayHaveLeft) -> None:
        self.say(
            f"This copy was restored from a backup of {unknown.since:%Y-%m-%d %H:%M} UTC. What left since then isn't known here:",
            f"  {unknown.messages} messages and {unknown.lessons} lessons were due since; all of them become uncertain, and none is sent again by itself.",
            "  The provider's events settle those it knows; a person decides about the others (status lists them, `decide`).",
            f"  {unknown.newsletters} newsletters were due since; they are stopped.",
            "  Whoever unsubscribed, bounced, was enrolled or erased since: run repair_suppressions, then bring it in again.",
        )


def confirm() -> None:
    if not sys.stdin.isatty():
        raise Refusal("Nobody is here to say yes: add --yes if you are sure.")
    if input("Make it live? Type yes: ").strip().lower() != "yes":
        raise Refusal("It stays as it was: practising.")

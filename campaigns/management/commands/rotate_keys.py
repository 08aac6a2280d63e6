from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.keeping.rotating_keys import drop_older, make_key, needed, older_keys, write_again

BY = "command line"
BACK_UP = "Keep a copy of keys.json apart from your backups."


class Command(CampaignCommand):
    help = "Turn to a new field key: make it, then (after every program has started again) write all rows anew; --finish drops the old one."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--finish", action="store_true", help="drop the older key, when nothing needs it any more")

    def run(self, finish: bool, **_: Any) -> dict[str, Any]:
        if finish:
            return self.finish()
        if not older_keys():
            made = make_key(timezone.now(), by=BY)
            self.say(
                f"Key {made} is in keys.json, in front of the one before. {BACK_UP}",
                "Start the web pages and the clock again, then run rotate_keys once more.",
            )
            return {"step": "made", "key": made}
        done = write_again(timezone.now(), by=BY, told=lambda so_far: self.say(f"{so_far:,} patients …"))
        left = needed(timezone.now())
        self.say(
            f"{done:,} patients were written again under the new key; {left.patients:,} still need the older one.",
            "Run rotate_keys --finish to drop it."
            if left.nothing
            else "Run this again; a row that stays can't be opened.",
        )
        return {
            "step": "written",
            "patients": done,
            "left": left.patients,
            "others_left": left.others,
            "found_only": left.found_only,
        }

    def finish(self) -> dict[str, Any]:
        dropped = drop_older(timezone.now(), by=BY)
        self.say(f"Dropped: {', '.join(dropped)}.")
        if settings.FIELD_KEYS_IN_HOME:
            self.say(f"Start every program again. {BACK_UP}")
        else:
            self.say("Take it out of FIELD_ENCRYPTION_KEYS now, and start every program again.")
        return {"step": "finished", "dropped": dropped}

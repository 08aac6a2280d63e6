from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from clinic.console import ConsoleCommand
from operations.backup.restoring import Restored, restore


class Command(ConsoleCommand):
    help = "Bring back a backup. The copy practises until a person makes it live (go_live)."
    needs_database = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="set aside what stands here")

    def run(self, file: Path, replace: bool, **_: Any) -> dict[str, Any]:
        done = restore(file, timezone.now(), replace=replace, by="command line")
        self.tell(done)
        manifest = done.manifest
        return {
            "made_at": manifest.made_at, "rows": manifest.rows, "tables": manifest.tables, "aside": done.aside, "live": False,
            "was_live": manifest.live,
        }  # fmt: skip

    def tell(self, done: Restored) -> None:
        manifest = done.manifest
        self.say(
            f"{manifest.rows:,} rows in {len(manifest.tables)} tables are back, as they were at {manifest.made_at}."
        )
        if done.aside:
            self.say(f"What stood here before is in {done.aside}: delete it when you are sure.")
        if not manifest.live:
            self.say("It always practised, and goes on so: nothing reaches a real person.")
            return
        self.say(
            "Nothing leaves here until a person runs go_live. What happened after the backup isn't known here:",
            "  What was due since then becomes uncertain when you go live, and none of it is sent again by itself.",
            "  Who unsubscribed, was enrolled, stopped or erased since: bring it in again before you go live.",
            "  Everybody must sign in again; tokens of other systems still open their doors.",
        )

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from clinic.console import ConsoleCommand
from clinic.refusal import Refusal
from clinic.version import VERSION
from operations.backup.secret import secret_to_write
from operations.upgrading import pending, upgrade


def counted(changes: list[str]) -> str:
    return f"{len(changes)} change{'s' if len(changes) > 1 else ''}"


class Command(ConsoleCommand):
    help = "Bring the database to this version: a backup first, then the changes, then a look at the result."
    needs_database = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", nargs="?", type=Path, metavar="FILE|FOLDER", help="where the backup goes")
        parser.add_argument("--no-backup", action="store_true", help="you have one, or can do without")

    def run(self, place: Path | None, no_backup: bool, **_: Any) -> dict[str, Any]:
        if place and no_backup:
            raise Refusal("Name a place for the backup, or say --no-backup: not both.")
        waits = bool(pending())
        if waits and not place and not no_backup:
            raise Refusal("Say where the backup goes (a file or a folder), or --no-backup. Nothing was changed.")
        secret = secret_to_write() if waits and place else None
        done = upgrade(timezone.now(), place=place, secret=secret, by="command line")
        if not waits:
            self.say(f"The database is of this version ({VERSION}) already: nothing to do.")
        else:
            self.say(
                f"The backup is {done.backup.file}." if done.backup else "No backup was made.",
                f"The database is of version {VERSION} now. {counted(done.changes)}:",
                *(f"  {name}" for name in done.changes),
                *(f"  {name} has {after:,} rows, and had {before:,}." for name, (before, after) in done.fewer.items()),
                "Start web and timer again.",
            )
        backup = str(done.backup.file) if done.backup else None
        return {"version": VERSION, "changes": done.changes, "backup": backup, "fewer": done.fewer}

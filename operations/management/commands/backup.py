from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from clinic.console import ConsoleCommand
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from operations.backup.checking import check
from operations.backup.making import back_up
from operations.backup.manifest import Manifest
from operations.backup.secret import secret_to_write


class Command(ConsoleCommand):
    help = "A copy of all data: encrypted, and checked by putting it together again. `backup check FILE` checks one that is there."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", nargs="+", metavar="FILE|FOLDER", help="where to; or the word check, and a file")
        parser.add_argument("--keep", type=int, default=0, help="in a folder: the newest so many of ours stay")

    def run(self, place: list[str], keep: int, **_: Any) -> dict[str, Any]:
        if keep < 0:
            raise Refusal("--keep must be 1 or more.")
        if len(place) == 2 and place[0] == "check":
            return self.checked(Path(place[1]))
        if len(place) > 1:
            raise Refusal("Name one file or folder, or `check` and a file.")
        now = timezone.now()
        made = back_up(Path(place[0]), secret_to_write(), now, keep=keep)
        AuditEntry.objects.record("backup", actor="command line", now=now, rows=made.manifest.rows)
        self.say(
            f"{made.file}: {made.size / 1e6:,.1f} MB, made in {made.making:.1f} s, put together again and counted in {made.checking:.1f} s.",
            *self.what(made.manifest),
            *([f"{len(made.pruned)} older ones are gone."] if made.pruned else []),
            "The keys aren't in it: keep a copy of keys.json somewhere else. Without them nobody can read a name in this backup.",
        )
        return {
            "file": str(made.file), "bytes": made.size, "making": round(made.making, 2), "checking": round(made.checking, 2),
            "pruned": [str(path) for path in made.pruned], **told(made.manifest),
        }  # fmt: skip

    def checked(self, file: Path) -> dict[str, Any]:
        manifest = check(file)
        self.say(f"{file} is whole.", *self.what(manifest))
        return {"file": str(file), **told(manifest)}

    def what(self, manifest: Manifest) -> list[str]:
        return [f"{manifest.rows:,} rows in {len(manifest.tables)} tables, as they were at {manifest.made_at}."]


def told(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at, "database": manifest.vendor, "live": manifest.live, "key_ids": manifest.key_ids,
        "rows": manifest.rows, "tables": manifest.tables,
    }  # fmt: skip

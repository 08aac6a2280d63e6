import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from clinic.console import ConsoleCommand
from clinic.refusal import Refusal
from operations.moving.moving import move


class Command(ConsoleCommand):
    help = "Move this installation from SQLite to an empty PostgreSQL database: copied, counted and compared, or nothing at all."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "database_url",
            nargs="?",
            help="better in NEW_DATABASE_URL: what stands here is seen by all who list this machine's processes",
        )

    def run(self, database_url: str | None, **_: Any) -> dict[str, Any]:
        began = time.monotonic()
        if not (url := database_url or settings.NEW_DATABASE_URL):
            raise Refusal("Say where to: set NEW_DATABASE_URL to postgresql://user:password@host:5432/name.")
        done = move(url, timezone.now(), by="command line", told=self.tell)
        rows, seconds = sum(done.tables.values()), time.monotonic() - began
        self.say(
            f"{rows:,} rows in {len(done.tables)} tables are there, and the same on both sides ({seconds:.1f} s).",
            "Set DATABASE_URL to the new database and start web and timer again. The SQLite file stays as it is, and sends nothing any more.",
            *(["The new one is live and paused: look at `status`, then run `resume`."] if done.live else []),
        )
        return {
            "rows": rows,
            "tables": done.tables,
            "live": done.live,
            "paused": done.live,
            "seconds": round(seconds, 1),
        }

    def tell(self, name: str, rows: int) -> None:
        if rows:
            self.say(f"  {name}: {rows:,}")

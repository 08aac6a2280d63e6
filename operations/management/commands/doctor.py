from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from textwrap import fill
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone

from clinic import live_mark
from clinic.console import ConsoleCommand
from clinic.models import Installation
from operations.doctor.examining import examine
from operations.doctor.finding import Finding, Look, Status


class Command(ConsoleCommand):
    help = "Is this installation fit to send? Every finding with a fix. Errors end this with status 1."
    needs_database = False  # that it is away is one of the findings

    def arguments(self, parser: ArgumentParser) -> None:
        outside = parser.add_mutually_exclusive_group()
        outside.add_argument(
            "--ask-provider", action="store_true", help="ask the provider and the name servers while practising, too"
        )
        outside.add_argument("--offline", action="store_true", help="ask nobody outside, though this is live")

    def handle(self, *args: Any, **options: Any) -> None:
        """The findings are printed first, whatever they are."""
        self.errors = 0
        super().handle(*args, **options)
        if self.errors:
            raise CommandError(f"Errors to mend before it is fit to send: {self.errors}.")

    def run(self, ask_provider: bool, offline: bool, **_: Any) -> dict[str, Any]:
        look = Look(timezone.now(), outside=ask_provider or (not offline and is_live_here()))
        found = []
        for one in examine(look):
            found.append(one)
            self.say(line(one))
        counts = Counter(str(one.status) for one in found)
        self.errors = counts[Status.ERROR]
        self.say("", ", ".join(f"{counts[status]} {status}" for status in Status))
        return {
            "fit": not self.errors,
            "counts": {str(status): counts[status] for status in Status},
            "findings": [one.as_json() for one in found],
        }


def line(one: Finding) -> str:
    told = fill(one.says, 100, initial_indent=f"{one.status:8}{one.check}: ", subsequent_indent=" " * 10)
    return (
        told
        if not one.fix
        else f"{told}\n{fill(one.fix, 100, initial_indent='        → ', subsequent_indent=' ' * 10)}"
    )


def is_live_here() -> bool:
    """A copy of a live one asks nobody: it may stand where it mustn't."""
    home = Path(settings.HOME)
    found = live_mark.read(home)  # before the row
    try:
        row = Installation.objects.first()
    except DatabaseError:
        return False
    return bool(row and row.live_mark and not live_mark.why_silent(found, home, row.live_mark, row.hand_overs))

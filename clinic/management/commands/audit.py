from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from clinic import audit_seals
from clinic.console import ConsoleCommand
from clinic.models import AuditEntry
from clinic.refusal import Refusal


class Command(ConsoleCommand):
    help = "Check that nobody has changed the audit trail, or seal what was added (the timer does that by itself)."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("check", "seal"))

    def run(self, verb: str, **_: Any) -> dict[str, Any]:
        if verb == "seal":
            while audit_seals.seal_new(timezone.now()):
                pass
        if found := audit_seals.faults():
            raise Refusal(" ".join([*found, "Compare with a backup, and find out who could write to this database."]))
        told = {"entries": AuditEntry.objects.count(), "unsealed": audit_seals.unsealed()}
        self.say(
            f"All {told['entries']:,} entries are as they were sealed; {told['unsealed']:,} came since the last seal."
        )
        return told

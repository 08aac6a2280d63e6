from typing import Any

from django.utils import timezone

from clinic.console import ConsoleCommand
from clinic.models import AuditEntry, Installation


class Command(ConsoleCommand):
    help = "Stop all sending at the next claim. Nothing is lost: resume goes on where it stopped."

    def run(self, **_: Any) -> dict[str, Any]:
        now = timezone.now()
        installation = Installation.current()
        installation.pause(now)
        AuditEntry.objects.record("installation.pause", actor="command line", now=now)
        self.say("Paused. Nothing leaves until you run resume.")
        return {"paused": True}

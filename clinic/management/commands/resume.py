from datetime import timedelta
from typing import Any

from django.utils import timezone

from clinic.console import ConsoleCommand
from clinic.models import AuditEntry, Installation


class Command(ConsoleCommand):
    help = "Send again after a pause or a pulled brake. A brake's yes counts for one day."

    def run(self, **_: Any) -> dict[str, Any]:
        now = timezone.now()
        installation = Installation.current()
        was_braked = installation.braked_at is not None
        installation.resume(now, brake_for=now + timedelta(days=1) if was_braked else None)
        AuditEntry.objects.record("installation.resume", actor="command line", now=now, braked=was_braked)
        self.say("Sending goes on at the next run.")
        return {"paused": False, "was_braked": was_braked}

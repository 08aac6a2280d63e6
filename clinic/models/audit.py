"""Who did what, when: append-only, with ids only, never a name or an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import models


class AuditEntries(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit entries are never deleted.")


class AuditTrail(models.Manager.from_queryset(AuditEntries)):  # type: ignore[misc]
    def record(self, action: str, *, actor: str, now: datetime, subject: object = "", **detail: Any) -> AuditEntry:
        """Add one line. `actor` is a user's id or "command line", `subject` an id; `detail` holds ids and counts."""
        entry: AuditEntry = self.create(action=action, actor=actor, at=now, subject=str(subject), detail=detail)
        return entry


class AuditEntry(models.Model):
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = AuditTrail()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_of_one_subject"),
            models.Index(fields=["actor", "id"], name="audit_of_one_person"),
            models.Index(fields=["action", "id"], name="audit_of_one_action"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit entry is never deleted.")

"""What is asked of the audit trail, and a page of it: newest first, found by indexes, and gone through by key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import QueryDict

from clinic.models import AuditEntry

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """Empty: everything. `person`: a user's id, or "patient", "command line", …; `before`: entries with a smaller id."""

    person: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    before: int = 0

    @classmethod
    def read(cls, query: QueryDict) -> Asked:
        """From an address. What makes no sense is passed over."""
        before = query.get("before", "")
        return cls(
            person=text(query, "person"),
            action=text(query, "action"),
            subject=text(query, "subject"),
            since=day(query.get("since", "")),
            until=day(query.get("until", "")),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 0,
        )

    def entries(self, zone: ZoneInfo) -> QuerySet[AuditEntry]:
        """Newest first. Days are the clinic's, from midnight to midnight."""
        found: QuerySet[AuditEntry] = AuditEntry.objects.order_by("-pk")
        for field, value in (("actor", self.person), ("action", self.action), ("subject", self.subject)):
            if value:
                found = found.filter(**{field: value})
        if self.since:
            found = found.filter(at__gte=datetime.combine(self.since, time(), zone))
        if self.until:
            found = found.filter(at__lt=datetime.combine(self.until + timedelta(days=1), time(), zone))
        return found.filter(pk__lt=self.before) if self.before else found

    def query(self, *, before: int = 0) -> str:
        fields = vars(replace(self, before=before))
        return urlencode({name: value for name, value in fields.items() if value})


def text(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\0", "").strip()[:80]


def day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        return None
    return found if 2000 <= found.year < 9000 else None

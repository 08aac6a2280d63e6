"""Making newsletters: a new one, or a copy of an earlier issue with its words and audience."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Edition, Newsletter
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal


def new_newsletter(name: str, now: datetime, *, by: str) -> Newsletter:
    """An empty draft in the clinic's first language. Raises Refusal."""
    name = named(name)
    with transaction.atomic():
        language = next(iter(ClinicProfile.current().languages), "en")
        newsletter = Newsletter.objects.create(name=name, language=language, created_at=now, created_by=by)
        Edition.objects.create(newsletter=newsletter, language=language, title=name, changed_at=now, changed_by=by)
        AuditEntry.objects.record("newsletter.new", actor=by, now=now, subject=newsletter.pk)
        return newsletter


def named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refusal(_("Give it a name of 1 to 120 characters: you find it by that."))
    return name


def copy_of(newsletter: Newsletter, now: datetime, *, by: str) -> Newsletter:
    """A draft with the same words, audience and times of day; nothing is planned, and no approval is copied."""
    with transaction.atomic():
        issue = Newsletter.objects.create(
            name=newsletter.name, language=newsletter.language, audience=newsletter.audience,
            where_readers_live=newsletter.where_readers_live, untranslated=newsletter.untranslated, created_at=now,
            created_by=by,
        )  # fmt: skip
        for edition in newsletter.editions.all():
            edition.pk = Edition._meta.pk.get_default() if Edition._meta.pk else None
            edition.newsletter, edition._state.adding = issue, True
            edition.save(force_insert=True)
        return issue


def delete(newsletter: Newsletter, now: datetime, *, by: str) -> None:
    """Only what was never sent can be deleted. Raises Refusal."""
    with transaction.atomic():
        gone, _rows = Newsletter.objects.filter(
            pk=newsletter.pk, state__in=(Newsletter.State.DRAFT, Newsletter.State.MISSED), resends=None
        ).delete()
        if not gone:
            raise Refusal(_("Only a draft can be deleted. What was sent stays on record."))
        AuditEntry.objects.record("newsletter.delete", actor=by, now=now, subject=newsletter.pk)

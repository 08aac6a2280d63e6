"""A reviewer's yes to a newsletter. Without it nothing reaches real people; any change to the words voids it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Approval, Edition, Newsletter
from campaigns.newsletters.pictures import refuse_pictures
from campaigns.reviewing.signature import on_one_line
from campaigns.rows import locked
from clinic.models import AuditEntry, Person
from clinic.refusal import Refusal
from content.lesson_text import lacking_in_words

APPROVES = (Person.Role.REVIEWER, Person.Role.ADMIN)
STATEMENT = gettext_noop("I have read this newsletter, and it is right for our readers.")


def may_approve(person: Person | None) -> bool:
    """An admin with a credential signs too: small clinics have one person for both."""
    return person is not None and person.role in APPROVES and bool(person.credential)


def approve(edition: Edition, seen_hash: str, person: Person, now: datetime) -> Approval:
    """Sign the words that were shown: `seen_hash` is their hash. Raises Refusal."""
    if not may_approve(person):
        raise Refusal(_("Reviewers approve newsletters, with the credential they sign with."))
    with transaction.atomic():
        row = locked(Edition.objects.filter(pk=edition.pk)).get()
        if row.content_hash != seen_hash:
            raise Refusal(_("The words have changed since you read them. Read them again, then approve."))
        if row.lacking:
            raise Refusal(_("It isn't finished: it has no {parts}.").format(parts=lacking_in_words(row.lacking)))
        refuse_pictures(row.text)
        given = Approval.objects.of(row).filter(practice=person.practice).first()
        if given:
            return given
        name = person.user.get_full_name() or person.user.get_username()
        approval = Approval.objects.create(
            edition=row, content_hash=seen_hash, reviewer=on_one_line(name, "reviewer's name"),
            credential=on_one_line(person.credential, "credential"), signer=str(person.user_id), signed_at=now,
            practice=person.practice,
        )  # fmt: skip
        AuditEntry.objects.record(
            "newsletter.approve", actor=str(person.user_id), now=now, subject=row.newsletter_id, language=row.language
        )
        return approval


def take_back(edition: Edition, now: datetime, *, by: str) -> int:
    """Withdraw every approval of these words: nothing more of it leaves. How many there were."""
    with transaction.atomic():
        taken = Approval.objects.of(edition).update(withdrawn_at=now)
        if taken:
            AuditEntry.objects.record(
                "newsletter.unapprove", actor=by, now=now, subject=edition.newsletter_id, language=edition.language
            )
        return taken


def approval_of(edition: Edition, *, practising: bool) -> Approval | None:
    """The one that lets these words out: a real person's for real people; while practising a made-up one does, too."""
    standing = Approval.objects.of(edition).order_by("practice", "signed_at")
    return (standing if practising else standing.for_real_people()).first()


def may_go_out(edition: Edition, *, practising: bool) -> bool:
    """While practising, a newsletter nobody approved goes to the local inbox, as an unsigned lesson does."""
    return practising or approval_of(edition, practising=False) is not None


def unapproved(newsletter: Newsletter, *, practising: bool) -> list[Edition]:
    return [one for one in newsletter.editions.all() if approval_of(one, practising=practising) is None]

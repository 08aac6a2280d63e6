"""A reviewer signs the words they saw: who may, what must be read first, and until when it holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaigns.reviewing.authors import authors_of
from campaigns.reviewing.claims import STALE, sheet_for
from campaigns.reviewing.signature import STATEMENTS, activate_complete, close_request, let_go_on, on_one_line
from clinic.models import AuditEntry, ClinicProfile, Person
from clinic.refusal import Refusal
from content.lesson_text import lacking_in_words
from content.models import Lesson, Review, Revision
from content.models.review import VALID_FOR_DAYS

SIGNS_AS = {Person.Role.REVIEWER: Review.Kind.CLINICIAN, Person.Role.TRANSLATOR: Review.Kind.TRANSLATOR}
HOW = "review page"
OWN_EDIT = gettext_noop(
    "You wrote some of these words, so somebody else signs them. A clinic with one clinician may allow it: `clinic set own_edits_signed=yes`. The signature then says so."
)


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user.pk).first() if user.is_active else None


def kind_for(user: User) -> Review.Kind | None:
    """What this user's signature says; None when they sign nothing."""
    person = person_of(user)
    return SIGNS_AS.get(Person.Role(person.role)) if person else None


def latest_day(now: datetime) -> date:
    """The last day a signature given now may hold."""
    return now.date() + timedelta(days=VALID_FOR_DAYS)


def sign(
    lesson: Lesson,
    language: str,
    seen_hash: str,
    user: User,
    kind: Review.Kind,
    again_by: date,
    *,
    statement: bool,
    now: datetime,
) -> Review:
    """Bind the words with this hash until `again_by`. `statement`: the signer has ticked it. Raises Refusal."""
    with transaction.atomic():
        person = signer(user, kind, lesson, language)
        revision = seen(lesson, language, seen_hash, now)
        refuse_unread(revision, person, kind, statement, now)
        refuse_wrong_day(again_by, now)
        own_edit = is_own_edit(revision, person)
        review = Review.objects.create(
            lesson=lesson, language=language, content_hash=seen_hash, kind=kind, statement=STATEMENTS[kind],
            reviewer=on_one_line(user.get_full_name() or user.get_username(), "reviewer's name"),
            credential=on_one_line(person.credential, "credential"), signed_at=now, expires_on=again_by,
            signer=str(user.pk), own_edit=own_edit, how=HOW, demo=person.practice,
        )  # fmt: skip
        close_request(revision, now)
        activate_complete(lesson, now)
        let_go_on([lesson], now)
        AuditEntry.objects.record(
            "review.sign", actor=str(user.pk), now=now, subject=review.id, lesson=str(lesson.pk), language=language,
            kind=kind.value, until=again_by.isoformat(), own_edit=own_edit, practice=person.practice,
        )  # fmt: skip
        return review


def signer(user: User, kind: Review.Kind, lesson: Lesson, language: str) -> Person:
    """Raises Refusal when this user's signature isn't of this kind, or these words need none of it."""
    person = person_of(user)
    if person is None or SIGNS_AS.get(Person.Role(person.role)) != kind:
        if kind == Review.Kind.CLINICIAN:
            raise Refusal(
                _("Only a reviewer signs this. An admin says who that is: `manage.py people change NAME --role …`.")
            )
        raise Refusal(
            _("Only a translator signs this. An admin says who that is: `manage.py people change NAME --role …`.")
        )
    if not person.credential.strip():
        raise Refusal(
            _("Your credential isn't known yet. An admin adds it: `manage.py people change NAME --credential MD`.")
        )
    if kind == Review.Kind.TRANSLATOR and language == lesson.language:
        raise Refusal(_("This is the language the lesson is written in: a clinician signs it."))
    return person


def seen(lesson: Lesson, language: str, seen_hash: str, now: datetime) -> Revision:
    """The revision whose words the signer saw: the newest, or the one that goes out now. Raises Refusal for any other."""
    newest, going_out = lesson.latest(language), lesson.signed_text(language, now, practising=True)
    for revision in (newest, going_out.revision if going_out else None):
        if revision and revision.content_hash == seen_hash:
            if lacking := revision.text.lacking:
                raise Refusal(
                    _("This lesson isn't finished: it has no {parts}.").format(parts=lacking_in_words(lacking))
                )
            return revision
    raise Refusal(_(STALE))


def refuse_unread(revision: Revision, person: Person, kind: Review.Kind, statement: bool, now: datetime) -> None:
    """The sheet is accepted claim by claim, unless these words are signed already and only their time runs out."""
    if not statement:
        raise Refusal(_("Tick the statement above your name: it is what you sign."))
    if kind == Review.Kind.CLINICIAN and not is_renewal(revision, person, now):
        left = sheet_for(revision, str(person.user_id)).left
        if left:
            sentence = ngettext(
                "{n} claim of the change sheet is left to accept.",
                "{n} claims of the change sheet are left to accept.",
                len(left),
            )
            raise Refusal(sentence.format(n=len(left)))


def is_renewal(revision: Revision, person: Person, now: datetime) -> bool:
    """A clinician has read these very words before, and that signature still stands."""
    standing = Review.objects.standing(now).by_clinicians().filter(
        lesson=revision.lesson_id, language=revision.language, content_hash=revision.content_hash
    )  # fmt: skip
    counts = standing.exclude(signer="") if person.practice else standing.filter(demo=False)
    return counts.exists()


def refuse_wrong_day(again_by: date, now: datetime) -> None:
    last = latest_day(now)
    if not now.date() < again_by <= last:
        sentence = _("A signature holds for 12 months at most: choose a day after today, up to {day}.")
        raise Refusal(sentence.format(day=last.isoformat()))


def is_own_edit(revision: Revision, person: Person) -> bool:
    """Raises Refusal when the signer wrote some of the words and the clinic doesn't allow that."""
    if str(person.user_id) not in authors_of(revision, practice=person.practice):
        return False
    if not ClinicProfile.current().own_edits_signed:
        raise Refusal(_(OWN_EDIT))
    return True

"""A practising installation ready to look at: the shipped series, a made-up clinic, made-up signatures, someone to sign in as."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User

from campaigns.models import Series
from campaigns.series import library
from campaigns.series.approving import approve
from clinic.models import ClinicProfile, Person
from clinic.people import new_password
from content.models import Review, Revision

CLINIC = {
    "name": "Willow Street Clinic",
    "mail_name": "Willow Street Clinic",
    "sender": "lessons@willow-street.example",
    "reply_to": "desk@willow-street.example",
    "postal_address": "40 Willow Street, Milltown, OH 44000",
    "phone": "(555) 555-0140",
    "hours": "Monday to Friday, 8 am to 5 pm.",
    "time_zone": "America/New_York",
}
MADE_UP = ["name", "mail_name", "sender", "reply_to", "postal_address", "phone"]
USER = "admin"
REVIEWER = "reviewer"


def furnish(now: datetime) -> None:
    """Load the shipped series and, where nothing is filled in yet, a clinic and a signature made up for practising."""
    library.load(Path(settings.LIBRARY), now, by="first run")
    profile = ClinicProfile.current()
    if not profile.mail_name:
        ClinicProfile.objects.filter(pk=1).update(**CLINIC, made_up=MADE_UP)
    if ClinicProfile.current().made_up:
        for series in Series.objects.filter(state=Series.State.ACTIVE):
            sign_for_practice(series, now)


def sign_for_practice(series: Series, now: datetime) -> None:
    """Signatures that say of themselves that nobody made them; they count for the local inbox only."""
    for language in finished_languages(series):
        if all(step.lesson.signed_text(language, now, practising=True) for step in series.way()):
            continue
        for kind in [Review.Kind.CLINICIAN] if language == series.language else Review.Kind:
            approve(
                series, reviewer="nobody yet (practice)", credential="not a signature", language=language, now=now,
                how="practice", demo=True, kind=kind,
            )  # fmt: skip


def finished_languages(series: Series) -> list[str]:
    """Those in which every lesson has a finished text."""
    newest: dict[str, list[Revision]] = {}
    for step in series.way():
        for language in step.lesson.revisions.order_by().values_list("language", flat=True).distinct():
            if (text := step.lesson.latest(language)) and not text.text.lacking:
                newest.setdefault(language, []).append(text)
    return sorted(language for language, texts in newest.items() if len(texts) == series.steps.count())


def sign_in() -> tuple[str, str]:
    """Someone to sign in as: the name, and the password while it is still the generated one (else empty)."""
    user, made = User.objects.get_or_create(
        username=USER, defaults={"is_staff": True, "is_superuser": True, "first_name": "Admin"}
    )
    return USER, password_of(user, made, Path(settings.HOME) / "first-sign-in.txt")


def reviewer_sign_in() -> tuple[str, str]:
    """Somebody made up to try the reviewer's side as: what they sign counts for the local inbox only."""
    user, made = User.objects.get_or_create(
        username=REVIEWER, defaults={"is_staff": True, "first_name": "Robin", "last_name": "Practice"}
    )
    if made:
        role = Person.Role.REVIEWER
        Person.objects.create(user=user, role=role, credential="made up for practice", practice=True)
    return REVIEWER, password_of(user, made, Path(settings.HOME) / "first-reviewer-sign-in.txt")


def password_of(user: User, made: bool, kept: Path) -> str:
    """The generated password while it still works, else empty. A user just made gets one."""
    if made:
        password = new_password()
        kept.touch(mode=0o600)
        kept.write_text(password)
        user.set_password(password)
        user.save(update_fields=["password"])
    password = kept.read_text().strip() if kept.exists() else ""
    return password if password and user.check_password(password) else ""

"""People who sign, and a lesson with a change sheet for them to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from campaigns.reviewing import claims, signing
from clinic.models import Person
from content.models import Lesson, Review


def make_person(name: str, role: str, *, credential: str = "MD", practice: bool = False, email: str = "") -> User:
    user = User.objects.create_user(
        name.lower(), password="a-long-password", first_name=name, last_name="Osei", email=email, is_staff=True
    )
    Person.objects.create(user=user, role=role, credential=credential, practice=practice)
    return user


@pytest.fixture
def esi(db) -> User:
    return make_person("Esi", "reviewer", email="esi@clinic.example")


@pytest.fixture
def translator(db) -> User:
    return make_person("Tomas", "translator", credential="certified translator")


@pytest.fixture
def lesson(series) -> Lesson:
    return series.way().first().lesson


@pytest.fixture
def accept_all(now: datetime) -> Callable[..., None]:
    """Accept every claim of the lesson's change sheet."""

    def accepted(lesson: Lesson, user: User, language: str = "en") -> None:
        revision = lesson.latest(language)
        keys = [claim.key for claim in claims.claims_about(lesson, language)]
        claims.accept(revision, revision.content_hash, keys, str(user.pk), now)

    return accepted


@pytest.fixture
def sign(now: datetime) -> Callable[..., Review]:
    """Sign the newest words as a clinician for half a year; keywords change that."""

    def signed(lesson: Lesson, user: User, language: str = "en", **more) -> Review:
        how = {
            "seen_hash": lesson.latest(language).content_hash, "kind": Review.Kind.CLINICIAN, "statement": True, "now": now,
            "again_by": (now + timedelta(days=180)).date(), **more,
        }  # fmt: skip
        return signing.sign(lesson, language, user=user, **how)

    return signed


def edited(lesson: Lesson, old: str, new: str, *, now: datetime, by: str = "author", written_by: tuple[str, ...] = ()):
    """The next revision, with some words changed."""
    source = lesson.latest("en").source
    assert old in source
    return lesson.revise("en", source.replace(old, new), now=now, by=by, written_by=written_by)[0]


def translated(lesson: Lesson, now: datetime, language: str = "es"):
    """A text in another language. The words don't matter here, so they are those of the lesson."""
    return lesson.revise(language, lesson.latest("en").source, now=now, by="somebody")[0]


def on(year: int, month: int, day: int) -> date:
    return date(year, month, day)

"""The compiled email of a message, found again without making it again while nothing it is made of has changed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from campaigns.emails.kept_emails import kept
from campaigns.emails.making import (
    Words,
    news_link_source,
    newsletter_source,
    sign_up_source,
    source_of,
    stopped_source,
    title_after,
)
from campaigns.models import Edition, KeptEmail, Message, Series
from campaigns.opens.switch import counted_now
from campaigns.sending.way import Way
from clinic.models import ClinicProfile
from mailer.compiling import EmailSource

MOST_REMEMBERED = 256
REMEMBERED: dict[str, str] = {}
"""What an email is made of → the hash of its source. Reading a lesson and hashing its source takes 10 ms, a tenth of a batch's time."""


def email_of(message: Message, way: Way, now: datetime) -> KeptEmail:
    """The compiled email of this message and of all that share its text. Raises EmailError when it has a fault."""
    profile = ClinicProfile.current()
    link_only = carries_a_link(message, way)
    if message.edition:
        counted = counted_now(message.newsletter, way)
        return kept(news_source(message.edition, message.cover, profile, link_only=link_only, counted=counted), now)
    if message.kind == Message.Kind.SIGNUP:
        return kept(sign_up_source(message.patient.language, profile, words_of_all_series()), now)
    if message.kind == Message.Kind.STOPPED:
        return kept(stopped_source(message.patient.language, profile, words_of_all_series()), now)
    language = message.revision.language if message.revision else message.patient.language
    assert message.series is not None
    following = next_title(message, way, now)
    made_of = ingredients(message, following, profile, language, link_only=link_only)
    found = KeptEmail.objects.filter(pk=REMEMBERED.get(made_of, "")).first()
    if found is None:
        words = words_of(message, following)
        source = source_of(message.kind, words, language, message.series, profile, link_only=link_only)
        found = kept(source, now, text_only=message.text_only)
        remember(made_of, found)
    return found


def carries_a_link(message: Message, way: Way) -> bool:
    """Only a link: the provider may not see health information, or somebody else reads this mailbox."""
    return way.link_only or message.patient.private_mail


def news_source(
    edition: Edition, cover: str, profile: ClinicProfile, *, link_only: bool, counted: bool = False
) -> EmailSource:
    if link_only:
        return news_link_source(edition.language, profile)
    return newsletter_source(edition.text, edition.language, profile, words_of_all_series(), cover, counted=counted)


def words_of_all_series() -> list[str]:
    """A newsletter keeps out of its subject what any series keeps out of its own."""
    return sorted({word for words in Series.objects.values_list("private_words", flat=True) for word in words})


def next_title(message: Message, way: Way, now: datetime) -> str | None:
    """None also for a lesson that is sent again: the one after it may have come long ago."""
    if message.step is None or message.revision is None or message.series is None:
        return None
    if message.kind == Message.Kind.RESEND:
        return None
    message.step.series = message.series  # the same row, read already
    return title_after(message.step, message.revision.language, now, practising=way.practising)


def words_of(message: Message, following: str | None) -> Words | None:
    """None for an email that teaches nothing, such as the address confirmation."""
    if message.step is None or message.revision is None:
        return None
    return Words.of(message.step, message.revision, message.review, following, message.cover)


def ingredients(
    message: Message, following: str | None, profile: ClinicProfile, language: str, *, link_only: bool
) -> str:
    """All that can change between two emails of one program: every column of every row they are made of, and the rest."""
    assert message.series is not None
    rows = (profile, message.series, message.step, message.revision, message.review)
    others = (following, message.series.steps.count())
    return repr(
        (
            message.kind,
            language,
            link_only,
            message.cover,
            message.text_only,
            settings.PUBLIC_URL,
            others,
            [row and columns(row) for row in rows],
        )
    )


def columns(row: models.Model) -> list[object]:
    """But for those left to be read when they are asked for: only a revision's text, and that never changes."""
    deferred = row.get_deferred_fields()
    return [getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in deferred]


def remember(made_of: str, email: KeptEmail) -> None:
    if len(REMEMBERED) >= MOST_REMEMBERED:
        REMEMBERED.clear()
    REMEMBERED[made_of] = email.pk

"""The change sheet of one lesson, and which of its claims a reviewer has accepted: a review can be left and taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.reviewing.telling_claims import number_of, told_by
from clinic.refusal import Refusal
from content.coverage import Claim, sheet_of
from content.models import AcceptedClaim, Lesson, Revision

STALE = gettext_noop(
    "The words have changed since you opened this page. They are shown anew: read what is different, then go on."
)


@dataclass(frozen=True)
class Sheet:
    """`claims` in the order they are read; `accepted` are the keys of those this reviewer accepted with these very words.

    `before`: keys accepted by the same reviewer with earlier words of this lesson.
    """

    claims: Sequence[Claim]
    accepted: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()

    @property
    def left(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.key not in self.accepted]

    @property
    def again(self) -> list[Claim]:
        """Claims that say what they said when this reviewer accepted them, though the lesson's words have changed."""
        return [claim for claim in self.left if claim.key in self.before]


def claims_about(lesson: Lesson, language: str) -> list[Claim]:
    """What the coverage sheet of its series tells of this lesson. A translation is compared with the lesson, not with the article."""
    if language != lesson.language:
        return []
    series = told_by(lesson)
    return sheet_of(series.coverage, number_of(lesson)) if series else []


def sheet_for(revision: Revision, reader: str) -> Sheet:
    """The sheet with the place of `reader`, a user's id."""
    claims = claims_about(revision.lesson, revision.language)
    rows = AcceptedClaim.objects.filter(
        lesson=revision.lesson_id, language=revision.language, accepted_by=reader, claim__in={one.key for one in claims}
    ).values_list("content_hash", "claim")
    accepted = frozenset(claim for words, claim in rows if words == revision.content_hash)
    return Sheet(claims, accepted, frozenset(claim for _, claim in rows) - accepted)


def accept(revision: Revision, seen_hash: str, keys: Iterable[str], by: str, now: datetime) -> int:
    """Note that this reviewer accepts these claims, with these words; the number newly accepted. Raises Refusal."""
    if seen_hash != revision.content_hash:
        raise Refusal(_(STALE))
    sheet = sheet_for(revision, by)
    wanted = set(keys)
    fresh = dict.fromkeys(claim.key for claim in sheet.left if claim.key in wanted)
    AcceptedClaim.objects.bulk_create(
        [
            AcceptedClaim(
                lesson=revision.lesson, language=revision.language, content_hash=seen_hash, claim=key, accepted_by=by, accepted_at=now
            )
            for key in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(fresh)


def take_back(revision: Revision, keys: Iterable[str], by: str) -> None:
    AcceptedClaim.objects.filter(
        lesson=revision.lesson_id, language=revision.language, content_hash=revision.content_hash, accepted_by=by,
        claim__in=set(keys),
    ).delete()  # fmt: skip

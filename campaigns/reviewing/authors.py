"""Who wrote the words that a signature would bind: nobody signs alone what they wrote themselves."""

from __future__ import annotations

from content.models import Review, Revision


def authors_of(revision: Revision, *, practice: bool = False) -> set[str]:
    """Ids of everybody who had a hand in these words since the last ones a clinician signed. `practice`: made-up signatures count."""
    upto = Revision.objects.filter(lesson=revision.lesson_id, language=revision.language, number__lte=revision.number)
    signed = signed_before(revision, practice=practice)
    since = upto.filter(number__gt=signed) if signed else upto
    rows = since.values_list("made_by", "written_by")
    return {one for made_by, written_by in rows for one in (made_by, *written_by)}


def signed_before(revision: Revision, *, practice: bool) -> int:
    """The number of the newest earlier revision with other words that a clinician signed and nobody withdrew; 0: none."""
    reviews = Review.objects.by_clinicians().filter(
        lesson=revision.lesson_id, language=revision.language, withdrawn_at=None
    )
    if not practice:
        reviews = reviews.filter(demo=False)
    earlier = Revision.objects.filter(
        lesson=revision.lesson_id, language=revision.language, number__lt=revision.number,
        content_hash__in=reviews.exclude(content_hash=revision.content_hash).values("content_hash"),
    )  # fmt: skip
    return earlier.order_by("-number").values_list("number", flat=True).first() or 0

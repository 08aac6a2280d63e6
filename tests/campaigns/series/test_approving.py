"""A signature binds the words it was given for, lets waiting patients go on, and is recorded as what it is."""

from datetime import date

import pytest

from campaigns.models import Enrolment, Series
from campaigns.series.approving import approve
from campaigns.series.drafting import draft_series
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.importing import import_article
from content.models import Review
from tests.campaigns.rows import reread

pytestmark = pytest.mark.django_db


def sign(series, now, **more):
    return approve(
        series, **{"reviewer": "Ada Reviewer", "credential": "MD", "language": "en", "now": now, "how": "test", **more}
    )


def test_every_lesson_is_signed_by_name_credential_and_date(series, now):
    assert sign(series, now) == 8
    reviews = Review.objects.all()
    assert {(review.reviewer, review.credential, review.how, review.demo) for review in reviews} == {
        ("Ada Reviewer", "MD", "test", False)
    }
    assert {review.expires_on for review in reviews} == {date(2027, 10, 12)}
    for step in series.way():
        text = step.lesson.signed_text("en", now, practising=False)
        assert text.revision == step.lesson.latest("en") and text.review.content_hash == text.revision.content_hash


def test_the_trail_says_what_was_signed(series, now):
    sign(series, now)
    entry = AuditEntry.objects.get(action="approve")
    assert entry.subject == str(series.id) and entry.detail == {"language": "en", "lessons": 8}


@pytest.mark.parametrize("missing", [{"reviewer": " "}, {"credential": ""}])
def test_a_signature_without_name_or_credential_is_refused(series, now, missing):
    with pytest.raises(Refusal, match="name and credential"):
        sign(series, now, **missing)
    assert not Review.objects.exists()


def test_a_language_that_isnt_complete_signs_nothing(series, now):
    first = series.way().first().lesson
    first.revise("fr", first.latest("en").source, now=now, by="test")
    with pytest.raises(Refusal, match="02-a-pain-system-turned-up .*'fr'.*nothing was signed"):
        sign(series, now, language="fr")
    assert not Review.objects.exists()


def test_an_unfinished_draft_cant_be_signed_and_stays_a_draft(clinic, now, tmp_path):
    article = tmp_path / "back.md"
    article.write_text("# Back care\n\n## Moving\n\n" + "Walk a little every day and rest in between. " * 30)
    series = draft_series(import_article(article), "back-care", "en", "back.md", now)
    with pytest.raises(Refusal, match="isn't finished"):
        sign(series, now)
    assert reread(series).state == Series.State.DRAFT and not Review.objects.exists()


def test_a_signed_draft_becomes_active(series, now):
    Series.objects.update(state=Series.State.DRAFT)
    sign(reread(series), now)
    assert reread(series).state == Series.State.ACTIVE


def test_a_paused_series_stays_paused_when_signed(series, now):
    Series.objects.update(state=Series.State.PAUSED)
    sign(reread(series), now)
    assert reread(series).state == Series.State.PAUSED


def test_those_who_waited_for_the_signature_go_on_and_nobody_else(series, enrol, now):
    waiting, other, stopped = (enrol(f"p{n}@example.org", f"P{n}").enrolment for n in range(3))
    waits = {"waits_for": Enrolment.WaitsFor.REVIEW, "next_due_at": None}
    Enrolment.objects.filter(pk__in=[waiting.pk, stopped.pk]).update(**waits)
    Enrolment.objects.filter(pk=stopped.pk).update(state=Enrolment.State.ENDED)
    due = other.next_due_at
    sign(series, now)
    assert reread(waiting).next_due_at == now and waiting.waits_for == ""
    assert reread(other).next_due_at == due and reread(stopped).next_due_at is None


def test_the_same_words_stay_signed_in_a_later_revision_and_other_words_never_are(signed_series, now):
    lesson = signed_series.way().first().lesson
    signed = lesson.latest("en")
    relaid, _ = lesson.revise("en", signed.source.replace("private", "private") + "\n\n", now=now, by="test")
    assert relaid.content_hash == signed.content_hash
    assert lesson.signed_text("en", now, practising=False).revision == relaid
    edited, _ = lesson.revise("en", signed.source.replace("long-term", "lifelong"), now=now, by="test")
    assert edited.content_hash != signed.content_hash
    assert lesson.signed_text("en", now, practising=False).revision == relaid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Your first lesson from {mail_name}", "Another subject"),
        ("A 2-minute read", "A 3-minute read"),
        ("The pain is not real", "The pain is unreal"),
        ('text = "The pain is real"\nright = true', 'text = "The pain is real"\nright = false'),
        ("Fibromyalgia: patient information", "Fibromyalgia: information"),
        ("We don't know the exact cause", "We know the exact cause"),
    ],
)
def test_a_signature_binds_subject_preheader_question_answer_key_and_sources(signed_series, now, old, new):
    lesson = signed_series.way().first().lesson
    source = lesson.latest("en").source
    assert old in source
    text = source.replace(old, new)
    if "right = false" in new:  # one answer must stay right
        text = text.replace(
            'text = "The pain is not real"\nright = false', 'text = "The pain is not real"\nright = true'
        )
    edited, _ = lesson.revise("en", text, now=now, by="test")
    assert lesson.signed_text("en", now, practising=False).revision != edited


def test_a_withdrawn_signature_no_longer_stands(signed_series, now):
    Review.objects.update(withdrawn_at=now)
    assert signed_series.way().first().lesson.signed_text("en", now, practising=False) is None

"""The clinic writes "how we do it here" into a lesson, on the lesson's page."""

from django.urls import reverse

from campaigns.models import Series
from clinic.models import AuditEntry

PAGE = ["fibromyalgia", "07-procedures"]


def lesson_seven():
    return Series.objects.named("fibromyalgia").steps.get(lesson__slug="07-procedures").lesson


def test_what_is_written_stands_in_the_lesson_and_waits_for_a_signature(staff, signed_series, now):
    answer = staff.post(
        reverse("staff:own_part", args=PAGE),
        {"name": "nerve-blocks", "text": "Bring someone to drive you home."},
        follow=True,
    )
    page = answer.content.decode()
    assert "Bring someone to drive you home." in page
    lesson = lesson_seven()
    assert lesson.latest("en").number == 2
    assert lesson.signed_text("en", now, practising=False).revision.number == 1  # the signed words keep going out
    assert AuditEntry.objects.filter(action="lesson.own part", subject=str(lesson.id)).count() == 1


def test_saving_the_same_words_again_makes_no_revision(staff, series):
    for _ in range(2):
        staff.post(reverse("staff:own_part", args=PAGE), {"name": "nerve-blocks", "text": "The same."})
    assert lesson_seven().latest("en").number == 2


def test_markup_and_fences_typed_into_a_part_are_only_words(staff, series):
    typed = "<script>alert(1)</script>\n:::\n+++ {{ braces }}"
    page = staff.post(
        reverse("staff:own_part", args=PAGE), {"name": "nerve-blocks", "text": typed}, follow=True
    ).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page


def test_a_part_the_lesson_does_not_have_is_not_found(staff, series):
    assert staff.post(reverse("staff:own_part", args=PAGE), {"name": "surgery", "text": "x"}).status_code == 404

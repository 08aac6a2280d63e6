"""A lesson's pictures and the logo in the email itself: linked to our own address, or carried along."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from campaigns.emails.kept_emails import hash_of, kept
from campaigns.emails.linting import of_revision
from campaigns.emails.mailed_pictures import mailed_pictures
from campaigns.emails.making import Words, lesson_source, link_source, welcome_source
from campaigns.models import KeptEmail, Series, Step
from campaigns.preview.lesson_email import preview
from campaigns.preview.personas import PERSONAS
from campaigns.series import library
from clinic import profile_settings
from clinic.models import ClinicProfile, Picture
from clinic.picture_files import name_for
from clinic.pictures import cleaned
from clinic.refusal import Refusal
from content.models import Revision
from content.toml_section import LessonFault
from tests.clinic.drawings import drawing, encoded, photo

pytestmark = pytest.mark.django_db
LOGO, DAYS = cleaned(drawing(300, 100)), cleaned(encoded(photo(1200, 600), "JPEG"))
LOGO_NAME, DAYS_NAME = name_for("logo", LOGO), name_for("days", DAYS)


@pytest.fixture
def step(settings, clinic, now) -> Step:
    """The first lesson of the shipped series with a picture in it; the clinic has a logo."""
    settings.PUBLIC_URL = "https://learn.clinic.example"
    library.load(Path(settings.LIBRARY), now, by="test")
    for name, picture in ((LOGO_NAME, LOGO), (DAYS_NAME, DAYS)):
        Picture.objects.take_in(name, picture, alt="x", now=now, by="test")
    step = Series.objects.get().way().select_related("series").first()
    newest = step.lesson.latest("en")
    source = f'{newest.source}\n![Two days, one with rests](media/{DAYS_NAME} "Rests help")\n'
    step.lesson.revise("en", source, now=now, by="test")
    change(logo=LOGO_NAME)
    return step


def change(**written: str) -> None:
    profile_settings.change(ClinicProfile.current(), written)


def words(step: Step) -> Words:
    return Words.of(step, step.lesson.latest("en"), None)


def html_of(step: Step, now) -> str:
    return preview(step, "en", PERSONAS["default"], now).filled().html.decode()


def test_linked_pictures_come_from_our_own_address(step, now):
    html = html_of(step, now)
    assert f'src="https://learn.clinic.example/media/{DAYS_NAME}"' in html
    assert 'alt="Two days, one with rests"' in html and "Rests help" in html and 'width="520" height="260"' in html
    assert f'src="https://learn.clinic.example/media/{LOGO_NAME}"' in html
    (logo,) = [tag for tag in re.findall("<img[^>]*>", html) if LOGO_NAME in tag]
    assert 'width="120"' in logo and 'height="40"' in logo and f'alt="{ClinicProfile.current().mail_name}"' in logo
    assert [
        one
        for one in of_revision(step, step.lesson.latest("en"), ClinicProfile.current(), now)
        if one.severity == "error"
    ] == []


def test_the_text_part_says_what_the_picture_shows(step, now):
    text = preview(step, "en", PERSONAS["default"], now).filled().text.decode()
    assert "[Picture: Two days, one with rests]\nRests help" in text and "media/" not in text


def test_inlined_pictures_travel_in_the_email_and_load_nothing(step, now):
    change(pictures="inlined")
    made = preview(step, "en", PERSONAS["default"], now)
    message = message_from_bytes(made.eml(), policy=default)
    carried = {part["Content-ID"].strip("<>"): part.get_content() for part in message.walk() if part["Content-ID"]}
    assert carried == {
        f"{DAYS_NAME}@learn.clinic.example": DAYS.content, f"{LOGO_NAME}@learn.clinic.example": LOGO.content,
    }  # fmt: skip
    html = message.get_body(("html",)).get_content()
    assert all(f'src="cid:{cid}"' in html for cid in carried) and "/media/" not in html


def test_an_email_kept_with_its_pictures_is_shown_exactly_years_later(step, now):
    change(pictures="inlined")
    source = lesson_source(words(step), ClinicProfile.current())
    row = kept(source, now)
    before = KeptEmail.objects.get(pk=row.pk).compiled
    Picture.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    assert KeptEmail.objects.get(pk=row.pk).compiled == before and len(before.images) == 2


def test_every_email_has_the_logo_and_only_lessons_have_their_pictures(step):
    profile = ClinicProfile.current()
    for source in (link_source(words(step), profile), welcome_source("en", profile, step.series.private_words)):
        assert source.context["clinic"]["logo"]["url"].endswith(LOGO_NAME) and source.images == ()


def test_without_a_logo_the_mail_name_stands_in_words(step, now):
    change(logo="")
    html = html_of(step, now)
    assert 'class="logo"' not in html and ClinicProfile.current().mail_name in html


def test_another_logo_or_another_way_makes_another_email(step):
    hashes = {hash_of(lesson_source(words(step), ClinicProfile.current()))}
    for changed in ({"pictures": "inlined"}, {"logo": ""}, {"pictures": "linked"}):
        change(**changed)
        hashes.add(hash_of(lesson_source(words(step), ClinicProfile.current())))
    assert len(hashes) == 4


def test_a_lesson_without_pictures_asks_for_none(step, django_assert_num_queries):
    change(logo="")
    other, profile = step.series.way()[2].lesson.latest("en"), ClinicProfile.current()
    with django_assert_num_queries(0):
        assert mailed_pictures(profile, other.text).images == ()


def test_a_picture_that_isnt_here_makes_no_revision(step, now):
    source = step.lesson.latest("en").source.replace(DAYS_NAME, "gone-0123456789ab.jpg")
    line = source.split("media/gone")[0].count("\n") + 1
    count = Revision.objects.count()
    with pytest.raises(LessonFault, match=f"{step.lesson.slug}.md:{line}: there is no picture media/gone-0123456789ab"):
        step.lesson.revise("en", source, now=now, by="test")
    assert Revision.objects.count() == count


@pytest.mark.parametrize(
    ("name", "written"),
    [("logo", "nobody-0123456789ab.png"), ("logo", "https://x.example/y.png"), ("pictures", "mailed")],
)
def test_a_setting_that_cant_be_is_refused(step, name, written):
    with pytest.raises(Refusal, match=name):
        change(**{name: written})
    assert ClinicProfile.current().logo == LOGO_NAME


def test_settings_are_shown_as_they_are_written(step):
    change(logo=f"media/{LOGO_NAME}", pictures="inlined")
    shown = profile_settings.show(ClinicProfile.current())
    assert (shown["logo"], shown["pictures"]) == (LOGO_NAME, "inlined")

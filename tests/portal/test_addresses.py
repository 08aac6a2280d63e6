"""The addresses that emails carry are the addresses that pages answer to."""

from django.conf import settings
from django.urls import reverse

from campaigns.emails import links
from patients.tokens import is_token, new_token

TOKEN = "aB3-_" + "x" * 27


def test_every_link_of_an_email_opens_the_page_it_names():
    for link, name, more in [
        (links.lesson(TOKEN), "lesson", []),
        (links.answer(TOKEN, 2), "answer", [2]),
        (links.settings_of(TOKEN), "settings", []),
        (links.stop(TOKEN), "stop", []),
        (links.confirm(TOKEN), "confirm", []),
        (links.confirm_sign_up(TOKEN), "confirm_sign_up", []),
        (links.stopped(TOKEN), "stopped", []),
        (links.picture(TOKEN), "media", []),
    ]:
        assert link == settings.PUBLIC_URL + reverse(f"portal:{name}", args=[TOKEN, *more])


def test_the_sources_are_a_place_on_the_lesson_page():
    assert links.sources(TOKEN) == links.lesson(TOKEN) + "#sources"


def test_every_token_we_make_is_one_we_know():
    assert all(is_token(new_token()) for _ in range(200))

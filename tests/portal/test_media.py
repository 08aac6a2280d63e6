"""Pictures for emails and pages: open to all, told by their content, run by nobody, kept for ever."""

from __future__ import annotations

import pytest
from django.test import Client

from clinic.models import Picture
from clinic.pictures import cleaned
from tests.clinic.drawings import drawing, encoded, photo


@pytest.fixture
def picture(db, now) -> Picture:
    return Picture.objects.add(cleaned(drawing()), words="bar", alt="A bar", now=now, by="test")[0]


def test_anyone_gets_it_with_its_kind_and_may_keep_it(picture: Picture, client: Client):
    answer = client.get(f"/media/{picture.name}")
    assert answer.status_code == 200 and answer.content == bytes(picture.content)
    assert answer["Content-Type"] == "image/png" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["ETag"] == f'"{picture.sha256}"' and not answer.cookies and "Vary" not in answer


def test_a_photo_is_a_jpeg(db, now, client: Client):
    row = Picture.objects.add(cleaned(encoded(photo(), "JPEG")), words="x", alt="x", now=now, by="test")[0]
    assert client.get(f"/media/{row.name}")["Content-Type"] == "image/jpeg"


def test_it_isnt_sent_again_to_someone_who_has_it(picture: Picture, client: Client):
    answer = client.get(f"/media/{picture.name}", headers={"If-None-Match": f'"{picture.sha256}"'})
    assert answer.status_code == 304 and answer.content == b"" and not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_it_is_only_shown(picture: Picture, client: Client):
    assert client.head(f"/media/{picture.name}").status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(f"/media/{picture.name}").status_code == 405


@pytest.mark.parametrize(
    "name",
    ["bar-0123456789ab.png", "bar.png", "..%2f..%2fkeys.json", "%00", "x" * 500, "bar-0123456789ab.svg", "a/b.png"],
)
def test_any_other_name_is_nothing(picture: Picture, client: Client, name: str):
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 404 and answer["Content-Type"].startswith("text/html") and not answer.cookies


def test_the_same_name_in_capitals_or_with_a_slash_is_nothing(picture: Picture, client: Client):
    assert client.get(f"/media/{picture.name.upper()}").status_code == 404
    assert client.get(f"/media/{picture.name}/").status_code == 404

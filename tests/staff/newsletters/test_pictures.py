"""Pictures in a newsletter: put in with one press, seen in the email and on its page, bound by the approval."""

from __future__ import annotations

import re
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Edition, Newsletter
from campaigns.newsletters.approving import approval_of, approve
from campaigns.newsletters.editions import write
from campaigns.newsletters.pictures import to_mend
from clinic.models import Person, Picture
from clinic.pictures import cleaned
from clinic.refusal import Refusal
from portal.views_newsletter import words_of
from tests.campaigns.newsletters.conftest import WORDS, reviewer, written
from tests.clinic.drawings import drawing
from tests.staff.conftest import said

__all__ = ["reviewer", "written"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(now: datetime) -> Picture:
    return Picture.objects.add(cleaned(drawing()), words="steps", alt="A [teal] bar", now=now, by="test")[0]


@pytest.fixture
def page(staff: Client, written: Newsletter) -> SimpleNamespace:
    return SimpleNamespace(
        url=reverse("staff:newsletter_write", args=[written.pk]),
        frame=reverse("staff:newsletter_frame", args=[written.pk]),
        seen=written.editions.get().content_hash,
    )


def test_a_press_without_scripts_puts_the_picture_at_the_end(staff: Client, page, picture):
    assert f"media/{picture.name}" in said(staff.get(page.url))
    staff.post(page.url, {**WORDS, "seen": page.seen, "picture": picture.name})
    edition = Edition.objects.get()
    assert edition.body.endswith(f"minute.\n\n![A \\[teal\\] bar](media/{picture.name})\n")
    assert f"/media/{picture.name}" in staff.get(page.frame).content.decode()
    assert f'src="/media/{picture.name}"' in words_of(edition)["body"]["html"]
    refused = staff.post(page.url, {**WORDS, "seen": edition.content_hash, "picture": "gone-0123456789ab.png"})
    assert "This picture isn't here" in said(refused) and Edition.objects.get().body == edition.body


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("![A bar](media/gone-0123456789ab.png)", "there is no picture gone-0123456789ab.png"),
        ("![A bar](media/bar.png)", "isn't a picture's name"),
        ("![](media/gone-0123456789ab.png)", "say what the picture shows"),
        ("See ![A bar](media/gone-0123456789ab.png)", "on a line of its own"),
    ],
    ids=["unknown", "no name of ours", "not described", "beside words"],
)
def test_a_picture_nobody_would_see_keeps_it_from_being_approved(
    staff: Client, page, written, reviewer, now, line, why
):
    told = staff.post(
        page.url, {**WORDS, "body": f"Hello.\n\n{line}", "seen": page.seen}, headers={"Accept": "application/json"}
    ).json()
    assert told["saved"] and re.match(r"Line 3 of the text: ", told["to_mend"][0]) and why in told["to_mend"][0]
    edition = Edition.objects.get()
    with pytest.raises(Refusal, match="Line 3"):
        approve(edition, edition.content_hash, reviewer, now)
    assert why in said(staff.get(reverse("staff:newsletter_approval", args=[written.pk])))


def test_another_picture_under_approved_words_voids_the_approval(written, reviewer: Person, picture, now: datetime):
    other = Picture.objects.add(cleaned(drawing(200, 60)), words="steps", alt="A", now=now, by="test")[0]
    write(written, "en", {**WORDS, "body": f"![A bar](media/{picture.name})"}, now, by="test")
    edition = written.editions.get()
    approve(edition, edition.content_hash, reviewer, now)
    assert to_mend(edition.text) == [] and approval_of(edition, practising=False)
    write(written, "en", {**WORDS, "body": f"![A bar](media/{other.name})"}, now, by="test")
    assert approval_of(written.editions.get(), practising=False) is None

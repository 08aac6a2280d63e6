"""A lesson's pictures on the patient's page and on the desk: from the page's own address, whichever way the email has them."""

from __future__ import annotations

import pytest
from django.test import Client

from campaigns.models import Message
from campaigns.series.approving import approve
from clinic.models import ClinicProfile, Picture
from clinic.pictures import cleaned
from tests.clinic.drawings import drawing

SHOWS = "A bar, half wide"


@pytest.fixture(params=["linked", "inlined"])
def pictured(request, signed_series, now) -> Picture:
    """The first lesson shows a picture, which is the logo too."""
    row = Picture.objects.add(cleaned(drawing(300, 100)), words="bar", alt="x", now=now, by="test")[0]
    ClinicProfile.objects.update(pictures=request.param, logo=row.name)
    lesson = signed_series.way().first().lesson
    lesson.revise("en", f'{lesson.latest("en").source}\n![{SHOWS}](media/{row.name} "Rests")\n', now=now, by="test")
    approve(signed_series, reviewer="Ada Demo", credential="MD", language="en", now=now, how="test")
    return row


@pytest.fixture
def message(pictured, enrol, send) -> Message:
    enrol()
    send()
    return Message.objects.get()


def test_the_patients_page_shows_the_picture_from_its_own_address(browser, message, pictured):
    html = browser.get(f"/l/{message.token}/").content.decode()
    assert f'<img src="/media/{pictured.name}" alt="{SHOWS}" width="300" height="100">' in html
    assert '<p class="caption">Rests</p>' in html and "cid:" not in html
    assert browser.get(f"/media/{pictured.name}").status_code == 200


def test_the_desk_shows_it_too(browser, message, pictured, admin_user):
    desk = Client()
    desk.force_login(admin_user)
    assert f'src="/media/{pictured.name}"' in desk.get("/staff/series/fibromyalgia/01-what-it-is/").content.decode()


@pytest.mark.parametrize(
    "where", ["messages/{0}/frame/", "inbox/{0}/frame/", "preview/frame/series/fibromyalgia/01-what-it-is"]
)
def test_every_frame_of_the_desk_shows_logo_and_picture(browser, message, pictured, admin_user, settings, where):
    desk = Client()
    desk.force_login(admin_user)
    answer = desk.get(f"/staff/{where.format(message.id)}")
    html = answer.content.decode()
    linked = ClinicProfile.current().pictures == "linked"
    src = f'src="{settings.PUBLIC_URL}/media/{pictured.name}"' if linked else 'src="data:image/png;base64,'
    assert html.count(src) == 2 and "cid:" not in html
    assert f"data: {settings.PUBLIC_URL}" in answer["Content-Security-Policy"]

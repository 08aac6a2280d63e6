"""The studio on the desk: what its page shows, where its links lead, and what it refuses."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from campaigns.models import Step
from campaigns.preview.personas import PERSONAS
from campaigns.sending.way import inbox_folder
from clinic.models import AuditEntry
from content.models import Revision
from mailer.transports.base import Outcome, Verdict
from staff.studio.wish import VIEWS
from tests.staff.conftest import Page, said

FIRST = "series/fibromyalgia/01-what-it-is"
URL = f"/staff/preview/{FIRST}"
TEST = f"/staff/preview/test/{FIRST}"
OWN = ["desk@clinic.example", "maya@clinic.example"]


@pytest.fixture
def own(clinic, signed_series) -> list[str]:
    clinic.test_addresses = OWN
    clinic.save()
    return OWN


@pytest.fixture
def revised(signed_series, now: datetime) -> Revision:
    """A second revision in English, and one in Spanish."""
    lesson = Step.objects.get(position=1).lesson
    source = lesson.latest("en").source
    Revision.objects.add(lesson, "es", source, number=2, now=now, by="test")
    return Revision.objects.add(lesson, "en", f"{source}\n\nA new sentence.\n", number=2, now=now, by="test")


def frames(page: Page) -> list[str]:
    return [str(attrs["src"]) for tag, attrs in page.tags if tag == "iframe"]


def current(page: Page) -> list[str]:
    return [str(attrs["href"]) for tag, attrs in page.tags if tag == "a" and attrs.get("aria-current")]


def test_it_opens_on_the_first_email(signed_series, staff: Client):
    assert staff.get("/staff/preview/").headers["Location"] == URL


def test_the_page_has_the_inbox_line_the_tree_and_the_frame(signed_series, staff: Client):
    answer = staff.get(URL)
    words, page = said(answer), Page(answer)
    assert "Your first lesson from Learning Desk" in words and "lessons@clinic.example" in words
    assert "Newsletters" in words and "Is this your address?" in words and "Approved" in words
    assert frames(page) == [f"/staff/preview/frame/{FIRST}"] and URL in current(page)


@pytest.mark.parametrize("view", VIEWS)
def test_every_tab_shows_its_part(signed_series, staff: Client, view: str):
    words = said(staff.get(f"{URL}?view={view}"))
    wanted = {
        "html": "On a locked phone", "text": "Hello Rosa", "source": "prefers-color-scheme", "headers": "List-Unsubscribe-Post",
        "raw": "MIME-Version: 1.0", "lint": "How bad", "size": "Gmail cuts an email off at",
    }  # fmt: skip
    assert wanted[view] in words


@pytest.mark.parametrize("person", PERSONAS)
def test_every_persona_can_be_looked_at_in_every_part(signed_series, staff: Client, person: str):
    for view in VIEWS:
        assert staff.get(f"{URL}?view={view}&person={person}").status_code == 200
    name = PERSONAS[person].given_name
    shown = Page(staff.get(f"/staff/preview/frame/{FIRST}?person={person}"))
    assert name in shown.words and ("b", {}) not in shown.tags


def test_links_keep_what_was_wished_for(signed_series, staff: Client):
    page = Page(staff.get(f"{URL}?width=600&scheme=dark&person=rtl"))
    tab = next(one for one in page.addresses if "view=text" in one)
    assert parse_qs(urlsplit(tab).query) == {"view": ["text"], "width": ["600"], "scheme": ["dark"], "person": ["rtl"]}


def test_two_revisions_stand_side_by_side(revised, staff: Client):
    page = Page(staff.get(f"{URL}?compare=r1"))
    assert frames(page) == [f"/staff/preview/frame/{FIRST}?compare=r1", f"/staff/preview/frame/{FIRST}?revision=1"]
    assert "English, revision 2" in page.words and "English, revision 1" in page.words
    new, old = (staff.get(url).content for url in frames(page))
    assert b"A new sentence." in new and b"A new sentence." not in old


def test_two_languages_stand_side_by_side(revised, staff: Client):
    page = Page(staff.get(f"{URL}?compare=es"))
    assert len(frames(page)) == 2 and "Spanish, revision 2" in page.words
    assert b'lang="es"' in staff.get(frames(page)[1]).content


def test_a_comparison_with_nothing_there_falls_back(revised, staff: Client):
    for other in ("zz", "r99"):
        assert len(frames(Page(staff.get(f"{URL}?compare={other}")))) == 2


def test_the_tree_can_be_searched_without_a_script(signed_series, staff: Client):
    words = said(staff.get(f"{URL}?find=MEDICINES"))
    assert words.count("Newsletters") == 1, "in the navigation, not in the tree"
    assert "No email is called that." in said(staff.get(f"{URL}?find=<none>"))


NONSENSE = ["x", "series/fibromyalgia/none", "series/none/01-what-it-is", "series/fibromyalgia/../x", "newsletters/none", "notices/x",
            "%00", "series/%00/x", "templates/lesson"]  # fmt: skip


@pytest.mark.parametrize("key", NONSENSE)
def test_what_isnt_there_is_not_found(own, staff: Client, key: str):
    for part in ("", "frame/", "eml/"):
        assert staff.get(f"/staff/preview/{part}{key}").status_code == 404, part
    assert staff.post(f"/staff/preview/test/{key}", {"to": "0"}).status_code == 404


@pytest.mark.parametrize(
    "query", ["view=x", "width=1e9", "width=free&pixels=-1", "scheme=x", "person=x", "language=../x", "language=%00", "revision=0",
              "revision=99999999999999999999", "compare=r", "compare=%00", "find=%00"]
)  # fmt: skip
def test_a_nonsense_wish_shows_an_email_all_the_same(signed_series, staff: Client, query: str):
    for part in ("", "frame/", "eml/"):
        assert staff.get(f"/staff/preview/{part}{FIRST}?{query}").status_code == 200
    assert staff.get(f"/staff/preview/frame/notices/welcome?{query}").status_code == 200


def test_the_download_is_what_render_makes(signed_series, staff: Client, capsysbinary):
    answer = staff.get(f"/staff/preview/eml/{FIRST}?person=apostrophe")
    call_command("render", "fibromyalgia/01-what-it-is", "--persona=apostrophe", "--format=eml")
    assert answer.content == capsysbinary.readouterr().out
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="01-what-it-is.eml"'


def test_the_stamp_follows_what_was_saved(signed_series, staff: Client, clinic):
    before = json.loads(staff.get("/staff/preview/stamp").content)
    assert json.loads(staff.get("/staff/preview/stamp").content) == before
    clinic.phone = "+1 217 555 0199"
    clinic.save()
    assert json.loads(staff.get("/staff/preview/stamp").content) != before
    assert b"217 555 0199" in staff.get(f"/staff/preview/frame/{FIRST}").content


def test_looking_needs_get_and_testing_needs_post(own, staff: Client):
    for part in ("", "frame/", "eml/"):
        assert staff.post(f"/staff/preview/{part}{FIRST}").status_code == 405
    assert staff.get(TEST).status_code == 405
    assert not inbox_folder().exists()


@pytest.mark.parametrize("client", ["nobody", "no staff"])
def test_only_staff_may_look_or_test(own, client: str, django_user_model):
    browser = Client()
    if client == "no staff":
        browser.force_login(django_user_model.objects.create_user("pat", password="x"))
    for url in (URL, f"/staff/preview/frame/{FIRST}", f"/staff/preview/eml/{FIRST}", "/staff/preview/stamp"):
        assert browser.get(url).status_code in (302, 403)
    assert browser.post(TEST, {"to": "0"}).status_code in (302, 403)
    assert not inbox_folder().exists()


def test_a_test_goes_to_the_chosen_addresses_and_is_noted_without_them(own, staff: Client):
    answer = staff.post(TEST, {"to": ["1", "1"], "person": "long"}, follow=True)
    assert "Test sent to 1 of 1 addresses. It is in the local inbox." in said(answer)
    assert answer.redirect_chain == [(f"{URL}?person=long", 302)]
    (email,) = inbox_folder().glob("*.eml")
    assert "Subject: [Test]" in email.read_text() and "maya@clinic.example" in email.read_text()
    entry = AuditEntry.objects.get(action="test sent")
    assert "@" not in str(vars(entry))


@pytest.mark.parametrize("to", [[], ["7"], ["²"], ["-1"], ["patient@example.org"], ["0 "]])
def test_a_choice_that_isnt_one_sends_nothing(own, staff: Client, to: list[str]):
    assert "Not sent: Tests go to the clinic's own addresses only" in said(
        staff.post(TEST, {"to": to}, follow=True)
    ).replace("’", "'")
    assert not inbox_folder().exists()


def test_without_addresses_the_form_says_where_to_write_them_down(signed_series, staff: Client):
    words = said(staff.get(URL))
    assert "There are none yet." in words and "Write them down" in words


def test_an_email_with_an_error_is_not_sent_and_the_error_is_named(own, staff: Client, clinic):
    clinic.sender = "nonsense"
    clinic.save()
    told = said(staff.post(TEST, {"to": "0"}, follow=True))
    assert "Not sent:" in told and not inbox_folder().exists()


def test_a_doubtful_outcome_is_neither_sent_nor_unsent(own, staff: Client, live):
    live.answers.append(Outcome(Verdict.UNCERTAIN, 503, reason="no answer"))
    told = said(staff.post(TEST, {"to": ["0", "1"]}, follow=True))
    assert "For 2 the provider didn’t answer clearly: the test may have left or not." in told
    assert "Not sent" not in told and "Test sent" not in told


def test_one_suppressed_address_is_left_out_and_it_is_said(own, staff: Client, now: datetime):
    from patients.models import Suppression

    Suppression.objects.suppress(OWN[0], Suppression.Reason.STAFF, now)
    told = said(staff.post(TEST, {"to": ["0", "1"]}, follow=True))
    assert "Test sent to 1 of 2 addresses." in told and "1 may not be mailed: suppressed" in told

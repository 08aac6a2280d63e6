"""What holds for every page of the desk: it opens, it is light, it asks no third party, and it gives no name away."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import cycle
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Enrolment, Message, PaceDay, Tally, WayOut
from clinic.models import AuditEntry, ClinicProfile, Installation
from patients.models import Suppression
from tests.staff.conftest import AWKWARD, Page, all_pages, plain_pages

FRAMES = {
    "preview_frame",
    "preview_eml",
    "preview_stamp",
    "message_frame",
    "inbox_frame",
    "write_frame",
    "newsletter_frame",
}
POSTED_TO = dict.fromkeys(
    (
        "own_part", "go_on", "try_again", "preview_test", "ask", "sign_again", "accept_claims", "sign_lesson",
        "write_save", "write_here", "write_ask", "write_claim", "restore", "sign_in_rules",
        "newsletter_count", "newsletter_duplicate", "choose_language", "test_provider", "add_agreement", "check_events", "check_inbound", "take_request", "bounce_handled",
        "go_on_with_file",
    ),
    405,
)  # fmt: skip
A_PATIENT = re.compile(r"O&(#39|#x27|apos);|O'<|alert\(|Newcomer|(bo|new|ed)@example\.org")
DECIDED = dict.fromkeys(("it_was_sent", "send_again", "all_were_sent", "send_all_again"), 302)
ANSWERS = {
    "resume_enrolment": 302,
    "preview_first": 302,
    "article_ready": 302,
    "kept_form": 302,
    "patient_file_report": 404,  # a file that hasn't been read in
    **dict.fromkeys(("series_activate", "series_resume", "series_archive", "series_authorization"), 302),
    **POSTED_TO,
}  # of an enrolment and a series that run, an article not yet drafted


@pytest.fixture(params=["settled", "in doubt"])
def desk(filled, request) -> SimpleNamespace:
    """The same desk once more, where an email is held and its series paused."""
    filled.answers = ANSWERS | (DECIDED if request.param == "settled" else {"pause_enrolment": 302})
    if request.param == "in doubt":
        Message.objects.filter(pk=filled.message).update(state="held", reason="No proof that it arrived.")
        Enrolment.objects.filter(pk=filled.enrolment).pause("The provider didn't send a lesson: see why, then go on.")
    return filled


def test_every_page_opens_before_anything_is_set_up(db, staff: Client):
    for name, url in plain_pages().items():
        assert staff.get(url).status_code == ANSWERS.get(name, 200), url


def test_nonsense_in_an_address_is_passed_over(desk, staff: Client):
    queries = cycle(("?page=-1&view=nonsense&state=&x[]=1", "?page=99999", "?page=%00&state=%00&view=²"))
    for (name, url), query in zip(all_pages(desk).items(), queries, strict=False):  # each page one of them
        assert staff.get(f"{url}{query}").status_code == desk.answers.get(name, 200), (name, query)


def test_what_holds_for_every_page(desk, staff: Client):
    """Each page is opened once and held to every rule; all that is broken is said together."""
    broken, before, named = [], rows(), set()
    looks = AuditEntry.objects.filter(action__endswith=".read")
    for name, url in all_pages(desk).items():
        seen = looks.count()
        answer = staff.get(url)
        rules = [is_light, names_are_only_words, *([] if name in FRAMES else [asks_no_third_party, tells_no_name])]
        if name not in FRAMES and name not in desk.answers:
            rules.append(scripts_and_styles_are_files_of_ours)
        broken += [(name, rule.__name__) for rule in rules if not rule(answer, url)]
        if names_a_patient(name, answer):
            named.add(name)
            broken += [(name, "the look isn't recorded")] if looks.count() == seen else []
    assert broken == []
    assert before == rows(), "opening a page changes nothing"
    assert {"patients", "patient", "message", "message_frame", "inbox", "new_pin", "stop_enrolment"} <= named
    assert desk.answers.keys() >= DECIDED.keys() or {"held", "it_was_sent", "send_again"} <= named
    assert not A_PATIENT.search(str(list(AuditEntry.objects.values_list("subject", "detail"))))


def rows() -> list[object]:
    noted = AuditEntry.objects.exclude(action__endswith=".read")
    models = (Message, Enrolment, Installation, ClinicProfile, WayOut, Tally, PaceDay, Suppression)
    return [list(model.objects.order_by("pk").values()) for model in models] + [list(noted.values())]


def names_a_patient(name: str, answer: HttpResponse) -> bool:
    """The made-up articles and newsletters hold the same awkward words."""
    return "article" not in name and "newsletter" not in name and bool(A_PATIENT.search(answer.content.decode()))


def is_light(answer: HttpResponse, url: str) -> bool:
    return len(answer.content) < 150_000


def names_are_only_words(answer: HttpResponse, url: str) -> bool:
    html = answer.content.decode()
    return AWKWARD not in html and "<b>Neill" not in html and "49" not in re.findall(r"O&#\d+;[^<]{0,80}", html)


def asks_no_third_party(answer: HttpResponse, url: str) -> bool:
    shown = Page(answer)
    to_follow = {attrs.get("href") for tag, attrs in shown.tags if tag == "a" and attrs.get("rel") == "noreferrer"}
    asked = [one for one in shown.addresses if not one.startswith("tel:") and one not in to_follow]
    return {urlsplit(one).netloc for one in asked} <= {""}


def tells_no_name(answer: HttpResponse, url: str) -> bool:
    """Neither in the tab's title nor in an address."""
    shown = Page(answer)
    told = [text.replace("js/staff.js", "") for text in (shown.title, url, *shown.addresses)]
    return not any(re.search(r"script|Neill|Newcomer|bo@|example\.org", text) for text in told)


def scripts_and_styles_are_files_of_ours(answer: HttpResponse, url: str) -> bool:
    if "script-src 'self'" not in answer["Content-Security-Policy"]:
        return False
    return all(
        "style" not in attrs and tag != "style" and not any(key.startswith("on") for key in attrs)
        and (tag != "script" or (attrs.get("src") or "").startswith("/static/"))
        for tag, attrs in Page(answer).tags
    )  # fmt: skip


def test_the_awkward_name_is_shown_as_it_is_written(desk, staff: Client):
    words = Page(staff.get(f"/staff/patients/{desk.patient}/")).words
    assert f"{AWKWARD} O'<b>Neill</b> & {{{{ 7*7 }}}}" in words


LISTS = ["/staff/", "/staff/series/", "/staff/series/fibromyalgia/", "/staff/patients/", "/staff/patients/enrol/",
         "/staff/messages/", "/staff/inbox/", "/staff/held/", "/staff/sending/"]  # fmt: skip


@pytest.mark.parametrize("url", LISTS)
def test_more_patients_ask_the_database_no_more_often(url: str, filled, enrol, send, staff: Client, now: datetime):
    before = queries(staff, url)
    for number in range(8):
        enrol(
            f"more{number}@example.org", "More", at=now - timedelta(days=7), visit_date=(now - timedelta(days=7)).date()
        )
    send(now - timedelta(days=6))
    assert queries(staff, url) <= before
    assert before < 45


def test_a_patient_with_many_messages_asks_no_more_often(filled, send, staff: Client, now: datetime):
    url = f"/staff/patients/{filled.patient}/"
    before = queries(staff, url)
    for day in range(0, 30):
        send(now + timedelta(days=day))
    assert Message.objects.filter(patient=filled.patient).count() == 8
    assert queries(staff, url) <= before


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)

"""Webhooks on the desk: added by an admin, the secret shown once, tried, paused, told again, removed with what follows said first."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import Subject
from campaigns.outgoing.secrets import MOST_OLD
from campaigns.outgoing.telling import tell_due
from clinic.models import AuditEntry
from patients.identifiers import new_id
from tests.campaigns.outgoing.listening import listening, plain
from tests.staff.conftest import said

FAR = {"name": "North EHR", "url": "https://ehr.example.org/hooks", "kinds": ["series.finished"], "system": ""}
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def add(staff: Client, **changes: object) -> tuple[Receiver, str]:
    page = staff.post("/staff/webhooks/", {**FAR, **changes}).content.decode()
    found = SECRET.search(page)
    assert found is not None, page
    return Receiver.objects.get(), found[0]


def test_a_secret_is_shown_once_and_the_trail_names_the_admin(staff: Client):
    assert "No receiver yet" in said(staff.get("/staff/webhooks/"))
    one, secret = add(staff)
    pages = [staff.get("/staff/webhooks/"), staff.get(f"/staff/webhooks/{one.pk}/")]
    assert all(one.name in said(page) and secret not in page.content.decode() for page in pages)
    assert secret not in str(list(Receiver.objects.values())) + str(list(AuditEntry.objects.values()))
    entry = AuditEntry.objects.get(action="webhook.add")
    assert (entry.actor, entry.subject) == (one.made_by, str(one.pk))


def test_what_is_wrong_stands_in_the_form_with_what_was_typed(staff: Client):
    page = staff.post("/staff/webhooks/", {**FAR, "url": "https://10.0.0.7/hooks"})
    assert "private network" in said(page) and "10.0.0.7" in page.content.decode()
    assert "Choose at least one thing" in said(staff.post("/staff/webhooks/", {"name": "x", "url": FAR["url"]}))
    assert not Receiver.objects.exists()


def test_a_day_with_a_receiver(staff: Client):
    """While practising, with a program on this machine."""
    with listening() as listener:
        one, secret = add(staff, url=listener.url)
        page = f"/staff/webhooks/{one.pk}/"
        assert "It took the test: it answered 204." in said(staff.post(page, {"act": "test"}, follow=True))
        listener.answer = lambda call: plain(call, 500)
        assert "didn’t take the test: it answered 500" in said(staff.post(page, {"act": "test"}, follow=True))
        assert "Paused" in said(staff.post(page, {"act": "pause"}, follow=True))
        assert "Paused" not in said(staff.post(page, {"act": "go_on"}, follow=True))
        fresh = SECRET.search(staff.post(page, {"act": "rotate"}).content.decode())
        assert fresh and fresh[0] != secret and "the old one as well" in said(staff.get(page))


def test_no_secret_is_made_while_as_many_as_can_be_still_sign(staff: Client):
    one, _ = add(staff)
    page = f"/staff/webhooks/{one.pk}/"
    for _ in range(MOST_OLD):
        staff.post(page, {"act": "rotate"})
    assert "9 older secrets still sign" in said(staff.post(page, {"act": "rotate"}, follow=True))


def test_what_was_told_in_vain_is_on_today_until_it_is_told_again(staff: Client):
    one, _ = add(staff, url="http://127.0.0.1:9/hooks")
    long_ago = timezone.now() - timedelta(days=4)
    OutgoingEvent.objects.note("series.finished", lambda: [Subject(new_id(), "", "")], long_ago)
    tell_due(lambda: long_ago)
    assert "north ehr doesn’t take what it is told" in said(staff.get("/staff/"))
    tell_due(timezone.now)
    assert "1 event couldn’t be told to north ehr" in said(staff.get("/staff/"))
    page = f"/staff/webhooks/{one.pk}/"
    shown = staff.get(page).content.decode()
    assert re.search(r"#stop\"></use></svg>Given up<", shown) and "nobody listens there" in shown
    assert '<p class="back"><a href="/staff/webhooks/">' in shown
    assert "1 event is told again." in said(staff.post(page, {"act": "again"}, follow=True))
    assert "couldn’t be told" not in said(staff.get("/staff/"))


def test_removing_says_what_follows(staff: Client):
    one, _ = add(staff, url="http://127.0.0.1:9/hooks")
    OutgoingEvent.objects.note("series.finished", lambda: [Subject(new_id(), "", "")], timezone.now())
    url = f"/staff/webhooks/{one.pk}/remove/"
    assert "1 event that waits for it is never told" in said(staff.get(url))
    assert staff.post(url)["Location"] == "/staff/webhooks/" and not OutgoingEvent.objects.exists()
    assert staff.get(f"/staff/webhooks/{one.pk}/").status_code == 404


def test_an_auditor_sees_receivers_and_changes_none(as_role, staff: Client):
    one, _ = add(staff)
    auditor = as_role("auditor")
    page = said(auditor.get(f"/staff/webhooks/{one.pk}/"))
    assert (
        one.name in page and "Send a test" not in page and "Add a receiver" not in said(auditor.get("/staff/webhooks/"))
    )
    assert auditor.post(f"/staff/webhooks/{one.pk}/", {"act": "pause"}).status_code == 403

"""A newsletter on its way: at its time, to each reader once, only what was approved, and nothing old by itself."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from campaigns.live.going_live import go_live
from campaigns.models import Message, Newsletter, Tally
from campaigns.newsletters import planning
from campaigns.newsletters.approving import approve, take_back
from campaigns.newsletters.audience import LeftOut
from campaigns.newsletters.editions import write
from campaigns.newsletters.finishing import figures, send_to_those_missed
from campaigns.newsletters.repeating import Rule
from campaigns.newsletters.scheduling import schedule, stop_the_rest, unschedule
from campaigns.newsletters.stopping import stop_news, undo_stop_news
from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal
from mailer.transports.base import Outcome, Verdict
from patients.models import Consent, Suppression
from tests.campaigns.newsletters.conftest import TUESDAY, WORDS

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def state(newsletter: Newsletter) -> str:
    newsletter.refresh_from_db()
    return newsletter.state


def test_it_leaves_at_its_time_once_and_is_finished(live, planned, reader, run, tuesday):
    reader("ana@example.org"), reader("eva@example.org"), reader("never@example.org", agreed=False)
    run(tuesday - MINUTE)
    assert live.addresses == [] and state(planned) == "scheduled"
    run(tuesday), run(tuesday + MINUTE)
    assert sorted(live.addresses) == ["ana@example.org", "eva@example.org"]
    assert state(planned) == "finished"
    found = figures(planned)
    assert (found.people, found.sent, found.left_out, found.unaccounted) == (3, 2, {LeftOut.NEVER_AGREED: 1}, 0)
    assert Tally.objects.kept() == Tally.objects.counted_anew()


def test_each_reader_gets_it_where_they_live(live, approved, reader, run, now, tuesday):
    reader("berlin@example.org", zone="Europe/Berlin"), reader("chicago@example.org")
    Newsletter.objects.update(where_readers_live=True)
    schedule(approved, TUESDAY, time(10), now, by="test")
    run(tuesday.replace(hour=8))
    assert live.addresses == ["berlin@example.org"] and state(approved) == "sending"
    run(tuesday)
    assert live.addresses == ["berlin@example.org", "chicago@example.org"] and state(approved) == "finished"


def test_nothing_leaves_without_approval_and_it_is_missed_after_hours(
    live, written, reader, run, now, tuesday, reviewer
):
    reader("ana@example.org")
    schedule(written, TUESDAY, time(10), now, by="test")
    run(tuesday)
    assert live.addresses == [] and state(written) == "scheduled"
    edition = written.editions.get()
    approve(edition, edition.content_hash, reviewer, tuesday)
    run(tuesday + 7 * HOUR)
    assert live.addresses == [] and state(written) == "missed"


def test_a_change_to_the_words_voids_the_approval(approved, now, reviewer):
    edition = write(approved, "en", {**WORDS, "title": "Moving"}, now, by="test")
    assert not planning.may_go_out(edition, practising=False)
    with pytest.raises(Refusal, match="have changed"):
        approve(edition, approved.editions.get().content_hash[::-1], reviewer, now)


def test_an_approval_taken_back_holds_what_has_not_left(live, planned, reader, run, tuesday, reviewer):
    reader("ana@example.org")
    planning.begin(planned, tuesday, practising=False)
    planning.plan_some(planned, tuesday)
    edition = planned.editions.get()
    take_back(edition, tuesday, by="test")
    run(tuesday)
    assert live.addresses == [] and state(planned) == "sending"
    approve(edition, edition.content_hash, reviewer, tuesday)
    run(tuesday + 2 * HOUR)
    assert live.addresses == ["ana@example.org"]


def test_a_made_up_reviewers_approval_counts_for_the_inbox_only(written, reviewer, now):
    reviewer.practice = True
    edition = written.editions.get()
    approve(edition, edition.content_hash, reviewer, now)
    assert planning.may_go_out(edition, practising=True) and not planning.may_go_out(edition, practising=False)


def test_planning_goes_on_where_it_was_killed(live, planned, reader, run, tuesday, monkeypatch):
    monkeypatch.setattr(planning, "BATCH", 2)
    for number in range(5):
        reader(f"r{number}@example.org")
    reader("r0@example.org", language="es")  # the same mailbox, in a later step
    planning.begin(planned, tuesday, practising=False)
    planning.plan_some(planned, tuesday)
    assert Message.objects.news().count() == 2
    run(tuesday)
    assert sorted(live.addresses) == [f"r{number}@example.org" for number in range(5)]
    assert state(planned) == "finished" and figures(planned).left_out == {LeftOut.SAME_ADDRESS: 1}


def test_who_stops_between_planning_and_claim_gets_nothing(live, planned, reader, run, tuesday):
    person = reader("ana@example.org")
    planning.begin(planned, tuesday, practising=False)
    planning.plan_some(planned, tuesday)
    consent = Consent.objects.get(patient=person)
    Consent.objects.withdraw(person, Consent.Stream.NEWSLETTER, how="by phone", now=tuesday)
    run(tuesday)
    assert live.addresses == [] and figures(planned).states == {"cancelled": 1} and state(planned) == "finished"
    assert not stop_news(consent, tuesday, by="patient")


def test_who_was_taken_off_between_planning_and_claim_gets_no_newsletter(live, planned, reader, run, tuesday):
    reader("ana@example.org")
    planning.plan_newsletters(tuesday, practising=False)
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.UNSUBSCRIBED, tuesday, only_news=True)
    run(tuesday)
    assert live.addresses == [] and Message.objects.get().state == Message.State.SUPPRESSED


def test_the_link_in_each_email_stops_the_newsletters_for_ever(live, planned, reader, run, client, tuesday):
    person = reader("ana@example.org")
    run(tuesday)
    url = live.batches[0][0].values["stop_url"].removeprefix("http://localhost:8000")
    url = url[url.index("/stop-news/") :]
    assert client.get(url).status_code == 200 and Consent.objects.standing(Consent.Stream.NEWSLETTER).exists()
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Consent.objects.standing(Consent.Stream.NEWSLETTER).exists()
    consent = Consent.objects.get(patient=person)
    assert undo_stop_news(consent, tuesday, by="patient")
    assert client.post(url).status_code == 200
    assert not Consent.objects.standing(Consent.Stream.NEWSLETTER).exists()


def test_it_opens_in_the_browser_with_the_readers_name_as_text(live, planned, reader, run, client, tuesday):
    reader("ana@example.org")
    run(tuesday)
    url = live.batches[0][0].values["read_url"]
    page = client.get(url[url.index("/n/") :])
    assert (
        page.status_code == 200 and "Hello Ana." in page.content.decode() and "Warm up first" in page.content.decode()
    )


def test_a_provider_unfit_for_health_information_gets_a_link(live, planned, reader, run, tuesday):
    live.carries_health_information = False
    reader("ana@example.org")
    run(tuesday)
    filled = live.emails[0]
    assert filled.template == "news_ready" and "Moving" not in repr(filled)


def test_the_rest_can_be_stopped(live, planned, reader, run, tuesday):
    reader("ana@example.org"), reader("eva@example.org")
    planning.begin(planned, tuesday, practising=False)
    planning.plan_some(planned, tuesday)
    assert stop_the_rest(planned, tuesday, by="test") == 2
    run(tuesday)
    assert live.addresses == [] and state(planned) == "stopped"


def test_until_it_begins_it_can_be_taken_back(live, planned, reader, run, now, tuesday):
    reader("ana@example.org")
    unschedule(planned, now, by="test")
    run(tuesday)
    assert live.addresses == [] and state(planned) == "draft"


def test_a_time_that_has_passed_is_refused(approved, now):
    with pytest.raises(Refusal, match="has passed"):
        schedule(approved, now.date(), time(10), now, by="test")
    assert state(approved) == "draft"


def test_a_long_outage_sends_no_old_news(live, planned, reader, run, tuesday):
    reader("ana@example.org")
    planning.begin(planned, tuesday, practising=False)
    planning.plan_some(planned, tuesday)
    run(tuesday + 25 * HOUR)
    assert live.addresses == [] and figures(planned).states == {"cancelled": 1}
    assert Message.objects.get().reason == planning.WENT_STALE


def test_a_resend_goes_only_to_those_it_did_not_reach(live, planned, reader, run, tuesday, reviewer):
    reader("ana@example.org"), reader("eva@example.org")
    live.answers.append(lambda people: Outcome(Verdict.ACCEPTED, 202, rejected=frozenset([people[0].message])))
    run(tuesday)
    missed = live.batches[0][0].address
    assert state(planned) == "finished"
    again = send_to_those_missed(planned, tuesday, by="test")
    edition = again.editions.get()
    approve(edition, edition.content_hash, reviewer, tuesday)
    Newsletter.objects.filter(pk=again.pk).update(where_readers_live=False)
    schedule(again, TUESDAY, time(12), tuesday, by="test")
    run(tuesday + 2 * HOUR)
    assert [one.address for one in live.batches[1]] == [missed]


def test_a_newsletter_that_repeats_makes_its_next_issue_as_a_draft(live, planned, reader, run, tuesday):
    reader("ana@example.org")
    Newsletter.objects.update(repeats=Rule(1, 1).as_json())
    run(tuesday), run(tuesday + HOUR)
    issue = Newsletter.objects.get(follows=planned)
    assert (issue.state, str(issue.send_on), issue.editions.get().title) == ("draft", "2026-11-03", "Moving in winter")
    assert Newsletter.objects.count() == 2


def test_what_is_uncertain_counts_as_sent_and_is_never_resent(live, planned, reader, run, tuesday):
    reader("ana@example.org")
    live.answers.append(Outcome(Verdict.UNCERTAIN, None, reason="No answer."))
    run(tuesday)
    assert state(planned) == "finished" and figures(planned).sent == 1
    with pytest.raises(Refusal, match="reached everybody"):
        send_to_those_missed(planned, tuesday, by="test")


def test_words_that_have_begun_to_leave_stay_as_they_are(live, planned, reader, run, tuesday):
    reader("ana@example.org")
    run(tuesday)
    with pytest.raises(Refusal, match="begun to leave"):
        write(planned, "en", WORDS, tuesday, by="test")


def test_going_live_stops_a_newsletter_that_was_leaving_for_the_inbox(provider, planned, reader, run, tuesday):
    reader("ana@example.org")
    planning.begin(planned, tuesday, practising=True)
    planning.plan_some(planned, tuesday)
    go_live(tuesday, by="test")
    run(tuesday)
    assert provider.addresses == [] and state(planned) == "stopped"


def test_going_live_a_second_time_stops_no_newsletter_that_is_leaving(provider, planned, reader, run, tuesday):
    reader("ana@example.org"), reader("bo@example.org")
    assert not go_live(tuesday, by="test").already
    planning.begin(planned, tuesday, practising=False)
    planning.plan_some(planned, tuesday)
    mark = Installation.current()
    assert go_live(tuesday, by="test", start=True).already
    assert Installation.current().live_mark == mark.live_mark and state(planned) == "sending"
    run(tuesday)
    assert len(provider.addresses) == 2 and AuditEntry.objects.filter(action="go live").count() == 1

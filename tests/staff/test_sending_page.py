"""Sending: does it run, by which way, at what pace, and what became of it, each state said in one headline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.models import Attempt, Message, PaceDay, Tally, WayOut
from campaigns.models.pace_day import IN_ALL
from campaigns.reporting.reports import states_by_day
from clinic.models import AuditEntry, ClinicProfile, Installation
from mailer.transports.base import Outcome, Verdict
from tests.staff.conftest import Page, said
from tests.staff.test_every_page import queries

URL = "/staff/sending/"


def words(staff: Client) -> str:
    return said(staff.get(URL))


def buttons(staff: Client) -> list[str]:
    """Where the filled button leads, or posts to."""
    page = Page(staff.get(URL))
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a" and "filled" in (attrs.get("class") or "").split()]
    return [str(one) for one in links] + [
        str(a["action"]) for t, a in page.tags if t == "form" and "try-again" in str(a["action"])
    ]


def test_before_anything_is_set_up_it_says_what_is_missing(db, staff: Client):
    assert "Nothing can be mailed yet The clinic’s details aren’t complete." in words(staff)
    assert "Nothing has been handed over yet" in words(staff) and "No email is planned for today" in words(staff)
    assert buttons(staff) == ["/staff/clinic/"]


def test_while_practising_the_inbox_is_the_way_and_has_no_pace(filled, staff: Client):
    ClinicProfile.objects.update(per_day=1, per_domain={"example.org": 1})
    shown = words(staff)
    assert "Practising works Every email stays in the local inbox" in shown
    assert "The local inbox open" in shown and "2 today The local inbox takes any number." in shown
    assert "By mailbox provider" not in shown


def test_live_and_open_nothing_needs_doing(live, staff: Client):
    shown = words(staff)
    assert "Sending works Emails leave by themselves when they are due." in shown
    assert "Live emails go to real people Clock ticked 0 seconds ago SendGrid open Brake off" in shown
    assert buttons(staff) == []


def test_paused_says_so_first(live, staff: Client, now):
    Installation.current().pause(now)
    WayOut.named("sendgrid").stop(now, "SendGrid doesn't know this API key.")
    assert "Sending is paused Nothing leaves. Every patient keeps their place." in words(staff)
    assert "SendGrid refused us 0 seconds ago: SendGrid doesn’t know this API key." in words(staff)
    assert buttons(staff) == ["/staff/resume/"]


def test_a_way_that_refuses_us_says_why_and_what_to_do(live, staff: Client, now):
    WayOut.named("sendgrid").stop(now - timedelta(hours=3), "SendGrid doesn't know this API key. Set SENDGRID_API_KEY.")
    shown = words(staff)
    assert (
        "SendGrid refuses us: nothing leaves SendGrid doesn’t know this API key. Set SENDGRID_API_KEY. Mend it first"
        in shown
    )
    assert "SendGrid refused us 3 hours ago" in shown
    assert buttons(staff) == ["/staff/sending/try-again/"]


def test_trying_again_opens_the_way_and_is_recorded(live, staff: Client, now):
    WayOut.named("sendgrid").stop(now, "HTTP 401")
    answer = staff.post("/staff/sending/try-again/", follow=True)
    assert "The way is open again. The next tick of the clock tries it." in said(answer)
    assert WayOut.named("sendgrid").stopped_at is None
    assert AuditEntry.objects.get(action="installation.resume").actor == staff.session["_auth_user_id"]


@pytest.mark.parametrize("why", ["paused", "braked"])
def test_trying_again_never_takes_off_a_pause_or_the_brake_unasked(live, staff: Client, now, why: str):
    WayOut.named("sendgrid").stop(now, "HTTP 401")
    installation = Installation.current()
    installation.pause(now) if why == "paused" else installation.pull_brake(now, "900 emails are due at once.")
    answer = staff.post("/staff/sending/try-again/")
    assert answer["Location"] == "/staff/resume/"
    assert WayOut.named("sendgrid").stopped_at is not None
    found = Installation.current()
    assert (found.paused, found.braked_at is not None) == (why == "paused", why == "braked")


def test_after_failures_it_rests_and_says_until_when(live, staff: Client, now):
    WayOut.objects.filter(pk=WayOut.named("sendgrid").pk).update(
        failures=3, look_again_at=now + timedelta(minutes=5), reason="x"
    )
    shown = words(staff)
    assert (
        "SendGrid rests until 10:05 am It gave no proper answer 3 times in a row. Then one email tries the way for all"
        in shown
    )
    assert "SendGrid rests until 10:05 am after 3 failures in a row" in shown
    assert "SendGrid rests until 10:05 am." in said(staff.get("/staff/series/")), "every page says it"
    assert buttons(staff) == ["/staff/sending/try-again/"]


def test_when_the_rest_is_over_one_email_goes_first(live, staff: Client, now):
    WayOut.objects.filter(pk=WayOut.named("sendgrid").pk).update(failures=2, look_again_at=now - timedelta(minutes=1))
    assert "SendGrid open; after 2 failures in a row one email tries it first" in words(staff)
    assert "Sending works" in words(staff)


def test_a_rate_limit_is_waited_out_without_a_button(live, staff: Client, now):
    WayOut.named("sendgrid").wait_until(now + timedelta(minutes=1), "rate limit")
    shown = words(staff)
    assert "SendGrid asks us to wait until 10:01 am Then sending goes on by itself." in shown
    assert "rests until 10:01 am, as it asked us to" in shown
    assert buttons(staff) == []


def test_the_brake_says_its_reason_and_asks_for_a_decision(live, staff: Client, now):
    Installation.current().pull_brake(
        now - timedelta(hours=2), "900 emails are due at once; the busiest day so far had 70."
    )
    shown = words(staff)
    assert "The brake is on: nothing leaves 900 emails are due at once; the busiest day so far had 70." in shown
    assert "The brake is on since 2 hours" in shown
    assert buttons(staff) == ["/staff/resume/"]
    staff.post("/staff/resume/")
    assert "The brake is off until Oct 13, 10:00 am: a person said so" in words(staff)


def test_a_copy_of_a_live_installation_says_that_it_is_one(live, staff: Client, home):
    (home / "live.json").unlink()
    assert "Nothing can leave This is a copy" in words(staff)


def test_a_clock_that_stopped_says_how_to_start_it(live, staff: Client, now):
    Installation.current().tick(now - timedelta(minutes=14))
    assert "The clock has stopped It last ticked 14 minutes ago. Nothing leaves by itself: start it" in words(staff)


def test_emails_that_are_due_are_counted_while_nothing_leaves(live, enrol, staff: Client, now):
    enrol("ana@example.org", at=now - timedelta(days=2))
    Installation.current().pause(now)
    assert "One email is due now." in words(staff)


def test_the_pace_is_said_with_todays_count_and_the_day_of_the_plan(live, staff: Client, now):
    ClinicProfile.objects.update(
        per_second=5, per_day=2_000, warm_up=[50, 100, 200, 400], per_domain={"gmail.com": 100, "gmx.de": 0}
    )
    WayOut.named("sendgrid")
    WayOut.objects.update(first_used_on=(now - timedelta(days=2)).date())
    PaceDay.objects.add("sendgrid", now.date(), {IN_ALL: 138, "gmail.com": 88})
    shown = words(staff)
    assert "138 of 200 today 62 more may leave today." in shown
    assert "A second at most 5 emails" in shown and "To one address, a day at most 1 lesson" in shown
    assert "Warm-up plan day 3 of 4: 200 today, 400 tomorrow" in shown
    assert "gmail.com 88 of 100 gmx.de 0, no limit" in shown


@pytest.mark.parametrize(
    ("day", "said_of_it"),
    [(None, "2 days, from the first email on: 50 on day 1"), (0, "day 1 of 2: 50 today, 100 tomorrow"),
     (1, "day 2 of 2: 100 today, its last day"), (2, "over since Mon, Oct 12"), (9, "over since Mon, Oct 5")],
)  # fmt: skip
def test_the_warm_up_plan_begins_ends_and_is_over(live, staff: Client, now, day: int | None, said_of_it: str):
    ClinicProfile.objects.update(warm_up=[50, 100])
    WayOut.named("sendgrid")
    WayOut.objects.update(first_used_on=None if day is None else (now - timedelta(days=day)).date())
    assert f"Warm-up plan {said_of_it}" in words(staff)


def test_todays_number_reached_is_the_headline(live, staff: Client, now):
    ClinicProfile.objects.update(per_day=10)
    PaceDay.objects.add("sendgrid", now.date(), {IN_ALL: 10})
    assert "Today’s number of emails is reached The rest leaves tomorrow, at the pace you set." in words(staff)
    assert "10 of 10 today Today’s number is reached: the rest leaves tomorrow." in words(staff)


def test_days_are_counted_by_state_with_the_numbers_below(unproven, enrol, send, staff: Client, now):
    unproven(3)
    send(now)  # the second lessons leave
    shown = words(staff)
    assert "Today: 3 accepted" in shown
    assert "Day Accepted Held Why none" in shown
    assert "Tue 6 0 3" in shown and "Today 12 3 0" in shown and "Sun 11 0 0 closed" in shown and "In all 3 3" in shown


def test_what_is_sent_again_is_still_to_come_today(unproven, staff: Client):
    (row,) = unproven(1)
    staff.post(f"/staff/messages/{row.pk}/send-again/")
    shown = words(staff)
    assert "Still to come Today: 1 planned" in shown and "Tue 6 0" in shown and "Today 12 1" in shown


def test_the_days_are_read_from_the_tally_and_equal_the_rows(filled, now):
    found = states_by_day((now - timedelta(days=7)).date(), now.date())
    assert {(day, state): n for day, states in found.items() for state, n in states.items()} == {
        (day, state): n for (day, _, state), n in Tally.objects.counted_anew().items()
    }


def test_the_last_hand_overs_are_told_newest_first(unproven, live, staff: Client, now, send):
    unproven(2)
    live.answers.append(Outcome(Verdict.STOPPED, 401, reason="SendGrid doesn't know this API key."))
    send(now)
    shown = words(staff)
    newest, oldest = (
        shown.index("Refused us SendGrid doesn’t know this API key."),
        shown.index("No clear answer SendGrid answered 503"),
    )
    assert newest < oldest
    assert "Oct 6, 10:00 am 2 SendGrid No clear answer" in shown


VERDICTS = [
    ("accepted", "", "Taken"),
    ("accepted", "Refused for good: 550 5.1.1.", "Taken SendGrid answered one by one. Refused for good: there is no such mailbox (5.1.1)."),
    ("refused", "SendGrid can't be reached (NewConnectionError). Nothing left.", "Not reached SendGrid can’t be reached. Nothing left."),
    ("limited", "rate limit", "Asked to wait SendGrid asked us to wait. Nothing left."),
    ("too much", "SendGrid answered 413.", "Halved Too many or too large at once: nothing left."),
    ("faulty", "SendGrid answered 400 for subject.", "Email refused SendGrid won’t take this email, whoever gets it."),
    ("rejected", "SendGrid answered 400 for personalizations.0.to.", "Address refused SendGrid named an address it won’t take."),
    ("stopped", "SendGrid doesn't know this API key.", "Refused us SendGrid doesn’t know this API key."),
    ("died", "", "Broken off None: the program ended while it waited for one."),
    ("", "", "On its way No answer yet."),
    ("novel", "", "novel"),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "reason", "told"), VERDICTS)
def test_every_answer_has_its_words(live, staff: Client, now, verdict: str, reason: str, told: str):
    Attempt.objects.create(
        transport="sendgrid", worker="w", size=7, claimed_at=now, lease_until=now, verdict=verdict, reason=reason,
        settled_at=now if verdict else None,
    )  # fmt: skip
    assert f"Oct 12, 10:00 am 7 SendGrid {told}" in words(staff)


def test_only_the_last_twenty_are_shown_and_more_ask_no_more_often(live, staff: Client, now):
    def tries(number: int) -> None:
        for _ in range(number):
            Attempt.objects.create(
                transport="sendgrid",
                worker="w",
                size=1,
                claimed_at=now,
                lease_until=now,
                settled_at=now,
                verdict="accepted",
            )

    tries(3)
    three = queries(staff, URL)
    tries(27)
    assert queries(staff, URL) <= three < 40
    assert words(staff).count("Taken") == 20


def test_no_page_of_it_says_the_words_of_the_machine_room(unproven, staff: Client, now):
    unproven(2)
    shown = words(staff).lower()
    assert not [word for word in ("breaker", "lease", "attempt", "verdict", "transport", "token") if word in shown]
    assert not Message.objects.filter(state="sending").exists()

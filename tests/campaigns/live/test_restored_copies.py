"""A database that came back from a backup: what may have left since is never sent again by itself, and the series go on behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.events.applying import apply_events
from campaigns.live.going_live import go_live, prospect
from campaigns.models import Enrolment, Message, Tally
from campaigns.sending.planning import plan_due
from clinic.models import Installation
from tests.campaigns.events.in_the_post import told
from tests.campaigns.test_commands import answer

DAY = timedelta(days=1)


@pytest.fixture
def restored(live, enrol, now):
    """Ana's first lesson was due a day after the backup; the original sent it, and this copy doesn't know. Bo's is due tomorrow."""
    enrol("ana@example.org")
    enrol("bo@example.org", at=now + 40 * DAY)

    def since(moment) -> None:
        Installation.objects.update(live_mark="", unknown_since=moment)

    since(now)
    return since


def test_nothing_leaves_and_nothing_practises_before_a_person_makes_it_live(restored, run, live, home, now):
    done = run(now + 9 * DAY)
    assert "restored from a backup" in done.why and done.planned == 0
    assert live.addresses == [] and not (home / "inbox").exists() and not Message.objects.exists()


def test_going_live_doubts_every_lesson_that_was_due_since_and_sends_none_of_them(restored, run, live, now):
    later = now + 20 * DAY
    found = prospect(later)
    assert (found.would_leave, found.unknown.lessons) == (0, 1)
    go_live(later, by="test")
    run(later)
    doubtful = Message.objects.filter(
        enrolment__patient__email_index=Enrolment.objects.earliest("enrolled_at").patient.email_index
    )
    assert live.addresses == [] and set(doubtful.values_list("state", flat=True)) == {"held"}
    days = [one.step.day for one in doubtful.select_related("step").order_by("due_at")]
    assert days == sorted(days) and len(days) > 1  # several lessons of the twenty days, each at its own time
    assert Tally.objects.kept() == Tally.objects.counted_anew()
    ana = Enrolment.objects.earliest("enrolled_at")
    assert ana.next_due_at > later and Enrolment.objects.unaccounted().count() == 0


def test_the_lessons_after_them_leave_as_ever(restored, run, live, now):
    go_live(now + 3 * DAY, by="test")
    due = Enrolment.objects.earliest("enrolled_at").next_due_at
    run(due)
    assert live.addresses == ["ana@example.org"]
    assert Installation.current().unknown_since is None


def test_a_message_that_stood_ready_becomes_uncertain_and_its_event_settles_it(restored, run, live, now):
    plan_due(now + DAY, practising=False)  # as the backup had it
    ready = Message.objects.get()
    go_live(now + 2 * DAY, by="test")
    ready.refresh_from_db()
    assert ready.state == "uncertain"
    apply_events("sendgrid", [told(ready, "delivered", attempt="01a20a5a-56e3-76e8-95c9-a744e0e037a6")], now + 2 * DAY)
    ready.refresh_from_db()
    assert ready.state == "delivered" and live.addresses == []


def test_what_was_due_only_later_leaves(restored, live, run, now):
    restored(now)
    go_live(now, by="test")
    assert Message.objects.count() == 0
    run(now + DAY)
    assert live.addresses == ["ana@example.org"]


def test_the_command_says_what_isnt_known(restored, now):
    answered = answer("go_live", yes=True)
    assert answered["unknown_since"] == now.isoformat()

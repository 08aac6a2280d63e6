"""One email that teaches a day to one address: shared mailboxes, local days, and what counts and what doesn't."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.one_patient import enrol as enrol_patient
from campaigns.live.going_live import go_live
from campaigns.models import Message, Series, Step
from campaigns.models.state_table import State
from campaigns.sending.taught import LONGEST_LOCAL_DAY, Taught, same_day
from clinic.models import ClinicProfile
from mailer.transports.base import Outcome, Verdict
from patients.models import Identity, Patient
from tests.campaigns.events.in_the_post import Post
from tests.campaigns.rows import unaccounted

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = timedelta(hours=10)


@pytest.fixture
def also(live, series, now):
    """Enrol somebody in a further series of one signed lesson, due on the same day."""

    def enrolled(slug: str = "second", email: str = "ana@example.org", name: str = "Ana") -> None:
        if not Series.objects.filter(slug=slug).exists():
            made = Series.objects.create(slug=slug, title=slug, state=Series.State.ACTIVE, created_at=now)
            Step.objects.create(series=made, lesson=series.way()[2].lesson, position=1, day=1)
        yes = {"time_zone": "America/New_York", "consent": "form", "confirmed": True}
        enrol_patient(Request(slug, email, name, **yes), now=now, by="test")

    return enrolled


# ---- as it leaves


def test_two_series_of_one_patient_teach_on_different_days(live, enrol, also, run, lesson_day):
    enrol()
    also()
    assert run(lesson_day).accepted == 1
    waiting = Message.objects.get(state=State.PLANNED)
    assert "follows on the next day" in waiting.reason
    assert waiting.due_at == lesson_day.replace(day=14, hour=13), "when sending opens tomorrow, where the patient lives"
    assert run(lesson_day + 5 * HOUR).accepted == 0 and run(lesson_day + DAY).accepted == 1 and unaccounted() == 0


@pytest.mark.parametrize(("most", "today"), [(1, 1), (2, 2), (3, 3), (0, 3)])
def test_the_clinic_says_how_many_a_day(live, enrol, also, run, lesson_day, most, today):
    ClinicProfile.objects.update(per_address=most)
    enrol()
    also("second")
    also("third")
    assert run(lesson_day).accepted == today


def test_a_shared_mailbox_is_one_however_it_is_spelt(live, enrol, run, lesson_day):
    for address, name in (("home@example.org", "Ana"), ("HOME@example.org", "Bo"), ("Home@Example.ORG", "Eva")):
        enrol(address, name)
    enrol("other@example.org", "Ida")
    assert [run(lesson_day + n * DAY).accepted for n in range(3)] == [2, 1, 1]


def test_batches_of_one_count_like_one_batch(live, enrol, run, lesson_day):
    live.batch_size = 1
    enrol("home@example.org", "Ana")
    enrol("home@example.org", "Bo")
    assert run(lesson_day).accepted == 1


def test_the_address_confirmation_neither_counts_nor_waits(live, enrol, run, lesson_day):
    enrol("home@example.org", "Ana")
    for name in ("Bo", "Eva"):
        enrol("home@example.org", name, consent="", confirmed=False, at=lesson_day)
    assert run(lesson_day).accepted == 2, "the lesson, and one question a day to a mailbox"
    assert run(lesson_day + timedelta(days=1, hours=1)).accepted == 1


def test_a_doubt_counts_as_had(live, enrol, also, run, lesson_day):
    enrol()
    also()
    live.answers.append(Outcome(Verdict.UNCERTAIN))
    told = run(lesson_day)
    assert (told.uncertain, told.accepted) == (1, 0) and run(lesson_day + HOUR).accepted == 0


def test_a_definite_no_doesnt(live, enrol, also, run, lesson_day):
    enrol()
    also()
    live.answers.append(Outcome(Verdict.LIMITED, retry_at=lesson_day + HOUR))
    run(lesson_day)
    assert run(lesson_day + HOUR).accepted == 1


def test_what_was_practised_in_the_inbox_doesnt_count_for_real_people(signed_series, provider, enrol, run, lesson_day):
    enrol()
    assert run(lesson_day).accepted == 1
    go_live(lesson_day + HOUR, by="test", start=True)
    Message.objects.filter(practice=True).update(claimed_at=lesson_day.replace(day=14))
    run(lesson_day + DAY)
    assert len(provider.messages) == 1


# ---- what counts


@pytest.fixture
def post(clinic, lesson_day) -> Post:
    return Post(lesson_day)


def counted(row: Message, now: datetime, most: int = 1, *, practising: bool = False) -> int:
    return Taught.today([row], most, now, practising=practising).counts[row.patient.email_index]


@pytest.mark.parametrize("state", State)
def test_what_was_handed_over_counts_whatever_became_of_it(post, lesson_day, state):
    before, row = post.email(), post.email(state="planned")
    Message.objects.filter(pk=before.pk).update(state=state)
    gone = state not in (State.PLANNED, State.REJECTED, State.SUPPRESSED, State.CANCELLED)
    assert counted(row, lesson_day + HOUR) == gone


def test_practice_and_earnest_are_counted_apart(post, lesson_day):
    before, row = post.email(), post.email(state="planned")
    assert (counted(row, lesson_day), counted(row, lesson_day, practising=True)) == (1, 0)
    Message.objects.filter(pk=before.pk).update(practice=True)
    assert (counted(row, lesson_day), counted(row, lesson_day, practising=True)) == (0, 1)


def test_an_address_confirmation_is_no_teaching(post, lesson_day):
    before, row = post.email(), post.email(state="planned")
    Message.objects.filter(pk=before.pk).update(kind=Message.Kind.WELCOME)
    assert counted(row, lesson_day) == 0


def test_the_count_is_the_mailboxs_of_today(post, lesson_day):
    row = post.email(state="planned")
    post.email().patient.change_identity(Identity("elsewhere@example.org", "Bo"), now=lesson_day)
    assert counted(row, lesson_day) == 0


def test_without_a_limit_nobody_is_looked_up(post, lesson_day, django_assert_num_queries):
    row = Message.objects.select_related("patient").get(pk=post.email(state="planned").pk)
    with django_assert_num_queries(0):
        assert not Taught.today([row], 0, lesson_day, practising=False).enough(row)
    with django_assert_num_queries(1):
        Taught.today([row] * 100, 1, lesson_day, practising=False)


def test_those_decided_in_the_same_batch_count_too(post):
    row, taught = post.email(state="planned"), Taught(2, Counter())
    seen = []
    for _ in range(3):
        seen.append(taught.enough(row))
        taught.add(row)
    assert seen == [False, False, True]


# ---- the day is the patient's own


def local(zone: str, text: str) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "one", "other", "same"),
    [
        ("America/New_York", "2026-10-13T23:59", "2026-10-14T00:01", False),
        ("America/New_York", "2026-10-13T00:00", "2026-10-13T23:59", True),
        ("America/New_York", "2026-11-01T00:00", "2026-11-01T23:59", True),  # 25 hours: the clocks go back
        ("America/New_York", "2026-03-08T00:00", "2026-03-09T00:00", False),  # 23 hours: they go forward
        ("Australia/Lord_Howe", "2026-04-05T00:00", "2026-04-05T23:59", True),  # half an hour back
        ("Pacific/Apia", "2026-10-13T09:00", "2026-10-13T16:00", True),
        ("Pacific/Kiritimati", "2026-10-13T00:30", "2026-10-12T23:30", False),
        ("America/St_Johns", "2026-10-13T00:00", "2026-10-12T23:59", False),
        ("Nowhere/Land", "2026-10-13T09:00", "2026-10-14T09:00", True),  # nobody knows: better a day late than two at once
        ("", "2026-10-13T09:00", "2026-10-14T09:00", True),
    ],
)  # fmt: skip
def test_a_day_is_one_date_where_the_patient_lives(zone, one, other, same):
    known = zone if "/" in zone and zone != "Nowhere/Land" else "UTC"
    assert same_day(local(known, one), local(known, other), zone) == same


def test_a_day_of_25_hours_is_looked_back_on_in_whole(post):
    begins, ends = local("America/New_York", "2026-11-01T00:00"), local("America/New_York", "2026-11-01T23:59")
    assert DAY < ends - begins < LONGEST_LOCAL_DAY
    before, row = post.email(claimed_at=begins), post.email(state="planned")
    assert counted(row, ends) == 1 and counted(row, ends + 2 * timedelta(minutes=1)) == 0
    assert before.state == State.ACCEPTED


def test_two_patients_of_one_mailbox_in_different_zones(post):
    """The email that went counts for the day of the one who had it."""
    Patient.objects.filter(pk=post.email(claimed_at=local("Pacific/Apia", "2026-10-13T09:00")).patient_id).update(
        time_zone="Pacific/Apia"
    )
    row = post.email(state="planned")
    assert counted(row, local("Pacific/Apia", "2026-10-13T23:00")) == 1
    assert counted(row, local("Pacific/Apia", "2026-10-14T01:00")) == 0

"""When a lesson is due: local dates, windows, closed days, and clocks that are put forward and back."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from campaigns.calendar import (
    Left,
    NeverOpen,
    SendingHours,
    anchor,
    due_at,
    due_date,
    instant,
    leaves_at,
    opening,
    schedule,
)

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
LORD_HOWE, APIA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")
OFFICE = SendingHours()  # 09:00 to 17:00, Monday to Friday
EVERY_DAY = SendingHours(weekdays=frozenset(range(7)))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def on_every_day(start: str, end: str) -> SendingHours:
    return SendingHours(time.fromisoformat(start), time.fromisoformat(end), frozenset(range(7)))


# ---- the anchor: from which date days are counted


@pytest.mark.parametrize(
    ("visited", "counted_from"),
    [
        (None, date(2026, 10, 12)),
        (date(2026, 10, 12), date(2026, 10, 12)),
        (date(2026, 9, 28), date(2026, 9, 28)),  # 14 days: still recent
        (date(2026, 9, 27), date(2026, 10, 12)),  # 15 days: too old to count from
        (date(2026, 10, 13), date(2026, 10, 12)),  # after the enrolment: no past visit
    ],
)
def test_days_count_from_a_recent_visit_and_else_from_the_enrolment(visited, counted_from):
    assert anchor(visited, date(2026, 10, 12)) == counted_from


# ---- the due date: never sooner after the lesson before than planned


def test_a_first_lesson_is_due_its_days_after_the_anchor():
    assert due_date(date(2026, 10, 12), 4, None) == date(2026, 10, 16)


def test_a_lesson_after_one_that_was_on_time_keeps_its_own_date():
    assert due_date(date(2026, 10, 12), 4, Left(date(2026, 10, 13), 1)) == date(2026, 10, 16)


def test_a_lesson_after_a_late_one_keeps_the_days_between_the_two():
    assert due_date(date(2026, 10, 12), 4, Left(date(2026, 10, 20), 1)) == date(2026, 10, 23)


BEFORE = Left(date(2026, 10, 13), 1)


@pytest.mark.parametrize(
    ("pace", "expected"),
    [(100, date(2026, 10, 16)), (200, date(2026, 10, 19)), (50, date(2026, 10, 15))],
    ids=["as planned", "slower", "faster, rounded up"],
)
def test_the_pace_a_patient_chose_stretches_the_days_between_two_lessons(pace, expected):
    assert due_date(date(2026, 10, 12), 4, BEFORE, pace=pace) == expected


def test_a_faster_pace_keeps_the_least_days_between_that_the_series_wants():
    assert due_date(date(2026, 10, 12), 4, BEFORE, 3, pace=50) == date(2026, 10, 16)


@pytest.mark.parametrize("before", [None, BEFORE], ids=["first", "later"])
def test_no_lesson_is_due_before_a_break_is_over(before):
    assert due_date(date(2026, 10, 12), 4, before, not_before=date(2026, 11, 9)) == date(2026, 11, 9)
    assert due_date(date(2026, 10, 12), 4, before, not_before=date(2026, 10, 9)) == date(2026, 10, 16)


# ---- windows, weekends, holidays


def test_a_lesson_opens_at_the_start_of_the_window_in_the_patients_own_zone():
    assert opening(date(2026, 10, 13), NEW_YORK, OFFICE) == utc(2026, 10, 13, 13)
    assert opening(date(2026, 10, 13), BERLIN, OFFICE) == utc(2026, 10, 13, 7)


def test_a_lesson_due_on_a_weekend_opens_on_monday():
    assert opening(date(2026, 10, 17), NEW_YORK, OFFICE) == utc(2026, 10, 19, 13)
    assert opening(date(2026, 10, 18), NEW_YORK, OFFICE) == utc(2026, 10, 19, 13)


def test_a_holiday_moves_a_lesson_to_the_next_open_day_even_over_a_weekend():
    closed = SendingHours(holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    assert opening(date(2026, 12, 24), NEW_YORK, closed) == utc(2026, 12, 28, 14)


def test_before_the_window_a_lesson_waits_for_this_days_start():
    assert leaves_at(utc(2026, 10, 13, 12, 59), NEW_YORK, OFFICE) == utc(2026, 10, 13, 13)


def test_late_on_its_day_a_lesson_leaves_at_once_while_the_window_is_open():
    late = utc(2026, 10, 13, 20, 59, 59)  # 16:59:59 in New York
    assert leaves_at(late, NEW_YORK, OFFICE) == late


def test_at_the_end_of_the_window_a_lesson_waits_for_the_next_open_day():
    assert leaves_at(utc(2026, 10, 13, 21), NEW_YORK, OFFICE) == utc(2026, 10, 14, 13)
    friday_evening = utc(2026, 10, 16, 21)
    assert leaves_at(friday_evening, NEW_YORK, OFFICE) == utc(2026, 10, 19, 13)


def test_the_patients_date_counts_and_not_the_date_in_utc():
    sunday_noon_in_apia = utc(2026, 10, 17, 23)  # Saturday in UTC
    assert leaves_at(sunday_noon_in_apia, APIA, OFFICE) == utc(2026, 10, 18, 20)  # Monday, 09:00 in Apia


def test_a_clinic_that_closes_every_day_is_never_open():
    with pytest.raises(NeverOpen):
        opening(date(2026, 10, 13), NEW_YORK, SendingHours(weekdays=frozenset()))
    all_year = frozenset(date(2026, 10, 13) + timedelta(days=n) for n in range(401))
    with pytest.raises(NeverOpen):
        leaves_at(utc(2026, 10, 13, 15), NEW_YORK, SendingHours(weekdays=frozenset(range(7)), holidays=all_year))


def test_a_clinic_closed_for_all_but_the_last_day_of_the_search_is_open_on_it():
    nearly = frozenset(date(2026, 10, 13) + timedelta(days=n) for n in range(399))
    hours = SendingHours(weekdays=frozenset(range(7)), holidays=nearly)
    assert opening(date(2026, 10, 13), BERLIN, hours).astimezone(BERLIN).date() == date(2027, 11, 16)


# ---- clocks put back and forward


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        (NEW_YORK, utc(2026, 10, 31, 13), utc(2026, 11, 1, 14)),  # back one hour on November 1
        (NEW_YORK, utc(2027, 3, 13, 14), utc(2027, 3, 14, 13)),  # forward one hour on March 14
        (BERLIN, utc(2026, 10, 24, 7), utc(2026, 10, 25, 8)),
        (BERLIN, utc(2027, 3, 27, 8), utc(2027, 3, 28, 7)),
        (LORD_HOWE, utc(2026, 10, 2, 22, 30), utc(2026, 10, 3, 22)),  # forward half an hour: spring in the south
        (LORD_HOWE, utc(2027, 4, 2, 22), utc(2027, 4, 3, 22, 30)),
        (ZoneInfo("America/Santiago"), utc(2026, 9, 5, 13), utc(2026, 9, 6, 12)),  # midnight itself is skipped
    ],
)
def test_lessons_keep_their_hour_on_the_wall_when_the_clocks_change(zone, before, after):
    first, second = (instant(moment.astimezone(zone).date(), time(9), zone) for moment in (before, after))
    assert (first, second) == (before, after)
    assert [opening(moment.astimezone(zone).date(), zone, EVERY_DAY) for moment in (before, after)] == [before, after]


def test_a_window_that_starts_in_the_skipped_hour_opens_an_hour_later_on_the_wall():
    assert opening(date(2027, 3, 14), NEW_YORK, on_every_day("02:30", "05:00")) == utc(2027, 3, 14, 7, 30)  # 03:30 EDT


def test_a_window_that_starts_in_the_skipped_half_hour_opens_half_an_hour_later_on_the_wall():
    assert opening(date(2026, 10, 4), LORD_HOWE, on_every_day("02:15", "05:00")) == utc(2026, 10, 3, 15, 45)  # 02:45


def test_a_window_that_the_clocks_skip_altogether_opens_on_the_next_day():
    hours = on_every_day("02:10", "02:50")
    assert opening(date(2027, 3, 14), NEW_YORK, hours) == utc(2027, 3, 15, 6, 10)
    assert leaves_at(utc(2027, 3, 14, 6, 59), NEW_YORK, hours) == utc(2027, 3, 15, 6, 10)
    assert leaves_at(utc(2027, 3, 14, 7, 0), NEW_YORK, hours) == utc(2027, 3, 15, 6, 10)


def test_a_window_that_starts_in_the_doubled_hour_opens_the_first_time():
    hours = on_every_day("01:30", "05:00")
    assert opening(date(2026, 11, 1), NEW_YORK, hours) == utc(2026, 11, 1, 5, 30)  # 01:30 EDT, not 01:30 EST


def test_in_the_doubled_hour_an_open_window_stays_open():
    second_time_at_a_quarter_past = utc(2026, 11, 1, 6, 15)
    hours = on_every_day("01:00", "05:00")
    assert leaves_at(second_time_at_a_quarter_past, NEW_YORK, hours) == second_time_at_a_quarter_past


def test_a_lesson_due_on_the_day_apia_skipped_opens_on_its_next_open_day():
    # Friday 2011-12-30 never was: Samoa went from Thursday to Saturday.
    assert opening(date(2011, 12, 30), APIA, OFFICE) == utc(
        2012, 1, 1, 19
    )  # Monday 09:00, thirteen hours and DST ahead
    assert opening(date(2011, 12, 30), APIA, EVERY_DAY) == utc(2011, 12, 30, 19)  # Saturday 09:00


# ---- a whole series


def test_a_series_keeps_its_days_and_moves_over_weekends():
    dues = list(schedule([1, 4, 7], date(2026, 10, 12), utc(2026, 10, 12, 15), NEW_YORK, OFFICE))
    assert [due.astimezone(NEW_YORK).date().isoformat() for due in dues] == ["2026-10-13", "2026-10-16", "2026-10-19"]


def test_lessons_after_a_moved_one_keep_their_distance():
    dues = list(schedule([1, 3, 5], date(2026, 10, 15), utc(2026, 10, 15, 15), NEW_YORK, OFFICE))
    assert [due.astimezone(NEW_YORK).strftime("%a %d") for due in dues] == ["Fri 16", "Mon 19", "Wed 21"]


def test_after_a_visit_ten_days_ago_lessons_come_at_their_distance_and_not_all_at_once():
    dues = list(schedule([1, 4, 7, 11], date(2026, 10, 2), utc(2026, 10, 12, 15), NEW_YORK, OFFICE))
    assert dues[0] == utc(2026, 10, 12, 15), "late and the window is open: the same moment"
    assert [due.astimezone(NEW_YORK).strftime("%a %d") for due in dues] == ["Mon 12", "Thu 15", "Mon 19", "Fri 23"]


def test_a_lesson_on_day_0_never_leaves_before_the_enrolment():
    enrolled = utc(2026, 10, 12, 19, 30)
    assert list(schedule([0], date(2026, 10, 12), enrolled, NEW_YORK, OFFICE)) == [enrolled]
    evening = utc(2026, 10, 12, 22)
    assert list(schedule([0], date(2026, 10, 12), evening, NEW_YORK, OFFICE)) == [utc(2026, 10, 13, 13)]


# ---- what holds for every patient anywhere

ZONES = st.sampled_from(
    [
        "America/New_York", "America/Chicago", "America/Santiago", "America/St_Johns", "Europe/Berlin", "Europe/Dublin", "Africa/Cairo",
        "Africa/Casablanca", "Asia/Tehran", "Asia/Kathmandu", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Apia",
        "Pacific/Chatham", "Pacific/Kiritimati", "Antarctica/Troll", "Atlantic/Azores", "UTC",
    ]
).map(ZoneInfo)  # fmt: skip
DATES = st.dates(date(2009, 1, 1), date(2036, 12, 31))
MOMENTS = st.datetimes(datetime(2009, 1, 2), datetime(2036, 12, 30), timezones=st.just(UTC))
SERIES = st.lists(st.integers(0, 60), min_size=1, max_size=10, unique=True).map(sorted)


@st.composite
def sending_hours(draw: st.DrawFn) -> SendingHours:
    minutes = sorted(draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True)))
    start, end = (time(minute // 60, minute % 60) for minute in minutes)
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    holidays = draw(st.frozensets(DATES, max_size=8))
    return SendingHours(start, end, weekdays, holidays)


def assert_open(moment: datetime, zone: ZoneInfo, hours: SendingHours) -> None:
    """An independent look at the wall clock; in a doubled hour the window may have opened the first time round."""
    local = moment.astimezone(zone)
    assert moment.tzinfo is UTC
    assert local.weekday() in hours.weekdays and local.date() not in hours.holidays
    assert local.time() < hours.end
    assert local.time() >= hours.start or local.fold == 1


@settings(max_examples=150, deadline=None)
@given(day=DATES, zone=ZONES, hours=sending_hours())
def test_an_opening_is_always_inside_the_window_on_an_open_day(day, zone, hours):
    opens = opening(day, zone, hours)
    assert_open(opens, zone, hours)
    assert opens.astimezone(zone).date() >= day


@settings(max_examples=80, deadline=None)
@given(day=DATES, zone=ZONES, hours=sending_hours())
def test_no_open_moment_is_passed_over_before_an_opening(day, zone, hours):
    opens = opening(day, zone, hours)
    minute = opens - timedelta(minutes=1)
    while minute.astimezone(zone).date() >= day and opens - minute < timedelta(days=8):
        local = minute.astimezone(zone)
        is_open = hours.open_on(local.date()) and hours.start <= local.time() < hours.end
        start_is_skipped = instant(local.date(), hours.start, zone).astimezone(zone).time() != hours.start
        assert not is_open or start_is_skipped
        minute -= timedelta(minutes=97)


@settings(max_examples=150, deadline=None)
@given(now=MOMENTS, zone=ZONES, hours=sending_hours())
def test_a_lesson_leaves_now_or_later_inside_the_window_and_then_stays_put(now, zone, hours):
    leaves = leaves_at(now, zone, hours)
    assert leaves >= now
    assert_open(leaves, zone, hours)
    assert leaves_at(leaves, zone, hours) == leaves


@settings(max_examples=150, deadline=None)
@given(
    anchored=DATES,
    day=st.integers(0, 60),
    late=st.integers(0, 30),
    gap=st.integers(1, 30),
    zone=ZONES,
    hours=sending_hours(),
)
def test_a_lesson_is_never_due_sooner_after_the_one_before_than_planned(anchored, day, late, gap, zone, hours):
    before = Left(anchored + timedelta(days=day + late), day)
    due = due_at(anchored, day + gap, before, zone, hours).astimezone(zone).date()
    assert (due - before.on).days >= gap
    assert (due - anchored).days >= day + gap


@settings(max_examples=80, deadline=None)
@given(days=SERIES, enrolled=MOMENTS, visited=st.integers(0, 14), zone=ZONES, hours=sending_hours())
def test_a_whole_series_is_in_order_at_its_distances_inside_the_window_and_after_the_enrolment(
    days, enrolled, visited, zone, hours
):
    enrolled_on = enrolled.astimezone(zone).date()
    anchored = anchor(enrolled_on - timedelta(days=visited), enrolled_on)
    dues = list(schedule(days, anchored, enrolled, zone, hours))
    assert dues == list(schedule(days, anchored, enrolled, zone, hours)), "the same question has the same answer"
    assert len(dues) == len(days) and dues[0] >= enrolled
    for due in dues:
        assert_open(due, zone, hours)
    for (one, due), (other, later) in pairwise(zip(days, dues, strict=True)):
        apart = later.astimezone(zone).date() - due.astimezone(zone).date()
        assert apart.days >= other - one and later > due


@settings(max_examples=100, deadline=None)
@given(now=MOMENTS, zone=ZONES, hours=sending_hours())
def test_the_zone_decides_and_not_the_zone_in_which_the_clock_was_read(now, zone, hours):
    assume(zone.key != "UTC")
    assert leaves_at(now.astimezone(zone), zone, hours) == leaves_at(now, zone, hours)

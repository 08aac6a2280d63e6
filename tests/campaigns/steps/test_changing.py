"""Changing a series that patients are on their way through: nothing twice, nothing lost, nobody unaccounted for."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import Enrolment, Message, Series, Skipped, Step
from campaigns.steps.changing import Slot, change_way
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from tests.campaigns.rows import reread, unaccounted

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 15) -> datetime:
    return datetime(2026, 10, 12, hour, tzinfo=UTC) + timedelta(days=day)


def slots(series: Series, order: list[int]) -> list[Slot]:
    """Lessons by their number in the shipped series, on the days it has."""
    lessons = {
        int(step.lesson.slug[:2]): step.lesson for step in Step.ever.filter(series=series).select_related("lesson")
    }
    days = [1, 4, 7, 11, 15, 19, 23, 28]
    return [Slot(lessons[number], day) for number, day in zip(order, days, strict=False)]


def reorder(series: Series, order: list[int], now: datetime) -> int:
    return change_way(series, slots(series, order), now, by="7")


def sent(enrolment: Enrolment) -> list[int]:
    rows = Message.objects.filter(enrolment=enrolment, state="accepted").order_by("claimed_at", "id")
    return [int(row.step.lesson.slug[:2]) for row in rows.select_related("step__lesson")]


def go_on(run, first: int, last: int = 60) -> None:
    for day in range(first, last):
        run(at(day))


def test_someone_at_the_fourth_lesson_gets_what_moved_before_it_and_nothing_twice(live, enrol, run):
    enrolment = enrol().enrolment
    go_on(run, 0, 12)
    assert sent(enrolment) == [1, 2, 3, 4]
    assert reorder(enrolment.series, [1, 7, 3, 2, 8, 4, 5, 6], at(12)) == 1
    enrolment = reread(enrolment)
    assert enrolment.next_step().lesson.slug.startswith("07") and unaccounted() == 0
    go_on(run, 12)
    assert sent(enrolment) == [1, 2, 3, 4, 7, 8, 5, 6]
    assert reread(enrolment).state == Enrolment.State.FINISHED


def test_a_lesson_planned_but_not_left_gives_way_to_the_new_order(live, enrol, run):
    enrolment = enrol().enrolment
    run(at(1, hour=22))  # past the window: planned for the next morning
    assert Message.objects.get().state == "planned"
    reorder(enrolment.series, [2, 1, 3, 4, 5, 6, 7, 8], at(1, hour=23))
    assert not Message.objects.exists() and unaccounted() == 0
    go_on(run, 2)
    assert sent(enrolment) == [2, 1, 3, 4, 5, 6, 7, 8]


def test_a_lesson_on_its_way_out_counts_as_had_in_the_new_order(live, enrol, run):
    enrolment = enrol().enrolment
    go_on(run, 0, 2)
    second = Step.objects.get(position=2)
    go_on(run, 2, 5)
    Message.objects.filter(step=second).update(state="sending")
    Enrolment.objects.update(position=1, next_due_at=None)
    reorder(enrolment.series, [3, 1, 2, 4, 5, 6, 7, 8], at(5))
    assert reread(enrolment).next_due_at is None and unaccounted() == 0
    assert reread(enrolment).place == (0, 0b1)


def test_taking_out_the_last_lesson_finishes_those_who_have_had_the_others(live, enrol, run):
    enrolment = enrol().enrolment
    go_on(run, 0, 27)
    assert sent(enrolment) == [1, 2, 3, 4, 5, 6, 7]
    reorder(enrolment.series, [1, 2, 3, 4, 5, 6, 7], at(27))
    assert reread(enrolment).state == Enrolment.State.FINISHED


def test_a_lesson_taken_out_and_put_back_is_sent_to_those_only_who_never_had_it(live, enrol, run):
    had, new = enrol().enrolment, enrol("bo@example.org", "Bo", at=at(6)).enrolment
    go_on(run, 0, 7)
    assert sent(had) == [1, 2] and sent(new) == []
    reorder(had.series, [1, 3, 4, 5, 6, 7, 8], at(7))
    assert Step.ever.get(lesson__slug__startswith="02").taken_out_at is not None, "a message points to it"
    go_on(run, 7, 9)
    reorder(had.series, [1, 2, 3, 4, 5, 6, 7, 8], at(9))
    go_on(run, 9)
    assert sent(had) == [1, 2, 3, 4, 5, 6, 7, 8] and sorted(sent(new)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_someone_who_stopped_and_comes_back_is_at_the_right_place(live, enrol, run):
    from campaigns.stopping.lessons import stop, undo_stop

    enrolment = enrol().enrolment
    go_on(run, 0, 5)
    stop(enrolment, at(5), by="7")
    reorder(enrolment.series, [3, 1, 2, 4, 5, 6, 7, 8], at(6))
    undo_stop(reread(enrolment), at(7), by="7")
    go_on(run, 7)
    assert sent(enrolment) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_new_days_move_the_next_lesson_and_the_distance_counts_from_the_last(live, enrol, run):
    enrolment = enrol().enrolment
    go_on(run, 0, 5)
    way = slots(enrolment.series, [1, 2, 3, 4, 5, 6, 7, 8])
    later = [Slot(slot.lesson, slot.day + 10 * (n > 1)) for n, slot in enumerate(way)]
    change_way(enrolment.series, later, at(5), by="7")
    assert reread(enrolment).next_due_at.date() == at(17).date() + timedelta(days=0 if at(17).weekday() < 5 else 2)


def test_the_change_is_on_record_and_in_the_series_file(live, enrol, now):
    series = Series.objects.get()
    reorder(series, [2, 1, 3, 4, 5, 6, 7, 8], now)
    entry = AuditEntry.objects.get(action="series.way")
    assert entry.actor == "7" and entry.detail == {"lessons": 8, "patients": 0}
    source = Series.objects.get().source
    assert source.index("02-a-pain-system") < source.index("01-what-it-is") and "# drugs" in source


@pytest.mark.parametrize(
    ("days", "why"), [([4, 4], "later than day 4"), ([4, 1], "later than day 4"), ([], "at least one lesson")],
    ids=["same day", "backwards", "empty"],
)  # fmt: skip
def test_an_order_that_cant_be_kept_is_refused_and_nothing_changes(signed_series, now, days, why):
    before = list(Step.objects.values_list("position", "day"))
    way = [Slot(step.lesson, day) for step, day in zip(signed_series.way(), days, strict=False)]
    with pytest.raises(Refusal, match=why):
        change_way(signed_series, way, now, by="7")
    assert list(Step.objects.values_list("position", "day")) == before


def test_a_step_for_others_is_skipped_with_its_reason_and_the_next_one_comes(live, enrol, run):
    Step.objects.filter(position=2).update(conditions={"languages": ["es"]})
    Step.objects.filter(position=3).update(conditions={"answered": "wrong"})
    enrolment = enrol().enrolment
    go_on(run, 0, 13)
    assert sent(enrolment) == [1, 4] and unaccounted() == 0
    reasons = list(
        Skipped.objects.filter(enrolment=enrolment).order_by("step__position").values_list("reason", flat=True)
    )
    assert reasons == [
        "This lesson is for patients who read es.", "The question of the lesson before wasn't answered.",
    ]  # fmt: skip


def test_a_series_that_ends_some_days_after_the_visit_ends_with_that_reason(live, enrol, run):
    Series.objects.update(own_rules={"ends_after": 10})
    enrolment = enrol().enrolment
    go_on(run, 0, 20)
    assert sent(enrolment) == [1, 2, 3]
    enrolment = reread(enrolment)
    assert enrolment.state == Enrolment.State.ENDED and "days that this series runs" in enrolment.end_reason


def test_nothing_of_a_sponsored_series_leaves_before_it_is_authorized(live, enrol, run):
    from campaigns.models import Authorization

    series = Series.objects.get()
    enrolment = enrol().enrolment
    Series.objects.update(sponsor="Example Foundation")
    go_on(run, 0, 5)
    assert sent(enrolment) == [] and unaccounted() == 0
    leave = Authorization.objects.create(
        series=series, party="Example Foundation", agreed_on=at(4).date(), recorded_by="7", recorded_at=at(5)
    )
    Series.objects.update(authorization=leave)
    go_on(run, 5, 9)
    assert sent(enrolment) == [1]

"""A series on the desk: order and days, rules, for whom a lesson is, its life, its sponsor, its calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Enrolment, Message, Series, StartCode, Step
from clinic.models import AuditEntry
from tests.staff.conftest import Page, said

URL = "/staff/series/fibromyalgia/"


def typed(answer) -> dict[str, list[str]]:
    """What a browser would send of the order form as it stands."""
    fields: dict[str, list[str]] = {}
    for tag, attrs in Page(answer).tags:
        if tag == "input" and attrs.get("name") in ("lesson", "day", "was", "way", "do"):
            fields.setdefault(str(attrs["name"]), []).append(str(attrs["value"]))
    return fields


def slugs() -> list[str]:
    return [step.lesson.slug[:2] for step in Series.objects.get(slug="fibromyalgia").way()]


def test_lessons_are_moved_shown_with_their_consequences_and_saved_without_a_script(filled, staff: Client):
    form = typed(staff.get(f"{URL}order/"))
    moved = staff.post(f"{URL}order/", {**form, "do": "earlier:4"})
    assert slugs() == ["01", "02", "03", "04", "05", "06", "07", "08"], "nothing is saved by moving"
    asked = staff.post(f"{URL}order/", {**typed(moved), "do": "check"})
    words = said(asked)
    assert re.search(r"1 who had lessons 1 (to 3|and 2) gets “.+” next, as lesson [34], on \w{3}, Oct \d+", words), (
        words
    )
    assert "0 lose their place" in words and "0 get a lesson twice" in words and "Change it for 2 patients" in words
    saved = staff.post(f"{URL}order/", typed(asked), follow=True)
    assert "Saved. 2 patients in it, and nobody gets a lesson twice." in said(saved)
    assert slugs() == ["01", "02", "03", "05", "04", "06", "07", "08"]
    assert [step.day for step in Series.objects.get(slug="fibromyalgia").way()] == [1, 4, 7, 11, 15, 19, 23, 28]


def test_an_order_made_from_an_older_page_is_not_saved(filled, staff: Client):
    form = typed(staff.get(f"{URL}order/"))
    Step.objects.filter(position=8).update(day=30)
    assert "Somebody has changed this series" in said(staff.post(f"{URL}order/", {**form, "do": "check"}))


@pytest.mark.parametrize("day", ["4", "x", ""], ids=["taken", "no number", "empty"])
def test_a_day_that_cant_be_is_kept_as_typed_beside_what_to_mend(filled, staff: Client, day: str):
    form = typed(staff.get(f"{URL}order/"))
    form["day"][2] = day
    answer = staff.post(f"{URL}order/", {**form, "do": "check"})
    assert "Nothing was changed." in said(answer) and typed(answer)["day"][2] == day


def test_a_lesson_taken_out_can_be_added_again(filled, staff: Client):
    form = typed(staff.get(f"{URL}order/"))
    lesson = form["lesson"][2]
    out = staff.post(f"{URL}order/", {**form, "do": "out:2"})
    assert len(typed(out)["lesson"]) == 7
    back = staff.post(f"{URL}order/", {**typed(out), "do": "add", "add": lesson})
    assert typed(back)["lesson"][-1] == lesson and typed(back)["day"][-1] == "32"


RULES = {
    "window_start": "10:00", "window_end": "12:00", "weekdays": ["1", "3"], "closed": "2026-12-24", "days_between": "2",
    "ends_after": "60", "codes": "ICD-10-CM m79.7\nSNOMED CT 203082005", "sponsor": "",
}  # fmt: skip


def test_rules_are_kept_in_rows_and_in_the_series_file_after_a_look_at_who_they_touch(filled, staff: Client):
    asked = said(staff.post(f"{URL}rules/", RULES))
    assert "1 patient gets the next lesson on another day or at another hour" in asked
    assert Series.objects.get().own_rules == {}, "nothing is saved before the yes"
    staff.post(f"{URL}rules/", {**RULES, "sure": "yes"})
    series = Series.objects.get()
    assert series.own_rules == {
        "window": "10:00-12:00", "weekdays": "tue,thu", "closed": ["2026-12-24"], "days_between": 2, "ends_after": 60,
    }  # fmt: skip
    assert StartCode.objects.series_for([("ICD-10-CM", "M79.7")]) == [series]
    assert StartCode.objects.series_for([("ICD-10-CM", "M79.70"), ("SNOMED CT", "1")]) == []
    words = said(staff.get(URL))
    assert "after a visit with M79.7 or 203082005, or by hand" in words and "10 am to 12 pm" in words
    assert 'window = "10:00-12:00"' in series.source and 'code = "M79.7"' in series.source
    one = Enrolment.objects.get(pk=filled.enrolment)
    assert one.next_due_at.astimezone(one.zone).weekday() in (1, 3)


def test_a_code_that_is_none_is_refused_and_the_text_stays(filled, staff: Client):
    answer = staff.post(f"{URL}rules/", {**RULES, "codes": "ICD-10-CM fibromyalgia"})
    assert "write one such as M79.7" in said(answer) and "ICD-10-CM fibromyalgia" in answer.content.decode()
    spoken = staff.post(f"{URL}rules/", {**RULES, "codes": "ICD-10-CM fibromyalgia"}, headers={"accept-language": "es"})
    assert "escriba uno como M79.7" in said(spoken)
    fields = [attrs for _, attrs in Page(spoken).tags if attrs.get("aria-invalid") == "true"]
    assert [attrs["name"] for attrs in fields] == ["codes"], "the refusal stands beside its field in every language"


def test_for_whom_a_lesson_is_stands_with_it(filled, staff: Client):
    url = f"{URL}02-a-pain-system-turned-up/for/"
    staff.post(url, {"languages": ["en"], "answered": "wrong", "asked_for_help": "yes", "before_procedure": "3"})
    assert Step.objects.get(position=2).conditions == {
        "languages": ["en"], "answered": "wrong", "asked_for_help": True, "before_procedure": 3,
    }  # fmt: skip
    assert "if the question before was answered wrong; if help was asked for; 3 days before a booked procedure" in said(
        staff.get(URL)
    )


def test_a_booked_procedure_is_noted_on_the_patients_page_and_brings_its_lesson_sooner(filled, staff: Client, now):
    Step.objects.filter(position=7).update(conditions={"before_procedure": 2})
    url = reverse("staff:known_for_lessons", args=[filled.enrolment])
    before = Enrolment.objects.get(pk=filled.enrolment)
    staff.post(url, {"procedure_on": (now + timedelta(days=4)).date().isoformat(), "asked_for_help": "on"})
    one = Enrolment.objects.get(pk=filled.enrolment)
    assert one.asked_for_help_at == now and one.next_due_at < before.next_due_at
    assert AuditEntry.objects.filter(action="enrolment.known").exists()


def test_a_paused_series_keeps_places_and_resuming_spreads_what_fell_due(filled, enrol, staff: Client, now):
    assert "Pause for 2 patients" in said(staff.get(f"{URL}pause/"))
    staff.post(f"{URL}pause/")
    series = Series.objects.get()
    assert series.state == Series.State.PAUSED and series.paused_at == now
    Series.objects.update(paused_at=now - timedelta(days=20))
    Enrolment.objects.filter(pk=filled.enrolment).update(next_due_at=now - timedelta(days=2))
    assert "0 lessons are sent twice" in said(staff.get(f"{URL}resume/"))
    staff.post(f"{URL}resume/")
    assert Series.objects.get().state == Series.State.ACTIVE and Series.objects.get().paused_at is None
    assert list(AuditEntry.objects.filter(action__startswith="series.").order_by("pk").values_list("action", flat=True)) == [
        "series.paused", "series.active",
    ]  # fmt: skip


def test_an_ended_series_ends_its_enrolments_with_the_reason_and_can_be_archived(filled, staff: Client):
    assert "End for 2 patients" in said(staff.get(f"{URL}end/"))
    staff.post(f"{URL}end/")
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"ended"}
    assert Enrolment.objects.filter(end_reason="The clinic ended this series.").count() == 2
    assert not Message.objects.filter(state="planned").exists()
    staff.post(f"{URL}archive/")
    staff.get(URL)  # the page that says it is done
    assert "Living with fibromyalgia" not in said(staff.get("/staff/series/"))
    assert "Living with fibromyalgia" not in said(staff.get("/staff/patients/enrol/"))
    assert "Living with fibromyalgia" in said(staff.get("/staff/series/?archived=1"))
    assert staff.get(URL).status_code == 200, "it can be looked up"


def test_a_copy_is_a_draft_with_the_same_lessons_and_is_activated_while_practising(filled, staff: Client):
    Step.objects.filter(position=3).update(conditions={"languages": ["en"]})
    staff.post(f"{URL}copy/")
    copy = Series.objects.get(slug="fibromyalgia-copy")
    assert copy.state == Series.State.DRAFT and copy.enrolments.count() == 0
    assert [(step.lesson.slug, step.day, step.conditions) for step in copy.way()] == [
        (step.lesson.slug, step.day, step.conditions) for step in Series.objects.get(slug="fibromyalgia").way()
    ]
    staff.post("/staff/series/fibromyalgia-copy/activate/")
    copy.refresh_from_db()
    assert copy.state == Series.State.ACTIVE


def test_a_live_clinic_cant_activate_lessons_nobody_signed(live, staff: Client):
    from content.models import Review

    Series.objects.update(state=Series.State.DRAFT)
    Review.objects.all().delete()
    assert "8 of 8 lessons wait for a clinician" in said(staff.post(f"{URL}activate/"))
    assert Series.objects.get().state == Series.State.DRAFT


def test_a_sponsored_series_waits_for_its_authorization_and_today_says_so(filled, staff: Client):
    staff.post(f"{URL}rules/", {"days_between": "1", "sponsor": "Example Foundation"})
    assert Series.objects.get().waits_for_authorization
    assert "waits for its sponsor’s authorization" in said(staff.get("/staff/"))
    assert "Nothing of this series leaves." in said(staff.get(URL))
    late = staff.post(f"{URL}authorization/", {"party": "Example Foundation", "agreed_on": "2031-01-05"})
    assert "lies in the future: check the year" in said(late)
    staff.post(f"{URL}authorization/", {"party": "Example Foundation", "agreed_on": "2026-10-01", "note": "On paper."})
    series = Series.objects.get()
    assert not series.waits_for_authorization and series.authorization.agreed_on == date(2026, 10, 1)
    assert "authorization" in AuditEntry.objects.get(action="series.authorized").detail
    staff.post(f"{URL}rules/", {"days_between": "1", "sponsor": "Another Foundation"})
    assert Series.objects.get().waits_for_authorization, "a new sponsor needs an authorization of its own"


def test_the_calendar_shows_a_made_up_patients_way_as_simulate_would(signed_series, staff: Client):
    Step.objects.filter(position=2).update(conditions={"answered": "wrong"})
    words = said(staff.get(f"{URL}calendar/?enrolled_on=2026-10-12&zone=America/New_York&language=en&answers=right"))
    assert "Tuesday, October 13 1 What fibromyalgia is" in words
    assert "The question of the lesson before was answered right." in words
    assert "9:00 am" in words and "No lesson leaves in the next 28 days." in words


def test_the_calendar_counts_what_those_in_the_series_get(filled, staff: Client):
    words = said(staff.get(f"{URL}calendar/"))
    assert "in the next 28 days, if nothing is late." in words and "Lesson 4 for 1" in words


def test_nonsense_in_the_calendars_address_is_said_and_not_fatal(filled, staff: Client):
    answer = staff.get(f"{URL}calendar/?enrolled_on=never&zone=Nowhere&language=xx&procedure_on=soon")
    assert answer.status_code == 200 and "No calendar was worked out." in said(answer)

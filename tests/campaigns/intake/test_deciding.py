"""One rule for every source: what starts, what waits for the desk, what is left alone, and the sentence that says why."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.intake.deciding import Known, Skip, Start, Wait, decide
from campaigns.models import StartCode
from patients.visits import ICD_10_CM, SNOMED_CT, VISIT_TYPE, Code, Setting, Standing, Status
from tests.campaigns.intake.visits_made import ANA, FIBROMYALGIA, agreed, visit

NOW = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)
KNOWN = Known(ZoneInfo("America/Chicago"), series="fibromyalgia")


def known(**more) -> Known:
    return Known(**{"zone": KNOWN.zone, "series": KNOWN.series, **more})


def why(one, about=KNOWN) -> str:
    decision = decide(one, about, NOW)
    assert isinstance(decision, Skip), decision
    return decision.why


def test_with_a_yes_in_the_feed_it_starts():
    assert decide(agreed(), KNOWN, NOW) == Start(ANA, "FHIR Consent of 2026-10-09")


def test_with_a_yes_of_an_earlier_visit_it_starts():
    assert decide(visit(), known(agreed=True), NOW) == Start(ANA, "")


def test_without_a_yes_it_waits_for_the_desk():
    decision = decide(visit(), KNOWN, NOW)
    assert isinstance(decision, Wait) and decision.person == ANA


LEFT_ALONE = {
    "cancelled": (agreed(status=Status.CANCELLED), "cancelled"),
    "in progress": (agreed(status=Status.UNDER_WAY), "isn’t over"),
    "unknown": (agreed(status=Status.UNKNOWN), "doesn’t say that the visit is over"),
    "arrived today": (agreed(status=Status.ARRIVED, ended_on=date(2026, 10, 12)), "tomorrow"),
    "arrived some day": (agreed(status=Status.ARRIVED, ended_on=None), "tomorrow"),
    "a stay": (agreed(setting=Setting.OTHER), "wasn’t an outpatient"),
    "setting not said": (agreed(setting=Setting.UNKNOWN), "Nothing says"),
    "tomorrow's": (agreed(ended_on=date(2026, 10, 13)), "future"),
    "long ago": (agreed(ended_on=date(2025, 10, 1)), "more than a year"),
    "died": (agreed(deceased=True), "died"),
    "record closed": (agreed(record_in_use=False), "closed or merged"),
    "a child": (agreed(birth_date=date(2008, 10, 13)), "under 18"),
    "no email": (agreed(email=""), "no email address"),
    "not an address": (agreed(email="ana at example"), "correct it"),
    "a hidden character": (agreed(email="ana\u202e@example.org"), "correct it"),
    "a no in the feed": (visit(agreed=False), "wants no lessons"),
    "refuted": (agreed(codes=(Code(ICD_10_CM, "M79.7", Standing.REFUTED),)), "refuted"),
    "resolved": (agreed(codes=(Code(ICD_10_CM, "M79.7", Standing.PAST),)), "isn’t active"),
    "in error": (agreed(codes=(Code(ICD_10_CM, "M79.7", Standing.MISTAKE),)), "in error"),
    "provisional": (agreed(codes=(Code(ICD_10_CM, "M79.7", Standing.UNSURE),)), "isn’t confirmed"),
    "substance use": (agreed(codes=(Code(ICD_10_CM, "f11.20"), Code(ICD_10_CM, "M79.7"))), "substance-use"),
    "refuted substance use": (agreed(codes=(Code(ICD_10_CM, "F10", Standing.REFUTED),)), "substance-use"),
}


@pytest.mark.parametrize(("one", "said"), LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_what_is_left_alone_says_why(one, said):
    no_series = any(code.standing != Standing.COUNTS for code in one.codes)
    sentence = why(one, known(series="") if no_series else KNOWN)
    assert said in sentence and sentence.endswith((".", ")."))


def test_no_code_that_starts_a_series_is_a_reason():
    assert "No code of this visit" in why(agreed(), known(series=""))


def test_a_suppressed_address_and_what_was_here_before_are_left_alone():
    assert "must not be mailed" in why(agreed(), known(suppressed=True))
    decision = decide(agreed(), known(before="Here before."), NOW)
    assert decision == Skip("Here before.", again=True)


def test_an_arrival_of_yesterday_counts_as_a_visit():
    assert isinstance(decide(agreed(status=Status.ARRIVED, ended_on=date(2026, 10, 11)), KNOWN, NOW), Start)


def test_a_clinic_that_declared_its_process_may_teach_about_substance_use():
    assert isinstance(decide(agreed(codes=(Code(ICD_10_CM, "F11.20"),)), known(substance_use=True), NOW), Start)


@pytest.mark.parametrize("code", ["F1", "F20.0", "F1A", "FF11", "XF11.2"])
def test_other_codes_are_none_of_substance_use(code):
    assert isinstance(decide(agreed(codes=(Code(ICD_10_CM, code),)), KNOWN, NOW), Start)


def test_a_minors_lessons_go_to_the_guardian():
    decision = decide(visit(birth_date=date(2012, 1, 1), guardian_email="mother@example.org"), KNOWN, NOW)
    assert isinstance(decision, Wait)
    assert (decision.person.email, decision.person.given_name) == ("mother@example.org", "Ana")


def test_today_is_the_clinics():
    late = datetime(2026, 10, 13, 3, 0, tzinfo=UTC)  # still Monday in Chicago
    assert isinstance(decide(agreed(ended_on=date(2026, 10, 13)), KNOWN, late), Skip)
    assert isinstance(decide(agreed(ended_on=date(2026, 10, 13)), KNOWN, late + timedelta(hours=3)), Start)


def test_readers_and_series_call_the_systems_of_codes_the_same():
    assert {ICD_10_CM, SNOMED_CT, VISIT_TYPE} == set(StartCode.System.values)


def test_who_may_be_a_minor_by_the_year_of_birth_is_one():
    said = decide(agreed(birth_date=None, born_by=date(2015, 12, 31)), KNOWN, NOW)
    assert isinstance(said, Skip) and "under 18" in said.why
    assert isinstance(decide(agreed(birth_date=None, born_by=date(1990, 12, 31)), KNOWN, NOW), Start)


def test_substance_use_under_another_icd_10_counts_as_such():
    said = decide(agreed(codes=(FIBROMYALGIA, Code("ICD-10", "F11.20"))), KNOWN, NOW)
    assert isinstance(said, Skip) and "substance-use" in said.why

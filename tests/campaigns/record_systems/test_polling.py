"""A FHIR server's visits are taken in once, whatever is asked again; the cursor moves behind what was taken in, and no further."""

from datetime import timedelta

import pytest

from campaigns.models import CancelledVisit, Enrolment, PendingVisit, RecordFeed
from campaigns.record_systems.fhir_server import news, polling, searching, windows
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk
from campaigns.record_systems.fhir_server.polling import Busy, look, poll
from clinic.models import AuditEntry
from patients.models import Consent, Patient
from tests.campaigns.record_systems.conftest import changed, ended, visits
from tests.patients.readers.fhir_made import concept, condition, consent, patient

pytestmark = pytest.mark.django_db


def outcomes(results) -> list[str]:
    return [result.outcome for result in results]


def feed() -> RecordFeed:
    return RecordFeed.objects.get()


def test_a_visit_with_a_consent_enrols_and_asked_again_nobody(ask, server, clock, now):
    assert outcomes(ask()) == ["enrolled"]
    enrolment = Enrolment.objects.get()
    assert (enrolment.visit_source, enrolment.visit_id) == ("fhir", "e1")
    assert Consent.objects.get().recorded_by == "fhir server"
    assert (feed().since, feed().worked_at, feed().look_again_at) == (now, now, now + timedelta(minutes=10))
    server.resources = [changed(one, "2026-10-12T14:58:00Z") for one in server.resources]  # within the overlap
    assert outcomes(ask()) == ["already"] and Enrolment.objects.count() == 1
    [entry] = AuditEntry.objects.filter(action="visits.brought")
    assert entry.detail == {"rows": 1, "enrolled": 1, "pending": 0, "stopped": 0, "errors": 0}


def test_the_first_round_begins_now_and_takes_in_no_earlier_visit(ask, searching, now):
    assert list(poll(searching)) == []
    assert feed().began_at == feed().since == now and not Patient.objects.exists()


def test_a_visit_of_ours_waits_for_the_desk_when_the_server_tells_no_consent(ask, server):
    server.resources = [one for one in server.resources if one["resourceType"] != "Consent"]
    [result] = ask()
    assert result.pending and PendingVisit.objects.get().visit_id == "e1"


def test_only_the_patients_of_visits_that_may_start_something_are_read(ask, server):
    server.resources += visits(3)
    server.resources += [changed(ended(id="stay", subject={"reference": "Patient/q9"}, **{"class": {"code": "IMP"}}))]
    why = [result.why for result in ask()]
    assert len([one for one in why if one.startswith("No code")]) == 3 and any("outpatient" in one for one in why)
    read = [one for one in server.asked if one.startswith(("Patient/", "Consent?", "RelatedPerson"))]
    assert len(read) == 2 and read[0] == "Patient/p1" and "Patient%2Fp1" in read[1]


@pytest.mark.parametrize(
    "ignores", [set(), {"_revinclude"}, {"_revinclude", "category", "status"}], ids=["all", "no includes", "little"]
)
def test_what_a_server_doesnt_bring_along_is_read_one_by_one(ask, server, ignores):
    server.ignores = ignores
    server.resources += visits(2)
    assert sorted(outcomes(ask())) == ["enrolled", "skipped", "skipped"]


def test_a_diagnosis_that_only_the_visit_names_is_read(ask, server):
    server.resources[1] = changed(ended(diagnosis=[{"condition": {"reference": "Condition/c1"}}]))
    server.resources[2] = changed(condition())
    del server.resources[2]["encounter"]
    assert outcomes(ask()) == ["enrolled"]


def test_a_minors_guardian_is_read(ask, server):
    mother = {
        "resourceType": "RelatedPerson", "id": "r1", "patient": {"reference": "Patient/p1"},
        "relationship": [concept("MTH", "http://terminology.hl7.org/CodeSystem/v3-RoleCode")],
        "telecom": [{"system": "email", "value": "mother@example.org"}],
    }  # fmt: skip
    server.resources[0] = changed(patient(birthDate="2014-01-01"))
    server.resources.append(changed(mother))
    assert outcomes(ask()) == ["enrolled"]
    assert Patient.objects.get().open_identity().email == "mother@example.org"


def test_pages_are_followed_to_the_last(ask, server):
    server.resources += visits(5)
    server.page = 2
    results = ask()
    assert outcomes(results).count("enrolled") == 1 and len(results) == 6
    assert results[-1].file == "visits, page 3"


def test_a_diagnosis_written_down_after_the_visit_starts_its_series(ask, server, clock):
    late = server.resources.pop(2)
    assert "No code" in ask()[0].why
    clock.at += timedelta(days=2)
    server.resources.append(changed(late, "2026-10-14T14:00:00Z"))
    assert outcomes(ask()) == ["enrolled"]


def test_a_server_that_passes_over_ids_brings_only_the_visits_we_asked_for(ask, server, clock):
    server.ignores = {"_id", "encounter", "_revinclude"}
    late = server.resources.pop(2)
    server.resources[1] = changed(server.resources[1], "2026-10-12T13:00:00Z")
    server.resources += [changed(one, "2026-10-11T00:00:00Z") for one in visits(4)]
    server.resources.append(changed(late))
    found = ask()
    assert outcomes(found) == ["enrolled"] and found[0].file == "visits of late diagnoses, page 1"


LATER = {
    "cancelled": lambda parts: parts[1].update(changed(ended(status="cancelled"), "2026-10-13T14:59:00Z")),
    "entered in error": lambda parts: parts[1].update(changed(ended(status="entered-in-error"), "2026-10-13T14:59:00Z")),
    "died": lambda parts: parts[0].update(changed(patient(deceasedBoolean=True), "2026-10-13T14:59:00Z")),
    "merged": lambda parts: parts[0].update(
        changed(patient(active=False, link=[{"type": "replaced-by", "other": {"reference": "Patient/p2"}}]), "2026-10-13T14:59:00Z")),
    "refuted": lambda parts: parts[2].update(
        changed(condition(verificationStatus=concept("refuted", "http://terminology.hl7.org/CodeSystem/condition-ver-status")), "2026-10-13T14:59:00Z")),
}  # fmt: skip


@pytest.mark.parametrize("happens", LATER.values(), ids=LATER.keys())
def test_later_news_ends_what_a_visit_started(ask, server, clock, happens):
    ask()
    happens(server.resources)
    clock.at += timedelta(days=1)
    assert sum(result.stopped for result in ask()) == 1
    assert Enrolment.objects.get().state == Enrolment.State.ENDED


def test_a_cancelled_visit_that_nobody_knows_here_leaves_nothing(ask, server):
    server.resources[1]["status"] = "cancelled"
    ask()
    assert not CancelledVisit.objects.exists() and not any(one.startswith("Patient/") for one in server.asked)


def test_what_a_server_doesnt_offer_is_noted_and_the_rest_goes_on(ask, server):
    server.refuses = {"Consent"}
    server.faults.extend([None] * 3 + [400])  # the visit with its patient and consent, then the cancelled ones
    [result] = ask()
    assert result.pending and feed().lacks == ["cancellations", "consents"]
    server.refuses = {"Encounter"}
    with pytest.raises(CannotAsk, match="answered 403"):
        ask()


class Killed(BaseException):
    """As kill -9 would end it: nothing of ours is asked."""


def test_a_kill_between_a_page_and_the_cursor_loses_and_doubles_nothing(
    ask, searching, server, clock, now, monkeypatch
):
    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(RecordFeed, "move", dies)
        patched.setattr(RecordFeed, "let_go", lambda self: None)
        RecordFeed.objects.create(name=server.base, began_at=now, since=now - timedelta(hours=1))
        with pytest.raises(Killed):
            list(poll(searching))
    assert Enrolment.objects.count() == 1 and feed().since < now
    with pytest.raises(Busy):
        list(poll(searching))
    clock.at += timedelta(minutes=11)
    assert outcomes(poll(searching)) == ["already"]
    assert Enrolment.objects.count() == Patient.objects.count() == 1 and feed().since == clock.at


def test_a_long_time_is_asked_for_in_days_and_a_full_one_in_halves(ask, server, clock, now, monkeypatch):
    monkeypatch.setattr(searching, "MOST_PAGES", 2)
    server.page = 1
    server.resources += [
        changed(one, f"2026-10-12T{hour}:30:00Z") for hour, one in zip((2, 10, 12), visits(3), strict=True)
    ]
    server.resources = [changed(one, one["meta"]["lastUpdated"].replace("T2:", "T02:")) for one in server.resources]
    found = ask(since=now - timedelta(days=3))
    assert outcomes(found).count("enrolled") == 1 and len({(one.why, one.row) for one in found}) >= 2
    assert feed().since == now
    asked = [one for one in server.asked if one.startswith("Encounter?status=finished")]
    assert "ge2026-10-09T14%3A55%3A00Z" in asked[0] and "lt2026-10-10T15%3A00%3A01Z" in asked[0]


def test_a_server_that_passes_over_the_time_of_change_brings_no_earlier_years(ask, server):
    server.ignores = {"_lastUpdated"}
    server.resources = [changed(one, "2026-03-01T00:00:00Z") for one in server.resources]
    assert ask() == [] and not Patient.objects.exists()
    for one in server.resources:
        del one["meta"]
    with pytest.raises(CannotAsk, match="_lastUpdated"):
        ask()


def test_a_server_that_touches_all_its_rows_starts_nothing_for_visits_of_long_ago(ask, server, now):
    server.resources[1] = changed(ended(period={"end": "2026-09-10"}))
    server.resources.append(changed(ended(id="e2", period={"end": "2026-10-07"})))
    server.resources.append(changed(condition(id="c2", encounter={"reference": "Encounter/e2"})))
    first, second = ask(since=now - timedelta(days=3))
    assert "--since" in first.why and "--since" in second.why and not Patient.objects.exists()
    first, second = ask(since=now - timedelta(days=5))
    assert "--since" in first.why and second.outcome == "enrolled"


def test_a_server_whose_clock_is_behind_is_asked_from_its_own_time(now):
    window, behind = windows.Window(now - timedelta(minutes=10)), now - timedelta(minutes=7)
    assert windows.reached(window, now, behind) == behind
    assert windows.reached(window, now, now + timedelta(hours=1)) == windows.reached(window, now, None) == now
    assert windows.reached(window, now, now - timedelta(days=9)) == window.since


def test_a_look_writes_nothing(searching, starting, server, now):
    assert len(list(look(searching, now - timedelta(days=2)))) == 1
    assert not RecordFeed.objects.exists() and not Patient.objects.exists()


def test_visits_that_couldnt_be_taken_in_are_counted_for_today(ask, server, now):
    server.resources[0] = changed(patient(name=[{"use": "usual", "family": "Ito", "given": ["A\u202ena"]}]))
    assert outcomes(ask()) == ["error"]
    assert (feed().errors, feed().errors_at) == (1, now)


def test_codes_are_asked_for_as_fhir_writes_them(starting):
    assert news.tokens() == ["http://hl7.org/fhir/sid/icd-10-cm|M79.7", "http://snomed.info/sct|203082005"]
    assert not news.is_plain("A,B")


def test_when_it_should_end_it_ends_between_two_pages_and_goes_on_there_later(ask, server):
    server.page, server.resources = 1, [*visits(3), *server.resources]
    answers = iter([True, False])
    assert len(ask(go_on=lambda: next(answers))) == 1
    assert feed().worked_at is None and feed().held_until is None
    assert "enrolled" in outcomes(ask())


def test_a_fault_of_our_own_is_noted_and_waits_its_turn(ask, monkeypatch, now):
    monkeypatch.setattr(polling, "take_all", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask()
    assert feed().reason == polling.OUR_FAULT and feed().look_again_at == now + timedelta(minutes=10)


def test_a_consent_that_is_withdrawn_in_the_record_system_starts_nothing(ask, server):
    server.resources[3] = changed(consent(status="inactive"))
    assert "wants no lessons" in ask()[0].why

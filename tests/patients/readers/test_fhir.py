"""FHIR R4: what a visit is read from, and that nothing else of the resources is."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from fhir.resources.R4B import get_fhir_model_class

from patients.models import Identity
from patients.visits import Code, Death, Ignored, Merge, Problem, Setting, Standing, Status, Visit
from tests.patients.readers.fhir_made import SNOMED, bundle, concept, condition, consent, encounter, patient, told

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "visits"
MARIA = Identity("maria@example.org", "María", "Quintanilla", date(1971, 3, 9), "00-4711")


def visit(*resources) -> Visit:
    [found] = told(bundle(*resources))
    assert isinstance(found, Visit), found
    return found


@pytest.mark.parametrize("made", [patient, encounter, condition, consent], ids=lambda made: made.__name__)
def test_what_these_tests_send_is_valid_r4(made):
    resource = made()
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("uscore-*.json")), ids=lambda path: path.stem)
def test_the_samples_are_valid_r4(path):
    resource = json.loads(path.read_text())
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_a_visit_comes_from_an_encounter_its_patient_and_its_diagnosis():
    found = visit(patient(), encounter(), condition())
    assert (found.source, found.id, found.patient_id, found.person) == ("fhir", "e1", "p1", MARIA)
    assert (found.status, found.setting) == (Status.FINISHED, Setting.OUTPATIENT)
    assert found.ended_on == date(2026, 10, 9), "the day on the clinic's clock, not in UTC"
    assert found.codes == (Code("SNOMED CT", "203082005"), Code("ICD-10-CM", "M79.7"))
    assert (found.language, found.deceased, found.agreed) == ("es", False, None)


def test_the_samples_of_us_core_are_read_together_from_three_files():
    names = ("uscore-encounter-1036", "uscore-patient-example", "uscore-condition-encounter-diagnosis-example1")
    [found] = told(*[(SAMPLES / f"{name}.json").read_bytes() for name in names])
    assert isinstance(found, Visit)
    assert found.person == Identity("amy.shaw@example.com", "Amy", "Baxter", date(1987, 2, 20), "1032702")
    assert (found.id, found.status, found.setting) == ("1036", Status.UNDER_WAY, Setting.OTHER)
    assert found.codes == (Code("SNOMED CT", "261665006"),), "the burn belongs to another encounter"


def test_nothing_else_of_the_resources_is_kept():
    more = {"note": [{"text": "SECRETWORD"}], "reasonCode": [{"text": "SECRETWORD"}], "text": {"div": "SECRETWORD"}}
    found = visit(patient(**more, address=[{"city": "SECRETWORD"}]), encounter(**more), condition(**more))
    assert "SECRETWORD" not in str(asdict(found))
    assert "María" not in repr(found)


LINKS = {
    "by type and id": ("Patient/p1", {}),
    "with a version": ("Patient/p1/_history/3", {}),
    "by full address": ("https://ehr.example/fhir/Patient/p1", {"base": "https://ehr.example/fhir"}),
    "relative to its server": ("Patient/p1", {"base": "https://ehr.example/fhir"}),
}


@pytest.mark.parametrize(("reference", "how"), LINKS.values(), ids=LINKS.keys())
def test_a_patient_is_found(reference, how):
    [found] = told(bundle(patient(), encounter(subject={"reference": reference}), **how))
    assert isinstance(found, Visit) and found.person == MARIA


def test_a_patient_is_found_by_urn():
    whole = bundle(patient(), encounter(subject={"reference": "urn:uuid:7c0f"}))
    whole["entry"][0]["fullUrl"] = "urn:uuid:7c0f"
    [found] = told(whole)
    assert isinstance(found, Visit) and found.person == MARIA


def test_a_contained_patient_is_found():
    [found] = told(encounter(subject={"reference": "#p1"}, contained=[patient()]))
    assert isinstance(found, Visit) and found.person == MARIA


def test_the_same_id_on_two_servers_is_two_patients():
    other = patient(telecom=[{"system": "email", "value": "other@example.org"}])
    there, here = bundle(other, base="https://b.example"), bundle(patient(), encounter(), base="https://a.example")
    [found] = told(there, here)
    assert isinstance(found, Visit) and found.person.email == "maria@example.org"


def test_which_of_two_servers_is_meant_is_never_guessed():
    two = bundle(patient(), base="https://a.example"), bundle(patient(), base="https://b.example")
    [found] = told(*two, encounter())
    assert isinstance(found, Problem) and "isn't in the files" in found.why


STANDING = {
    "nothing said": ({"clinicalStatus": {}, "verificationStatus": {}}, Standing.COUNTS),
    "relapse": ({"clinicalStatus": concept("relapse")}, Standing.COUNTS),
    "resolved": ({"clinicalStatus": concept("resolved")}, Standing.PAST),
    "inactive": ({"clinicalStatus": concept("inactive")}, Standing.PAST),
    "refuted": ({"verificationStatus": concept("refuted")}, Standing.REFUTED),
    "in error": ({"verificationStatus": concept("entered-in-error")}, Standing.MISTAKE),
    "provisional": ({"verificationStatus": concept("provisional")}, Standing.UNSURE),
}


@pytest.mark.parametrize(("said", "standing"), STANDING.values(), ids=STANDING.keys())
def test_what_is_said_of_a_diagnosis_goes_with_its_code(said, standing):
    assert {code.standing for code in visit(patient(), encounter(), condition(**said)).codes} == {standing}


def test_codes_of_the_reason_and_the_type_count_too():
    found = visit(patient(), encounter(reasonCode=[concept("M79.7"), {"text": "M54.5"}], type=[concept("NEW-PAIN", "urn:ours"), concept("185345009", SNOMED)]))  # fmt: skip
    pairs = [code.pair for code in found.codes]
    assert pairs == [("ICD-10-CM", "M79.7"), ("visit type", "NEW-PAIN"), ("SNOMED CT", "185345009")]


def test_other_code_systems_and_noted_problems_are_left_aside():
    noted = condition(category=[concept("problem-list-item")])
    foreign = condition(code=concept("M79.7", "http://hl7.org/fhir/sid/icd-10"))
    assert visit(patient(), encounter(), noted).codes == ()
    assert visit(patient(), encounter(), foreign).codes == (Code("ICD-10", "M79.7"),)  # only looked at for F10 to F19


@pytest.mark.parametrize(
    "words", [{"verificationStatus": "refuted"}, {"clinicalStatus": "resolved"}], ids=["verification", "clinical"]
)
def test_a_diagnosis_as_stu3_writes_it_is_another_version(words):
    [found] = told(bundle(patient(), encounter(), condition(**words)))
    assert isinstance(found, Problem) and "4.0.1" in found.why


@pytest.mark.parametrize(
    ("written", "last"), [("2015", date(2015, 12, 31)), ("2016-02", date(2016, 2, 29)), ("2015-13", None), ("0000", None)],
    ids=["year", "month", "no month", "no year"],
)  # fmt: skip
def test_a_birth_date_may_be_a_year_or_a_month(written, last):
    found = visit(patient(birthDate=written), encounter(), condition())
    assert (found.person.birth_date, found.born_by) == (None, last)


@pytest.mark.parametrize(
    "said", [{"deceasedBoolean": "true"}, {"_deceasedDateTime": {"extension": [{"url": "x"}]}}], ids=["word", "no date"]
)
def test_a_death_counts_however_it_is_written(said):
    assert isinstance(told(patient(**said))[0], Death)
    assert not visit(patient(deceasedBoolean=False), encounter(), condition()).deceased


def test_a_diagnosis_named_by_the_encounter_counts_whatever_its_category():
    noted = condition(category=[concept("problem-list-item")], encounter={})
    found = visit(patient(), encounter(diagnosis=[{"condition": {"reference": "Condition/c1"}}]), noted)
    assert ("ICD-10-CM", "M79.7") in [code.pair for code in found.codes]


CONSENTS = {
    "none": ([], None),
    "a yes": ([consent()], True),
    "denied": ([consent(provision={"type": "deny"})], False),
    "withdrawn": ([consent(status="inactive")], False),
    "a draft": ([consent(status="draft")], None),
    "about something else": ([consent(category=[concept("59284-0", "http://loinc.org")])], None),
    "the newest counts": ([consent(id="k2", dateTime="2026-10-10", status="rejected"), consent()], False),
}


@pytest.mark.parametrize(("given", "agreed"), CONSENTS.values(), ids=CONSENTS.keys())
def test_consent_is_known_only_where_the_record_system_says_it(given, agreed):
    found = visit(patient(), encounter(), *given)
    assert found.agreed is agreed
    assert found.agreed_how == ("FHIR Consent of 2026-10-09" if agreed else found.agreed_how)


def test_a_parent_among_the_contacts_is_the_guardian_and_a_neighbour_is_not():
    def with_contact(code):
        return patient(
            contact=[{"relationship": [concept(code)], "telecom": [{"system": "email", "value": "g@example.org"}]}]
        )

    assert visit(with_contact("MTH"), encounter()).guardian_email == "g@example.org"
    assert visit(with_contact("NBOR"), encounter()).guardian_email == ""


def test_a_related_person_may_be_the_guardian():
    related = {"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/p1"}, "relationship": [concept("GUARD")], "telecom": [{"system": "email", "value": "g@example.org"}]}  # fmt: skip
    assert visit(patient(), encounter(), related).guardian_email == "g@example.org"


def test_a_preferred_address_comes_before_an_old_and_an_unranked_one():
    addresses = [{"system": "email", "use": "old", "rank": 1, "value": "a@x.example"}, {"system": "email", "value": "b@x.example"}, {"system": "email", "rank": 2, "value": "c@x.example"}]  # fmt: skip
    assert visit(patient(telecom=addresses), encounter()).person.email == "c@x.example"


def test_a_death_and_a_merged_record_are_told_by_the_patient_alone():
    assert isinstance(told(patient(deceasedDateTime="2026-10-10"))[0], Death)
    assert isinstance(told(patient(deceasedBoolean=True))[0], Death)
    merged = patient(active=False, link=[{"type": "replaced-by", "other": {"reference": "Patient/p2"}}])
    assert isinstance(told(merged)[0], Merge)
    assert told(patient(deceasedBoolean=False)) == []


def test_a_record_that_was_closed_is_told_with_the_visit():
    assert not visit(patient(active=False), encounter()).record_in_use


PROBLEMS = {
    "R5 status": encounter(status="completed"),
    "R5 class": encounter(**{"class": [concept("AMB")]}),
    "DSTU2 class": encounter(**{"class": "outpatient"}),
    "no id": encounter(id=""),
    "long id": encounter(id="x" * 81),
    "no patient": encounter(subject={"reference": "Patient/p9"}),
    "subject isn't a patient": encounter(subject={"reference": "Encounter/e1"}),
}


@pytest.mark.parametrize("wrong", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_visit_that_cant_be_read_costs_only_itself(wrong):
    found = told(bundle(patient(), wrong, encounter(id="good")))
    assert isinstance(found[0], Problem) and found[0].why.endswith(".")
    assert isinstance(found[1], Visit)


def test_another_resource_alone_is_named_as_such():
    assert isinstance(told({"resourceType": "Observation", "id": "o"})[0], Ignored)
    assert told(bundle({"resourceType": "Observation", "id": "o"})) == []

"""HL7 v2 ADT: whatever the line ends and the encoding, a visit is read from PID, PV1 and DG1; MSH-9 decides what it is."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.models import Identity
from patients.readers.hl7v2 import files, read_hl7
from patients.visits import Code, Death, Found, Ignored, Merge, Problem, Reopened, Setting, Standing, Status, Visit

SAMPLE = Path(__file__).resolve().parents[2] / "fixtures" / "visits" / "adt_a03.hl7"
HEADER = "MSH|^~\\&|PMS|CLINIC|US|CLINIC|20261009103000||ADT^{event}|M1|P|2.5.1"
PID = "PID|1||X1^^^CLINIC^PI~00-4711^^^CLINIC^MR||Quintanilla&de&la^María^J||19710309|F|||1 SECRETWORD ST||555-0100^PRN^PH~^NET^Internet^maria@example.org||spa|||ACC7"
PV1 = "PV1|1|O|PAIN^^^CLINIC" + "|" * 16 + "V0001" + "|" * 25 + "20261009093000|20261009103000"
DG1 = "DG1|1||M79.7^Fibromyalgia^I10^203082005^Fibromyalgia^SCT||20261009|F"
MARIA = Identity("maria@example.org", "María", "Quintanilla", date(1971, 3, 9), "00-4711")


def message(event: str = "A03", *segments: str) -> str:
    return "\r".join([HEADER.format(event=event), f"EVN|A01|{20261009103000}", *(segments or (PID, PV1, DG1))])


def told(content: str | bytes) -> list:
    return [one.told for one in read_hl7([("f.hl7", content if isinstance(content, bytes) else content.encode())])]


def visit(content: str | bytes) -> Visit:
    [found] = told(content)
    assert isinstance(found, Visit), found
    return found


def test_a_visit_comes_from_three_segments():
    found = visit(message())
    assert (found.source, found.id, found.patient_id, found.person) == ("hl7", "V0001", "00-4711", MARIA)
    assert (found.status, found.setting, found.ended_on) == (Status.FINISHED, Setting.OUTPATIENT, date(2026, 10, 9))
    assert found.codes == (Code("ICD-10-CM", "M79.7"), Code("SNOMED CT", "203082005"))
    assert (found.language, found.agreed, found.guardian_email) == ("es", None, "")
    assert "SECRETWORD" not in str(asdict(found)) and "María" not in repr(found)


def test_the_sample_is_read_though_its_visit_number_stands_in_the_wrong_field():
    found = visit(SAMPLE.read_bytes())
    assert found.person == Identity("jane.doe@example.org", "JANE", "DOE", date(1970, 1, 1), "MRN123")
    assert (found.id, found.ended_on, found.language) == ("", date(2026, 11, 22), "es")
    assert found.codes == (Code("ICD-10-CM", "M79.7"),)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"], ids=["CR", "LF", "CRLF", "mixed"])
def test_line_ends_make_no_difference(end):
    assert visit(message().replace("\r", end) + end).person == MARIA


def test_a_batch_holds_many_messages_and_its_envelope_none():
    batch = f"FHS|^~\\&\nBHS|^~\\&\n{message()}\nBTS|1\n\x0b{message('A08')}\x1c\nFTS|1\n"
    assert [type(one) for one in told(batch)] == [Visit, Visit]
    assert [one.row for one in read_hl7([("f", batch.encode())])] == [1, 2]


ENCODINGS = {
    "UTF-8, not said": ("utf-8", ""),
    "UTF-8, with a mark": ("utf-8-sig", ""),
    "UTF-8, said": ("utf-8", "UNICODE UTF-8"),
    "Windows-1252, not said": ("cp1252", ""),
    "Latin-1, said": ("latin-1", "8859/1"),
    "ASCII said and not kept to": ("utf-8", "ASCII"),
}


@pytest.mark.parametrize(("encoding", "said"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_names_keep_their_accents(encoding, said):
    header = HEADER.format(event="A03") + "|" * 6 + said
    assert visit("\r".join([header, PID, PV1]).encode(encoding)).person.given_name == "María"


def test_an_encoding_that_isnt_kept_to_is_refused():
    header = HEADER.format(event="A03") + "|" * 6 + "UNICODE UTF-8"
    [found] = told("\r".join([header, PID, PV1]).encode("cp1252"))
    assert isinstance(found, Problem) and "MSH-18" in found.why


EVENTS = {"A03": Status.FINISHED, "A04": Status.ARRIVED, "A08": Status.UNDER_WAY, "A11": Status.CANCELLED}


@pytest.mark.parametrize(("event", "status"), EVENTS.items(), ids=EVENTS.keys())
def test_msh_9_decides_and_not_evn(event, status):
    assert visit(message(event, PID, "PV1|1|O")).status is status


def test_a_discharge_time_says_that_a_visit_is_over():
    assert visit(message("A08")).status is visit(message("A04")).status is Status.FINISHED


def test_a_discharge_that_is_taken_back_reopens_the_visit():
    [found] = told(message("A13"))
    assert isinstance(found, Reopened) and found.visit.id == "V0001"


def test_a_merge_names_the_record_that_is_no_more():
    [found] = told(message("A40", PID, "MRG|X9^^^CLINIC^PI~OLD-1^^^CLINIC^MR"))
    assert isinstance(found, Merge) and found.gone.mrn == "OLD-1"
    assert isinstance(told(message("A40", PID))[0], Problem)


def test_a_death_is_told_with_and_without_a_visit():
    dead = PID + "|" * 12 + "Y"
    assert visit(message("A08", dead, PV1)).deceased
    assert isinstance(told(message("A08", dead))[0], Death)


IGNORED = {
    "an appointment": message().replace("ADT^A03", "SIU^S14"),
    "an admission": message("A01"),
    "a result": message().replace("ADT^A03", "ORU^R01"),
    "nothing": message().replace("ADT^A03", ""),
}


@pytest.mark.parametrize("content", IGNORED.values(), ids=IGNORED.keys())
def test_other_messages_are_ignored_with_a_reason(content):
    [found] = told(content)
    assert isinstance(found, Ignored) and found.why.endswith(".")


PROBLEMS = {
    "no PID": message("A03", PV1),
    "no PV1": message("A03", PID),
    "no separators": "MSH\rPID|1",
    "the same separator twice": "MSH||||||ADT^A03\r" + PID,
    "no number of any kind": message("A03", "PID|1||||Doe^Jo", "PV1|1|O"),
    "no message": "PID|1",
    "UTF-16": message().encode("utf-16"),
    "NUL": "MSH\0",
}


@pytest.mark.parametrize("content", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_message_that_cant_be_read_says_what_to_do(content):
    [found] = told(content)
    assert isinstance(found, Problem) and found.why.endswith(".") and "María" not in found.why


def test_a_message_that_cant_be_read_costs_only_itself():
    assert [type(one) for one in told(f"{message('A03', PV1)}\r{message()}")] == [Problem, Visit]


def test_an_endless_message_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LONGEST_MESSAGE", 1000)
    [found] = told(message("A03", PID, PV1, "OBX|1|ED|" + "A" * 1000))
    assert isinstance(found, Problem) and "longer" in found.why


def test_a_diagnosis_that_is_deleted_goes_with_its_standing():
    assert visit(message("A08", PID, PV1, DG1 + "|" * 15 + "D")).codes[0].standing is Standing.MISTAKE


def test_escapes_are_undone_and_deleted_values_are_empty():
    found = visit(message("A03", PID.replace("Quintanilla&de&la", "O\\T\\Neill").replace("19710309", '""'), PV1))
    assert (found.person.family_name, found.person.birth_date) == ("O&Neill", None)


def test_a_separator_of_ones_own_is_understood():
    assert visit(message().replace("&", "%").replace("^", "$")).person == MARIA


def test_hidden_characters_never_become_a_number_or_a_code():
    found = visit(message("A03", PID, PV1.replace("V0001", "V\u202e1"), DG1.replace("M79.7", "M79\u200b.7")))
    assert found.id == "ACC7" and ("ICD-10-CM", "M79.7") not in [code.pair for code in found.codes]


pieces = st.text(st.sampled_from("|^~\\&\r\nABZ019 é\x0b\x00"), max_size=30) | st.sampled_from(
    ["MSH|^~\\&|", "PID", "PV1|", "DG1", "ADT^A03", HEADER.format(event="A03"), PID, PV1, DG1, "\\F\\", "MRG|", "\r"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join))
def test_whatever_stands_in_a_message_is_read_or_refused(text):
    for found in read_hl7([("f", text.encode())]):
        assert isinstance(found, Found)
        if isinstance(found.told, Problem | Ignored):
            assert found.told.why.endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200).map(lambda some: b"MSH|^~\\&|" + some))
def test_any_bytes_are_read_or_refused(content):
    assert all(isinstance(found, Found) for found in read_hl7([("f", content)]))


def test_a_file_in_which_no_line_begins_with_msh_says_so():
    [found] = told("<html>MSH</html>")
    assert isinstance(found, Problem) and "begins with MSH" in found.why


@pytest.mark.parametrize(
    ("written", "last"), [("2015", date(2015, 12, 31)), ("201602", date(2016, 2, 29)), ("201513", None)],
    ids=["year", "month", "no month"],
)  # fmt: skip
def test_a_birth_date_may_be_a_year_or_a_month(written, last):
    found = visit(message("A03", PID.replace("19710309", written), PV1, DG1))
    assert (found.person.birth_date, found.born_by) == (None, last)


@pytest.mark.parametrize("system", ["", "ICD10-WHO", "I10G"], ids=["none", "of WHO", "of another country"])
def test_a_code_of_another_icd_10_is_only_looked_at_for_substance_use(system):
    found = visit(message("A03", PID, PV1, f"DG1|1||F10.20^Words^{system}"))
    assert found.codes == (Code("ICD-10", "F10.20"),)

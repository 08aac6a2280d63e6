"""FHIR files that aren't what they should be: a sentence each, never a traceback, and the other files are read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.readers.fhir import files, read_fhir
from patients.visits import Found, Ignored, Problem, Visit
from tests.patients.readers.fhir_made import bundle, condition, consent, encounter, patient, told

DEEP = b'{"resourceType":' + b'{"a":' * 100 + b"1" + b"}" * 101
BAD = {
    "empty": b"",
    "not JSON": b"MSH|^~\\&|",
    "cut off": json.dumps(bundle(patient())).encode()[:-20],
    "not Unicode": b'{"resourceType": "\xff\xfe"}',
    "a list": b"[]",
    "a word": b'"Bundle"',
    "without a type": b"{}",
    "an endless number": b'{"resourceType": ' + b"9" * 5000 + b"}",
    "deep": DEEP,
    "so deep that the parser gives up": b"[" * 200_000,
    "entries that are no list": b'{"resourceType": "Bundle", "entry": {"a": 1}}',
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_file_of_no_use_costs_only_itself(content):
    first, second = told(content, bundle(patient(), encounter()))
    assert isinstance(first, Problem) and first.why.endswith(".") and "SECRET" not in first.why
    assert isinstance(second, Visit)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    [found] = told(b" " * 1001)
    assert isinstance(found, Problem) and "larger" in found.why


def test_too_many_resources_are_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_RESOURCES", 3)
    [found] = told(bundle(*[patient(id=str(n)) for n in range(4)]))
    assert isinstance(found, Problem) and "fewer" in found.why


def test_what_is_told_says_where_it_stood():
    content = json.dumps(bundle(patient(), {"resourceType": "Observation"}, encounter())).encode()
    assert [(one.file, one.row) for one in read_fhir([("monday.json", content)])] == [("monday.json", 3)]


def test_a_file_in_utf_16_or_with_a_mark_is_read():
    text = json.dumps(bundle(patient(), encounter()), ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16"):
        [found] = told(text.encode(encoding))
        assert isinstance(found, Visit) and found.person.given_name == "María"


ODD = (
    None, True, False, 0, -1, 10**30, 1.5, "", " ", "x", "\x00", "\ud800", "\u202e", "é" * 600, "Patient/p1", "#p1", "urn:uuid:1", "2026-13-45",
    [], {}, [[]], [{}], [None, 1, "x"], {"coding": 1}, {"coding": [1, {"code": 2}]}, {"coding": [{"system": [], "code": {}}]},
    {"reference": 5}, {"reference": "Encounter/e1"}, {"start": {}, "end": []}, [{"use": {}, "given": [5], "family": []}],
    [{"system": "email", "value": {}, "rank": "1"}], [{"type": {"coding": [{"code": "MR"}]}, "value": 7}], [{"condition": []}],
    [{"relationship": {}, "telecom": {}}], [{"type": "replaced-by", "other": 1}], {"code": ["AMB"]},
)  # fmt: skip
odd = st.sampled_from(ODD)
MADE = {"patient": patient, "encounter": encounter, "condition": condition, "consent": consent}


@st.composite
def spoilt(draw):
    """A usual bundle in which a few values at the top of resources are anything at all."""
    resources = []
    for make in MADE.values():
        resource = make()
        for name in draw(st.lists(st.sampled_from(sorted(resource)), max_size=2)):
            resource[name] = draw(odd)
        resources.append(resource)
    return bundle_of(resources, draw(st.booleans()))


def bundle_of(resources, urls):
    return {"resourceType": "Bundle", "entry": [{"resource": one, **({"fullUrl": one.get("id")} if urls else {})} for one in resources]}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(spoilt())
def test_whatever_stands_in_a_resource_is_read_or_refused(document):
    for found in read_fhir([("f", json.dumps(document).encode())]):
        assert isinstance(found, Found)
        if isinstance(found.told, Problem | Ignored):
            assert found.told.why.endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | odd.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(content):
    assert all(isinstance(found, Found) for found in read_fhir([("f", content)]))

"""`import_fhir` and `import_hl7`: the samples, sent again, cancelled and in disorder; one JSON document that other tools rely on."""

import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from campaigns.models import Enrolment, PendingVisit
from patients.models import Patient
from tests.patients.readers.fhir_made import bundle, condition, consent, encounter, patient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starting", "after_the_visits")]
SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "visits"
ADT = SAMPLES / "adt_a03.hl7"


@pytest.fixture
def after_the_visits():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


def answer(*words, **options) -> dict:
    out = StringIO()
    call_command(*map(str, words), **options, as_json=True, stdout=out)
    return json.loads(out.getvalue())


def written(path: Path, *resources) -> Path:
    path.write_text(json.dumps(bundle(*resources)))
    return path


def test_a_bundle_with_a_consent_enrols_and_again_nobody(tmp_path):
    file = written(tmp_path / "a.json", patient(), encounter(), condition(), consent())
    first = answer("import_fhir", file)
    assert first["enrolled"] == 1 and first["pending"] == 0
    [row] = first["rows"]
    assert (row["file"], row["row"], row["outcome"], row["series"]) == ("a.json", 2, "enrolled", "fibromyalgia")
    assert answer("import_fhir", file)["rows"][0]["outcome"] == "already"
    assert Enrolment.objects.count() == 1


def test_resources_in_any_order_and_in_many_files_are_one_visit(tmp_path):
    made = (condition(), consent(), patient(), encounter())
    files = [written(tmp_path / f"{n}.json", one) for n, one in enumerate(made)]
    assert answer("import_fhir", *files)["enrolled"] == 1


def test_a_visit_that_is_entered_in_error_later_ends_what_it_started(tmp_path):
    answer("import_fhir", written(tmp_path / "a.json", patient(), encounter(), condition(), consent()))
    later = written(tmp_path / "b.json", patient(), encounter(status="entered-in-error"))
    assert answer("import_fhir", later)["rows"][0]["stopped"] == 1
    assert Enrolment.objects.get().state == Enrolment.State.ENDED


def test_the_samples_of_us_core_tell_of_a_visit_that_isnt_over():
    [row] = answer("import_fhir", *sorted(SAMPLES.glob("uscore-*.json")))["rows"]
    assert row["outcome"] == "skipped" and "isn’t over" in row["why"]
    assert not Patient.objects.exists()


def test_the_sample_of_hl7_waits_for_the_desk_and_is_told_once():
    first, again = answer("import_hl7", ADT), answer("import_hl7", ADT)
    assert (first["enrolled"], first["pending"]) == (0, 1)
    assert (again["rows"][0]["outcome"], again["pending"]) == ("already", 0)
    assert PendingVisit.objects.get().visit_source == "hl7"


def test_the_sample_of_hl7_cancelled_waits_no_longer(tmp_path):
    cancelled = tmp_path / "a11.hl7"
    cancelled.write_bytes(ADT.read_bytes().replace(b"ADT^A03^ADT_A03", b"ADT^A11^ADT_A09"))
    answer("import_hl7", ADT, cancelled)
    assert PendingVisit.objects.get().state == PendingVisit.State.TAKEN_BACK


def test_a_dry_run_writes_nothing(tmp_path):
    file = written(tmp_path / "a.json", patient(), encounter(), condition(), consent())
    found = answer("import_fhir", file, dry_run=True)
    assert found["enrolled"] == 1 and found["dry_run"] and not Patient.objects.exists()


def test_the_report_for_people_names_files_and_rows_and_no_patient(tmp_path):
    out = StringIO()
    call_command("import_fhir", str(written(tmp_path / "a.json", patient(), encounter(), condition())), stdout=out)
    assert "a.json, 2: skipped: Nobody has asked this patient yet" in out.getvalue()
    assert "1 waiting for the desk" in out.getvalue()
    assert "María" not in out.getvalue() and "maria@" not in out.getvalue()


@pytest.mark.parametrize("name", ["import_fhir", "import_hl7"])
def test_a_file_that_isnt_there_or_isnt_readable_is_a_sentence(name, tmp_path):
    with pytest.raises(CommandError, match="can't be used"):
        call_command(name, str(tmp_path / "none"))
    bad = tmp_path / "bad"
    bad.write_bytes(b"\x00\xff")
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing of it could be taken in") as stopped:
        call_command(name, str(bad), as_json=True, stdout=out)
    [row] = json.loads(out.getvalue())["rows"]
    assert stopped.value.returncode == 1
    assert row["outcome"] == "error" and row["why"].endswith(".")

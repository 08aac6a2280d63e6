"""`poll_fhir`: the same report as `import_fhir`, from a server that is asked."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from campaigns.models import Enrolment, RecordFeed
from clinic.models import Installation
from tests.campaigns.record_systems.fhir_double import as_pem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starting")]


@pytest.fixture
def answer(server, settings, tmp_path, now):
    settings.FHIR_URL, settings.FHIR_CLIENT_ID = server.base, "aftervisit"
    settings.FHIR_KEY_FILE = str(tmp_path / "key.pem")
    (tmp_path / "key.pem").write_bytes(as_pem(server.key))

    def asked(*words: str, as_json: bool = True):
        out = StringIO()
        with time_machine.travel(now, tick=False):
            call_command("poll_fhir", *words, as_json=as_json, stdout=out)
        return json.loads(out.getvalue()) if as_json else out.getvalue()

    return asked


def test_a_dry_run_reports_what_the_real_one_does_and_again_nobody(answer, now):
    tried = answer("--since=2026-10-10", "--dry-run")
    assert (tried["enrolled"], tried["dry_run"]) == (1, True) and not RecordFeed.objects.exists()
    done = answer("--since=2026-10-10")
    assert done["rows"] == tried["rows"] and done["enrolled"] == 1 and done["pending"] == 0
    [row] = done["rows"]
    assert (row["file"], row["row"], row["outcome"], row["series"]) == ("visits, page 1", 1, "enrolled", "fibromyalgia")
    assert answer("--since=2026-10-10")["rows"][0]["outcome"] == "already" and Enrolment.objects.count() == 1


def test_without_a_day_it_goes_on_where_it_was_and_first_begins_now(answer, now):
    assert answer()["rows"] == []
    assert RecordFeed.objects.get().since == now


def test_the_report_for_people_names_no_patient(answer):
    said = answer("--since=2026-10-10", as_json=False)
    assert "visits, page 1, 1: enrolled" in said and "1 enrolled, 0 waiting for the desk, 1 rows in all." in said
    assert "María" not in said and "maria@" not in said


def test_the_public_key_is_what_the_servers_people_register(answer, server):
    [key] = answer("--public-key")["keys"]
    assert key["alg"] == "ES384" and "d" not in key and server.asked == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since=2026-10-13"], "future"),
        (["--since=2025-10-01"], "more than a year ago"),
        (["--since=soon"], "invalid"),
    ],
    ids=["tomorrow", "long ago", "no day"],
)
def test_a_day_that_cant_be_asked_for_is_refused(answer, words, said):
    with pytest.raises(CommandError, match=said):
        answer(*words)


def test_what_stands_in_the_way_is_one_sentence(answer, server, settings, now):
    server.faults.append(500)
    with pytest.raises(CommandError, match="answered 500"):
        answer()
    RecordFeed.objects.update(held_until=now + timedelta(minutes=5))
    with pytest.raises(CommandError, match="Another program"):
        answer()
    Installation.objects.update_or_create(pk=1, defaults={"live_mark": "of another home"})
    with pytest.raises(CommandError, match="This is a copy.*--dry-run"):
        answer()
    settings.FHIR_URL = ""
    with pytest.raises(CommandError, match="No FHIR server is set"):
        answer()

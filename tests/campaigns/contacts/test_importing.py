"""People from another newsletter tool: those it must not mail first, then those who agreed, and nobody twice."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from campaigns.contacts.agreeing import Agreed
from campaigns.contacts.importing import File, Import, totals
from campaigns.newsletters.audience import Rules, chosen, why_left_out
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent, Patient, Suppression
from patients.readers.unreadable import UnreadableFile
from tests.campaigns.newsletters.conftest import reader

__all__ = ["reader"]  # a fixture
pytestmark = pytest.mark.django_db
MAILCHIMP = "Email Address,First Name,Last Name,MEMBER_RATING\n"
DAY = date(2026, 3, 9)


@pytest.fixture
def bring(clinic, now):
    """Import texts by the name of their file; what became of their rows."""

    def brought(*, dry_run=False, confirmed=True, patients_too=False, **texts: str | bytes) -> dict:
        agreed = Agreed.on(
            DAY, "form on our website", zone=clinic.zone, now=now, confirmed=confirmed, patients_too=patients_too
        )
        files = {
            File(name): BytesIO(text if isinstance(text, bytes) else text.encode()) for name, text in texts.items()
        }
        return totals(Import(now, "test", agreed, dry_run).of(files))

    return brought


def who_gets_it(clinic) -> int:
    return chosen(Rules(), clinic.zone).annotate(why=why_left_out(None)).filter(why="").count()


def test_those_who_said_no_come_first_and_stay_out(bring, clinic):
    counts = bring(
        unsubscribed="email\nno@example.org\n", bounced="email\ngone@example.org\nnot an address\n",
        subscribed=MAILCHIMP + "ana@example.org,Ana,Silva,2\nNO@example.org,Bo,,1\ngone@example.org,,,1\nANA@example.org,Ana,,3\n",
    )  # fmt: skip
    assert counts == {
        "unsubscribed": {"added": 1}, "bounced": {"added": 1, "error": 1},
        "subscribed": {"added": 1, "suppressed": 2, "already": 1},
    }  # fmt: skip
    ana = Patient.objects.contacts().get()
    assert ana.open_identity().given_name == "Ana" and ana.address_confirmed_at and ana.language == "en"
    consent = Consent.objects.get()
    assert (consent.how, consent.wording, consent.given_at.astimezone(clinic.zone).date()) == (
        "form on our website",
        "imported",
        DAY,
    )
    assert {row.reason: row.only_news for row in Suppression.objects.all()} == {
        "unsubscribed": True,
        "hard_bounce": False,
    }
    assert who_gets_it(clinic) == 1 and AuditEntry.objects.filter(action="contacts.import").count() == 3


def test_a_dry_run_tells_the_same_and_writes_nothing(bring):
    files = {
        "unsubscribed": "email\nno@example.org\n",
        "subscribed": "email\nno@example.org\nana@example.org\nana@example.org\n",
    }
    tried = bring(dry_run=True, **files)
    assert not Patient.objects.exists() and not Suppression.objects.exists() and not AuditEntry.objects.exists()
    assert bring(**files) == tried


def test_the_same_files_again_add_nobody(bring):
    files = {"bounced": "email\ngone@example.org\n", "subscribed": "email\nana@example.org\n"}
    bring(**files)
    assert bring(**files) == {"bounced": {"already": 1}, "subscribed": {"already": 1}}
    assert (Patient.objects.count(), Consent.objects.count(), Suppression.objects.count()) == (1, 1, 1)


def test_an_old_yes_brings_nobody_back_who_said_no_here(bring, reader, clinic):
    reader("stopped@example.org", stopped=True)
    assert bring(subscribed="email\nstopped@example.org\n", patients_too=True) == {"subscribed": {"already": 1}}
    assert who_gets_it(clinic) == 0


def test_a_patient_gets_no_second_row_and_agrees_only_when_ticked(bring, reader, clinic):
    reader("pat@example.org", agreed=False, contact=False)
    assert bring(subscribed="email\npat@example.org\n") == {"subscribed": {"patient": 1}}
    assert bring(subscribed="email\npat@example.org\n", patients_too=True) == {"subscribed": {"agreed": 1}}
    assert Patient.objects.count() == 1 and not Patient.objects.contacts().exists() and who_gets_it(clinic) == 1


def test_without_confirmed_addresses_they_wait_outside(bring, clinic):
    bring(confirmed=False, subscribed="email\nana@example.org\n")
    assert Patient.objects.contacts().count() == 1 and who_gets_it(clinic) == 0


@pytest.mark.parametrize(
    "written",
    [
        'uuid,email,name,attributes,status\n1,ana@example.org,Añá,"{""a"": 1}",enabled\n2,bo@example.org,Bo,{},blocklisted\n'.encode(),
        "Email;First name;Last name;Data;Status\nana@example.org;Añá;;;active\nbo@example.org;Bo;;;unsubscribed\n".encode("cp1252"),
        "\ufeffE-mail\tName\tLanguage\tstatus\nana@example.org\tAñá\tes-MX\t\nbo@example.org\tBo\t?\tpending\n".encode(),
        "Email Address\tFirst Name\tstatus\nana@example.org\tAñá\t\nbo@example.org\tBo\tcleaned\n".encode("utf-16"),
    ],
    ids=["listmonk", "keila in cp1252", "tabs after a byte order mark", "utf-16"],
)  # fmt: skip
def test_exports_are_read_as_they_come(bring, written):
    assert bring(subscribed=written) == {"subscribed": {"added": 1, "left out": 1}}
    assert Patient.objects.get().open_identity().given_name == "Añá"


def test_a_file_nobody_can_read_changes_nothing(bring):
    with pytest.raises(UnreadableFile):
        bring(unsubscribed="email\nno@example.org\n", subscribed="")
    assert not Suppression.objects.exists()


def test_how_and_when_are_asked_for(clinic, now):
    with pytest.raises(Refusal, match="how these people agreed"):
        Agreed.on(DAY, " ", zone=clinic.zone, now=now)
    with pytest.raises(Refusal, match="future"):
        Agreed.on(date(2036, 3, 9), "form", zone=clinic.zone, now=now)


def test_the_command_answers_in_json_and_asks_for_what_is_missing(clinic, tmp_path):
    (tmp_path / "people.csv").write_text("email\nana@example.org\nno\n")
    out = StringIO()
    call_command(
        "import_contacts", "--subscribed", str(tmp_path / "people.csv"), "--how", "form", "--agreed-on", "2026-03-09",
        "--dry-run", "--json", stdout=out,
    )  # fmt: skip
    told = json.loads(out.getvalue())
    assert told["counts"] == {"subscribed": {"added": 1, "error": 1}} and told["dry_run"] is True
    assert "example.org" not in out.getvalue().replace("name@example.org", ""), "an address is never repeated"
    for words in ([], ["--subscribed", "people.csv"]):
        with pytest.raises(CommandError):
            call_command("import_contacts", *words)

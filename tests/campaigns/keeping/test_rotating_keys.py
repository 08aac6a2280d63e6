"""`rotate_keys`: make a key, write all rows again, drop the old one; and what a program that missed it does meanwhile."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from campaigns.enrolling.importing_patients import import_patients
from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.slips import keep as keep_slip
from campaigns.intake.pending import decline
from campaigns.keeping.key_check import check_keys
from campaigns.models import PendingVisit
from campaigns.patient_files import running
from campaigns.patient_files.reading import Reading
from campaigns.sending.way import way_now
from clinic import audit_seals
from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal
from config import environment, home
from patients.keys import FieldKey, KeyRing
from patients.models import Patient, Suppression
from patients.sealed_text import open_text, seal_text
from staff.signing_in.adapters import TOTP_LABEL
from tests.campaigns.test_commands import answer, refusal

OLD = b"o" * 32
OLD_ID = FieldKey.derived_from(OLD).id
GONE = "gone@example.org"


@pytest.fixture
def place(settings, home) -> Path:
    """A home whose keys.json holds one key, in use since the data was sealed."""
    settings.FIELD_ENCRYPTION_KEYS, settings.FIELD_INDEX_KEYS, settings.FIELD_KEYS_IN_HOME = (OLD,), (), True
    keys = {"secret_key": "s", "field_encryption_keys": base64.urlsafe_b64encode(OLD).decode()}
    (home / "keys.json").write_text(json.dumps(keys))
    return home


@pytest.fixture
def restart(place: Path, settings):
    """Every program reads the keys anew."""

    def again() -> None:
        keys = home_keys(place)
        settings.FIELD_ENCRYPTION_KEYS, settings.FIELD_INDEX_KEYS = keys.fields, keys.indexes
        check_keys()

    return again


def home_keys(place: Path) -> home.Keys:
    return home.prepare(environment.read({"AFTERVISIT_HOME": str(place)}))


@pytest.fixture
def turned(place, restart, enrol, now):
    """Two patients, a suppression of nobody here, a second factor and sealed audit entries, all under a new key."""
    check_keys()
    enrol("ana@example.org", "Ana")
    enrol("ben@example.org", "Ben")
    Suppression.objects.suppress_all([GONE, "ben@example.org"], Suppression.Reason.UNSUBSCRIBED, now, only_news=False)
    user = User.objects.create_user("esi")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal_text(TOTP_LABEL, "words")})
    audit_seals.seal_new(now)
    assert answer("rotate_keys")["step"] == "made"
    restart()
    return answer("rotate_keys")


def test_three_steps_and_the_old_key_is_gone(turned, place, restart, now):
    assert (turned["step"], turned["patients"], turned["left"], turned["others_left"]) == ("written", 2, 0, 0)
    assert turned["found_only"] == 1
    assert answer("rotate_keys", finish=True)["dropped"] == [OLD_ID]
    restart()
    written = (place / "keys.json").read_text()
    assert (
        base64.urlsafe_b64encode(OLD).decode() not in written
        and oct((place / "keys.json").stat().st_mode)[-3:] == "600"
    )
    assert len(KeyRing.from_settings().all) == 1 and Installation.current().key_ids == [
        KeyRing.from_settings().current.id
    ]
    assert {one.open_identity().given_name for one in Patient.objects.all()} == {"Ana", "Ben"}
    assert Suppression.objects.covering([GONE, "ben@example.org", "ana@example.org"]) == {GONE, "ben@example.org"}
    assert open_text(TOTP_LABEL, Authenticator.objects.get().data["secret"]) == "words"
    audit_seals.seal_new(now)
    assert audit_seals.faults() == []
    actions = AuditEntry.objects.filter(action__startswith="keys.").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["keys.make", "keys.write", "keys.drop"]


def test_a_second_rotation_needs_what_the_first_one_left(turned, restart, now):
    answer("rotate_keys", finish=True)
    restart()
    for finish in (False, False, True):
        answer("rotate_keys", finish=finish)
        restart()
    assert KeyRing.from_settings().remains[0].id == OLD_ID
    assert Suppression.objects.covering([GONE, "ana@example.org"]) == {GONE}
    audit_seals.seal_new(now)
    assert audit_seals.faults() == []


def test_slips_and_files_under_way_are_opened_without_the_old_key(place, restart, series, now):
    check_keys()
    slip = keep_slip(Request("fibromyalgia", "ana@example.org", "Ana"), "join-2026-11", now)
    file = running.keep([b"email\nana@example.org\n"], Reading("fibromyalgia"), now, by="test")
    answer("rotate_keys")
    restart()
    assert "still needed" in refusal("rotate_keys", finish=True)
    assert answer("rotate_keys")["others_left"] == 0
    assert answer("rotate_keys", finish=True)["dropped"] == [OLD_ID]
    restart()
    for row in (slip, file):
        row.refresh_from_db()
    assert slip.opened()["given_name"] == "Ana"
    with running.opened(file) as opened:
        assert b"ana@example.org" in opened.read()


def test_after_the_old_key_is_gone_the_same_file_asks_nobody_who_said_no(place, restart, series, now):
    check_keys()

    def bring() -> list[str]:
        file = io.BytesIO(b"email,given_name\nana@example.org,Ana\n")
        return [one.came_to for one in import_patients(file, Reading("fibromyalgia"), now=now, by="test")]

    assert bring() == ["pending"]
    decline(PendingVisit.objects.get(), now, by="7")
    for finish in (False, False, True):
        answer("rotate_keys", finish=finish)
        restart()
    assert KeyRing.from_settings().remains[0].id == OLD_ID
    assert bring() == ["already"]


@pytest.mark.parametrize("what", ["a patient", "a second factor", "the audit seals"])
def test_the_old_key_stays_while_anything_needs_it(turned, place, what):
    if what == "a patient":
        Patient.objects.filter(pk=Patient.objects.first().pk).update(index_key=OLD_ID)
    elif what == "a second factor":
        Authenticator.objects.update(data={"secret": "c3RyYW5nZQ=="})
    else:
        Installation.objects.update(audit_key=None)
    before = (place / "keys.json").read_text()
    assert "still needed" in refusal("rotate_keys", finish=True)
    assert (place / "keys.json").read_text() == before and len(Installation.current().key_ids) == 2


def test_dropping_again_after_a_crash_in_between_is_no_harm(turned, place, restart, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "keys.json")

    monkeypatch.setattr("campaigns.keeping.rotating_keys.keep_only", full)
    assert "No space left" in refusal("rotate_keys", finish=True)
    monkeypatch.undo()
    restart()
    answer("rotate_keys", finish=True)
    restart()
    assert Patient.objects.first().open_identity().given_name == "Ana"


def test_a_program_without_the_new_key_sends_nothing(turned, settings, now):
    new = settings.FIELD_ENCRYPTION_KEYS
    assert way_now(now).transport is not None
    settings.FIELD_ENCRYPTION_KEYS = (OLD,)
    way = way_now(now)
    assert way.transport is None and "keys were changed" in way.why
    with pytest.raises(Refusal, match="sealed with key"):
        check_keys()
    settings.FIELD_ENCRYPTION_KEYS = new
    assert way_now(now).transport is not None


def test_no_third_key_is_made_and_none_is_dropped_too_early(place, restart, series):
    assert "none to drop" in refusal("rotate_keys", finish=True)
    answer("rotate_keys")
    restart()
    held = (place / "keys.json").read_text()
    for _ in range(2):
        assert answer("rotate_keys")["step"] == "written"
    assert (place / "keys.json").read_text() == held


def test_keys_from_outside_are_changed_outside(turned, settings, place):
    settings.FIELD_KEYS_IN_HOME = False
    held = (place / "keys.json").read_text()
    assert "suppressions" in refusal("rotate_keys", finish=True)
    Suppression.objects.filter(index_key=OLD_ID).delete()
    assert answer("rotate_keys", finish=True)["dropped"] == [OLD_ID]
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    assert "from outside" in refusal("rotate_keys")
    assert (place / "keys.json").read_text() == held


def test_what_is_left_of_a_key_can_be_misread_by_nobody(place):
    kept = json.loads((place / "keys.json").read_text())
    (place / "keys.json").write_text(json.dumps(kept | {"field_index_keys": "0badf00d.short"}))
    with pytest.raises(environment.Misconfigured, match="field_index_keys"):
        home_keys(place)

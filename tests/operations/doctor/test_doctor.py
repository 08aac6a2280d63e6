"""Is this installation fit to send? Every check says what is broken, and none of them breaks with it. docs/watching.md names the commands."""

from __future__ import annotations

import json
from collections import namedtuple
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from campaigns.live import pausing
from campaigns.live.going_live import go_live
from campaigns.models import Attempt, Enrolment, Event, Message, WayOut
from campaigns.sending.planning import plan_due
from clinic import audit_seals
from clinic.agreements import record_agreement
from clinic.models import AuditEntry, ClinicProfile, Installation
from mailer.asking.base import Standing, Told
from operations.doctor import postgresql
from operations.doctor import provider as asking
from operations.doctor import sending as of_sending
from operations.doctor.examining import CHECKS, examine
from operations.doctor.finding import Look
from operations.metrics.lately import first_id_at
from tests.campaigns.conftest import provider  # noqa: F401
from tests.mailer.event_signing import EventSigner

KEY = "SG.a-secret-key-of-a-test"


@pytest.fixture
def fit(provider, signed_series, settings, home, monkeypatch):  # noqa: F811
    """Live, ticking, with nothing to mend. The tests' own PostgreSQL writes nothing through, which doctor would say."""
    monkeypatch.setattr(postgresql, "on_disk", lambda: [])
    now = timezone.now()
    settings.SENDGRID_API_KEY, settings.SENDGRID_WEBHOOK_KEY = KEY, EventSigner().key
    home.chmod(0o700)
    go_live(now, by="test")
    Installation.objects.update(ticked_at=now, timer_at=now, timer_took=0.5)
    return now


def found(now, check: str = "", *, outside: bool = False) -> list[tuple[str, str]]:
    rows = examine(Look(now, outside))
    return [(str(one.status), one.says) for one in rows if check in ("", one.check)]


def test_a_fit_installation_says_so_and_ends_with_0(fit):
    out = StringIO()
    call_command("doctor", "--offline", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["fit"] and told["counts"]["error"] == 0 == told["counts"]["warning"], told["findings"]
    assert list(dict.fromkeys(one["check"] for one in told["findings"])) == list(CHECKS)
    assert all(one["fix"] for one in told["findings"] if one["status"] in ("warning", "error"))
    assert KEY not in out.getvalue() and "@" not in out.getvalue()


Usage = namedtuple("Usage", "total used free")


def full(monkeypatch):
    monkeypatch.setattr("operations.doctor.disk.shutil.disk_usage", lambda folder: Usage(10**12, 10**12, 10**8))


def lost_key(monkeypatch):
    Installation.objects.update(key_ids=["0badbeef"])


def open_keys(monkeypatch):
    from django.conf import settings

    (settings.HOME / "keys.json").write_text("{}")
    settings.HOME.chmod(0o755)
    (settings.HOME / "keys.json").chmod(0o644)


BROKEN = {
    "a full disk": (full, "disk", "error", "100 MB are free"),
    "a key that is gone": (lost_key, "keys", "error", "0badbeef"),
    "keys others can read": (open_keys, "keys", "error", "mode 0644"),
    "a zone nobody knows": (lambda _: ClinicProfile.objects.update(time_zone="Mars/Olympus"), "clock", "error", "Mars"),
    "no time zones": (lambda patch: patch.setattr("zoneinfo.available_timezones", set), "clock", "error", "missing"),
    "a dead timer": (lambda _: Installation.objects.update(ticked_at=timezone.now() - timedelta(hours=1)), "timer", "error", "59 minutes|60 minutes"),
    "a cron that fails": (lambda _: Installation.objects.update(ticked_at=timezone.now() - timedelta(hours=3), timer_at=None), "timer", "error", "send_due"),
    "never ticked": (lambda _: Installation.objects.update(ticked_at=None), "timer", "error", "never"),
    "a pause": (lambda _: pausing.pause(timezone.now(), by="test"), "sending", "warning", "paused"),
    "the brake": (lambda _: Installation.objects.update(braked_at=timezone.now(), brake_reason="9 emails."), "sending", "error", "9 emails"),
    "a provider that refuses": (lambda _: WayOut.named("sendgrid").stop(timezone.now(), "401"), "given up", "error", "refuses"),
    "a copy": (lambda _: Installation.objects.update(live_mark="other"), "sending", "error", "copy"),
    "an incomplete clinic": (lambda _: ClinicProfile.objects.update(phone=""), "sending", "error", "phone"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named(fit, monkeypatch, name):
    breaks, check, status, word = BROKEN[name]
    with monkeypatch.context() as patch:
        breaks(patch)
        told = found(timezone.now(), check)
    assert [one for one in told if one[0] == status and any(part in one[1] for part in word.split("|"))], told


SET_WRONG = {
    "an address for this machine": ({"PUBLIC_URL_IS_LOCAL": True}, "address", "warning"),
    "plain http": ({"PUBLIC_URL": "http://learn.example"}, "address", "error"),
    "every host": ({"ALLOWED_HOSTS": ["*"]}, "address", "error"),
    "debug": ({"DEBUG": True}, "settings", "error"),
    "live without a provider": ({"TRANSPORT": "inbox"}, "settings", "error"),
    "a key no webhook has": ({"SENDGRID_WEBHOOK_KEY": "x"}, "events", "error"),
    "no webhook key": ({"SENDGRID_WEBHOOK_KEY": ""}, "events", "error"),
    "a provider that sees all": ({"PROVIDER_CARRIES_PHI": True}, "health information", "error"),
    "staging": ({"ONLY_TO": ("clinic.example",)}, "sending", "warning"),
}  # fmt: skip


@pytest.mark.parametrize("name", SET_WRONG)
def test_a_setting_that_is_wrong_is_named(fit, settings, name):
    changed, check, status = SET_WRONG[name]
    assert status not in [one[0] for one in found(fit, check)]
    for setting, value in changed.items():
        setattr(settings, setting, value)
    assert status in [one[0] for one in found(fit, check)]


def test_where_no_worker_runs_it_says_so_whether_or_not_anything_is_due(fit, monkeypatch):
    monkeypatch.setattr(of_sending, "nobody_works", lambda: True)
    assert ("warning", "No worker is running: what is due waits.") in found(fit, "sending")


def test_where_no_worker_takes_what_is_due_it_says_so(fit, settings, enrol, monkeypatch):
    monkeypatch.setattr(of_sending, "nobody_works", lambda: False)
    enrol(at=fit, confirmed=False)
    plan_due(fit, practising=False)
    Message.objects.update(due_at=fit)
    later = fit + timedelta(minutes=20)
    assert [status for status, _ in found(later, "sending")] == ["ok"], "without workers the timer sends by itself"
    settings.WORKERS = True
    assert ("warning", "An email has been due for 20 minutes: no worker takes it.") in found(later, "sending")
    row = {"transport": "sendgrid", "worker": "w", "size": 1, "claimed_at": later, "lease_until": later}
    Attempt.objects.create(**row, id=first_id_at(later - timedelta(minutes=1)))
    assert [status for status, _ in found(later, "sending")] == ["ok"], "a long newsletter leaves, batch by batch"


def test_an_agreement_on_record_is_enough(fit, settings):
    settings.PROVIDER_CARRIES_PHI = True
    record_agreement("A provider", fit.date(), "", fit, today=fit.date(), by="1")
    assert [status for status, _ in found(fit, "health information")] == ["ok"]


def test_an_edited_trail_is_an_error(fit):
    AuditEntry.objects.record("test.one", actor="1", now=fit, subject="x")
    call_command("audit", "seal", stdout=StringIO())
    assert found(fit, "audit trail")[0][0] == "ok"
    audit_seals.in_home().write_text(json.dumps({"last": 99, "digest": "0"}))
    assert found(fit, "audit trail")[0][0] == "error"


def test_held_messages_and_lost_places_wait_for_a_person(fit, enrol):
    one = enrol(at=fit - timedelta(days=2)).enrolment
    Enrolment.objects.filter(pk=one.pk).update(next_due_at=None)
    assert ("error", "1 enrolments have neither a next step nor a reason to wait.") in found(fit, "given up")


def test_a_provider_that_has_fallen_silent_is_named(fit, enrol):
    now = timezone.now()
    one = enrol(at=now, confirmed=False)
    Message.objects.filter(enrolment=one.enrolment).update(state=Message.State.ACCEPTED)
    assert "warning" in [one[0] for one in found(now, "events")], "nothing was ever heard"
    Event.objects.create(provider="sendgrid", provider_event_id="1", happened="delivered", at=now, received_at=now)
    assert "warning" not in [one[0] for one in found(now, "events")]


def test_with_the_database_away_every_check_still_answers(fit, monkeypatch):
    def away(*_, **__):
        raise OperationalError("password of aftervisit at 10.9.9.9")

    out = StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        patch.setattr(connection, "chunked_cursor", away)
        with pytest.raises(CommandError, match="Errors to mend"):
            call_command("doctor", "--json", stdout=out)
    told = json.loads(out.getvalue())["findings"]
    assert {one["check"] for one in told} == set(CHECKS) and "10.9.9.9" not in out.getvalue()
    disk_at = next(n for n, one in enumerate(told) if one["check"] == "disk")
    by_check = {one["check"]: one["status"] for one in told}
    assert by_check["database"] == "error" and {"check": "disk", "status": "ok"}.items() <= told[disk_at].items()
    assert by_check["timer"] == by_check["sending"] == by_check["audit trail"] == "unknown"


def test_a_home_that_went_away_is_told(fit, settings, tmp_path):
    settings.HOME = tmp_path / "gone"
    told = dict(found(fit, "disk")), dict(found(fit, "keys"))
    assert all("unknown" in one and "No such file" in one["unknown"] for one in told)


@pytest.mark.parametrize(
    ("standing", "status"),
    [(Standing.FINE, "ok"), (Standing.LOOK, "warning"), (Standing.NO, "error"), (Standing.AWAY, "unknown")],
)
def test_the_provider_is_asked_only_where_it_may_be(fit, monkeypatch, standing, status):
    asked = []
    monkeypatch.setitem(asking.ASK, "sendgrid", lambda now: asked.append(now) or Told(standing, "It spoke."))
    monkeypatch.setattr("mailer.sender_domain.txt_records", lambda name: [])
    assert found(fit, "provider")[0][0] == "unknown" and not asked
    assert found(fit, "provider", outside=True) == [(status, "It spoke.")]
    assert len(asked) == 1


def test_live_asks_by_itself_and_a_copy_does_not(fit, monkeypatch):
    asked = []
    monkeypatch.setitem(asking.ASK, "sendgrid", lambda now: asked.append(now) or Told(Standing.FINE, "It spoke."))
    monkeypatch.setattr("mailer.sender_domain.txt_records", lambda name: ["v=spf1 -all"])
    call_command("doctor", stdout=StringIO())
    assert len(asked) == 1
    Installation.objects.update(live_mark="of another home")
    with pytest.raises(CommandError):
        call_command("doctor", stdout=StringIO())
    assert len(asked) == 1


def test_the_sender_domain_is_looked_up(fit, monkeypatch):
    records = {"s1._domainkey.clinic.example": ["k=rsa; p=MIIB"], "_dmarc.clinic.example": ["v=DMARC1; p=none"]}
    monkeypatch.setattr("mailer.sender_domain.txt_records", lambda name: records.get(name, []))
    assert [status for status, _ in found(fit, "sender domain", outside=True)] == ["ok", "ok", "ok"]
    records.clear()
    assert [status for status, _ in found(fit, "sender domain", outside=True)] == ["ok", "warning", "warning"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks what only PostgreSQL knows")
def test_postgresql_says_its_version_and_how_sound_its_indexes_are(fit, monkeypatch):
    told = found(fit, "database")
    assert any("PostgreSQL" in says for _, says in told) and any("amcheck" in says for _, says in told)
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION amcheck")
    assert any(status == "ok" and "indexes are sound" in says for status, says in found(fit, "database"))
    monkeypatch.undo()
    said = " ".join(says for status, says in found(fit, "database") if status == "error")
    assert "fsync is off" in said and "synchronous_commit is off" in said

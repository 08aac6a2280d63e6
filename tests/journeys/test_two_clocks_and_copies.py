"""Real processes on a real file: two clocks send once, a copy stays silent, a killed run resends nothing."""

import json
import shutil
import signal
import time

import pytest


def test_two_send_dues_at_once_send_each_lesson_once(live_home, sendgrid):
    live_home.enrol_all({f"p{number}@example.org": f"P{number}" for number in range(3)})
    both = [live_home.start("send_due", "--json") for _ in range(2)]
    answers = []
    for process in both:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        answers.append(json.loads(out))
    assert sorted(got["to"] for got in sendgrid.delivered) == [f"p{number}@example.org" for number in range(3)]
    assert sum(answer["accepted"] for answer in answers) == 3
    assert live_home.json("send_due")["accepted"] == 0 and len(sendgrid.delivered) == 3
    status = live_home.json("status", "--each")
    assert status["states"] == {"accepted": 3} and status["unaccounted"] == 0
    assert {each["id"] for each in status["each"]} == {got["args"]["message"] for got in sendgrid.delivered}


def test_a_copied_home_stays_silent_and_the_original_goes_on(live_home, sendgrid, tmp_path):
    assert live_home.json("go_live", "--yes")["live"]
    live_home.enrol("ana@example.org", "Ana")
    copy = live_home.copy(tmp_path / "copy")
    silent = copy.json("send_due")
    assert silent["attempts"] == 0 and "This is a copy" in silent["why"]
    assert sendgrid.paths == [] and not (copy.path / "inbox").exists()
    told = copy.json("status")
    assert told["states"] == {"planned": 1}, "it waits, it isn't lost"
    assert told["installation"]["live"] is False and live_home.json("status")["installation"]["live"] is True
    assert live_home.json("send_due")["accepted"] == 1 and len(sendgrid.delivered) == 1
    # The original's folder is gone and the copy stands in its place, older than the mark it left behind.
    mark = live_home.path / "live.json"
    kept = mark.read_bytes()
    shutil.rmtree(live_home.path)
    shutil.copytree(copy.path, live_home.path)
    mark.write_bytes(kept)
    restored = live_home.json("send_due")
    assert restored["attempts"] == 0 and "restored from a backup" in restored["why"]
    assert len(sendgrid.delivered) == 1, "the restored copy doesn't send again what the original sent"


def test_a_run_killed_while_the_provider_keeps_silent_leaves_a_doubt_and_never_a_second_email(live_home, sendgrid):
    live_home.enrol("ana@example.org", "Ana")
    sendgrid.next_time("hang after")  # the provider took it, and we shall never hear so
    process = live_home.start("send_due", "--json")
    deadline = time.monotonic() + 30
    while not sendgrid.delivered and time.monotonic() < deadline:
        time.sleep(0.02)
    assert live_home.sql("SELECT state FROM campaigns_message") == [("sending",)], "on disk before the first byte left"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    again = live_home.json("send_due")
    assert (again["uncertain"], again["attempts"]) == (1, 0)
    live_home.json("send_due")
    status = live_home.json("status")
    assert status["states"] == {"uncertain": 1} and status["unaccounted"] == 0
    assert len(sendgrid.delivered) == 1
    assert live_home.sql("SELECT verdict FROM campaigns_attempt") == [("died",)]


def test_a_stopped_provider_waits_for_resume(live_home, sendgrid):
    live_home.enrol("ana@example.org", "Ana")
    wrong = {"SENDGRID_API_KEY": "SG.wrong"}
    assert "Set SENDGRID_API_KEY" in live_home.json("send_due", **wrong)["why"]
    assert "run resume" in live_home.json("send_due")["why"], "even with the right key a person says when"
    assert live_home.json("resume") == {"paused": False, "was_braked": False}
    assert live_home.json("send_due")["accepted"] == 1 and len(sendgrid.delivered) == 1


@pytest.mark.parametrize(
    "environment",
    [{"PUBLIC_URL": "http://127.0.0.1:8000"}, {"AFTERVISIT_TRANSPORT": "inbox"}],
    ids=["local address", "no provider"],
)
def test_a_live_home_whose_settings_changed_is_silent(live_home, sendgrid, environment):
    live_home.enrol("ana@example.org", "Ana")
    silent = live_home.json("send_due", **environment)
    assert silent["attempts"] == 0 and silent["why"]
    assert sendgrid.paths == [] and not (live_home.path / "inbox").exists()

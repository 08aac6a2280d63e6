"""The same commands as a shell meets them: exit status, one document on stdout, one sentence on stderr, no traceback."""

import base64
import json
import secrets

from tests.journeys.conftest import first_home, real_home  # noqa: F401 - a real home, copied for each story
from tests.journeys.homes import Home, noon_zone, three_days_ago

ENROL = ("enrol", "--series=fibromyalgia", "--email=ana@example.org", "--given-name=Ana")


def test_a_day_at_the_desk_in_a_shell(real_home, tmp_path):  # noqa: F811
    assert real_home.json("load_library") == {"series": [{"slug": "fibromyalgia", "lessons": 8, "changed": 0}]}
    assert real_home.enrol("ana@example.org", "Ana")["outcome"] == "enrolled"
    when = f"{noon_zone()},{three_days_ago()}"
    (tmp_path / "visits.csv").write_text(
        "email,given_name,time_zone,visit_date,consent\n"
        f"bo@example.org,Bo,{when},signed form\ncy@example.org,Cy,{when},\nno address,Chi,{when},yes\n"
    )
    imported = real_home.json("import_patients", str(tmp_path / "visits.csv"), "--series=fibromyalgia")
    assert [row["outcome"] for row in imported["rows"]] == ["enrolled", "skipped", "error"]
    assert imported["enrolled"] == imported["pending"] == 1, "the desk asks the other one"
    sent = real_home.run("send_due", "--json")
    assert sent.returncode == 0 and json.loads(sent.stdout)["accepted"] == 2
    assert "ana" not in sent.stderr.lower() and "bo@" not in sent.stderr, "logs carry ids only"
    status = real_home.json("status", "--each")
    assert status["states"] == {"accepted": 2} and status["unaccounted"] == 0 and len(status["each"]) == 2
    assert {path.stem for path in (real_home.path / "inbox").glob("*.eml")} == {each["id"] for each in status["each"]}
    eml = real_home.run("render", "fibromyalgia/01-what-it-is", "--format=eml")
    assert eml.returncode == 0 and eml.stdout.startswith("From: ") and "MIME-Version: 1.0" in eml.stdout


def test_bad_input_is_refused_with_status_1_and_nothing_half_written(real_home):  # noqa: F811
    before = real_home.counts()
    for wrong, word in [
        (("--series=nosuch",), "fibromyalgia"),
        (("--time-zone=Mars/Base",), "time zone"),
    ]:
        told = real_home.refuses(*ENROL, *wrong)
        assert word in told and told.startswith("CommandError: ")
    assert real_home.counts() == before


def test_wrong_usage_is_status_2(real_home):  # noqa: F811
    for words in (
        ("enrol", "--series=fibromyalgia"),
        ("render", "x", "--format=pdf"),
        ("clinic", "explode"),
        ("timer", "--seconds=soon"),
    ):
        done = real_home.run(*words)
        assert done.returncode == 2 and "usage:" in done.stderr and "Traceback" not in done.stderr


def test_a_first_start_makes_keys_says_so_and_asks_for_the_database_to_be_prepared(tmp_path):
    home = Home(tmp_path / "new" / "home")
    first = home.run("status")
    assert first.returncode == 1 and "New keys are in" in first.stderr and "isn't prepared" in first.stderr
    assert "Traceback" not in first.stderr
    assert (home.path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "New keys" not in home.run("status").stderr


def test_a_missing_or_wrong_key_is_refused_and_the_right_one_works_again(real_home):  # noqa: F811
    real_home.json("status")
    keys = real_home.path / "keys.json"
    right = keys.read_bytes()
    before = real_home.counts()
    other = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    assert "sealed with key" in real_home.refuses("send_due", FIELD_ENCRYPTION_KEYS=other)
    keys.unlink()
    assert "is missing" in real_home.refuses(*ENROL) and not keys.exists(), (
        "a home that lost its keys isn't given new ones"
    )
    keys.write_bytes(b"[]")
    assert "restore it" in real_home.refuses("status")
    keys.write_bytes(right)
    assert real_home.json("status")["messages"] == 0 and real_home.counts() == before


def test_a_home_that_cant_be_a_folder_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")
    told = Home(tmp_path / "file").refuses("status")
    assert "can't be written" in told and "AFTERVISIT_HOME" in told
    assert "can't be written" in Home(tmp_path / "file" / "below").refuses("send_due")


def test_a_file_that_is_no_database_is_one_sentence(real_home):  # noqa: F811
    for leftover in real_home.path.glob("aftervisit.sqlite3*"):
        leftover.unlink()
    (real_home.path / "aftervisit.sqlite3").write_bytes(b"not a database, but long enough to be read as one" * 100)
    assert "database" in real_home.refuses("status")
    unreachable = real_home.refuses("status", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert "database" in unreachable


def test_wrong_settings_are_one_sentence(real_home):  # noqa: F811
    for name, value in [
        ("AFTERVISIT_TRANSPORT", "pigeon"),
        ("PUBLIC_URL", "http://[oops"),
        ("DATABASE_URL", "postgresql://u@host:port/x"),
    ]:
        assert name in real_home.refuses("status", **{name: value})

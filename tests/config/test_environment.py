"""Settings from the environment: read in one place, checked at start, each refusal one sentence that names the setting."""

import base64
import json
from pathlib import Path

import pytest

from config import databases, environment, home
from config.environment import BASE, Misconfigured

KEY, OTHER = (base64.urlsafe_b64encode(byte * 32).decode() for byte in (b"k", b"o"))


def read(**environ: str) -> environment.Environment:
    return environment.read(environ)


def refused(**environ: str) -> str:
    with pytest.raises(Misconfigured) as problem:
        databases.database(read(**environ))
    assert "\n" not in str(problem.value) and str(problem.value).endswith(".")
    return str(problem.value)


# ---- what holds when nothing is set


def test_nothing_set_is_a_practising_installation_on_this_machine():
    found = read()
    assert found.home == BASE / "var" and found.transport == "inbox" and not found.debug
    assert not found.provider_carries_phi, "a provider isn't fit for health information until someone says so"
    assert found.sendgrid_host == "https://api.sendgrid.com" and environment.is_local(found.public_url)
    assert databases.database(found)["NAME"] == BASE / "var" / "aftervisit.sqlite3"


def test_the_database_writes_a_claim_through_to_the_disk_and_takes_the_lock_at_once():
    options = databases.database(read())["OPTIONS"]
    assert "synchronous=FULL" in options["init_command"] and "journal_mode=WAL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


def test_a_home_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(AFTERVISIT_HOME="here").home == tmp_path / "here"
    assert read(AFTERVISIT_HOME="~/there").home == Path.home() / "there"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", True),
        ("TRUE", True),
        (" 1 ", True),
        ("on", True),
        ("", False),
        ("No", False),
        ("0", False),
        ("off", False),
    ],
)
def test_a_yes_or_no_is_read_as_people_write_it(written, meant):
    assert read(PROVIDER_CARRIES_PHI=written).provider_carries_phi is meant


def test_addresses_lose_a_slash_at_their_end():
    assert read(PUBLIC_URL="https://learn.example.org/").public_url == "https://learn.example.org"


def test_allowed_hosts_are_a_list():
    assert read(ALLOWED_HOSTS="a.example, b.example,,").allowed_hosts == ("a.example", "b.example")


# ---- what can't be right


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AFTERVISIT_TRANSPORT", "pigeon"),
        ("PROVIDER_CARRIES_PHI", "maybe"),
        ("DEBUG", "2"),
        ("PUBLIC_URL", "learn.example.org"),
        ("PUBLIC_URL", "ftp://learn.example.org"),
        ("PUBLIC_URL", "http://learn.example.org"),
        ("PUBLIC_URL", "http://[oops"),
        ("PUBLIC_URL", "https://host:port"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://us@er:pw@learn.example.org"),
        ("PUBLIC_URL", "https://learn.example.org/?q#f"),
        ("PUBLIC_URL", "https://learn example.org"),
        ("AFTERVISIT_HOME", "~nobody-of-that-name/home"),
        ("SENDGRID_HOST", "http://api.sendgrid.example"),
        ("SENDGRID_HOST", "api.sendgrid.com"),
        ("SENDGRID_HOST", ""),
        ("DATABASE_URL", "mysql://u@h/x"),
        ("DATABASE_URL", "postgresql://u@h/"),
        ("DATABASE_URL", "postgresql://u@h:port/x"),
        ("DATABASE_URL", "postgresql://[h/x"),
    ],
)
def test_a_setting_that_cant_be_right_is_refused_by_its_name(name, value):
    assert name in refused(**{name: value})


@pytest.mark.parametrize("key", ["", "   "])
def test_sendgrid_without_a_key_is_refused(key):
    assert "SENDGRID_API_KEY" in refused(AFTERVISIT_TRANSPORT="sendgrid", SENDGRID_API_KEY=key)


@pytest.mark.parametrize("key", ["SG.ключ", "SG.two\nlines"])
def test_a_key_no_provider_gave_out_is_refused_and_not_repeated(key):
    told = refused(AFTERVISIT_TRANSPORT="sendgrid", SENDGRID_API_KEY=key)
    assert "SENDGRID_API_KEY" in told and key not in told


def test_plain_http_is_for_this_machine_only():
    assert read(SENDGRID_HOST="http://127.0.0.1:9").sendgrid_host == "http://127.0.0.1:9"
    assert read(PUBLIC_URL="http://localhost:8000").public_url
    assert read(PUBLIC_URL="http://192.168.0.5:8000", DEBUG="yes").public_url, "a developer says so with DEBUG"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "https://localhost", "http://[::1]:8000"])
def test_an_address_only_this_machine_can_open_is_known_as_such(url):
    assert environment.is_local(url) and not environment.is_local("https://learn.example.org")


def test_a_postgresql_url_is_taken_apart():
    found = databases.database(read(DATABASE_URL="postgresql://us%40er:p%2Fw@%2Frun%2Fpg:5433/after%20visit"))
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "after visit",
        "us@er",
        "p/w",
        "/run/pg",
        "5433",
    ]


def test_what_a_postgresql_url_asks_for_besides_is_passed_on():
    asked = databases.database(read(DATABASE_URL="postgresql://u@db.example/x?sslmode=verify-full&connect_timeout=5"))
    assert asked["OPTIONS"] == {**databases.NOTICED, "sslmode": "verify-full", "connect_timeout": "5"}, (
        "an encrypted connection is never lost on the way"
    )


def test_a_sockets_folder_keeps_its_capital_letters():
    assert databases.database(read(DATABASE_URL="postgresql://u@%2Frun%2FPostgreSQL/x"))["HOST"] == "/run/PostgreSQL"
    assert databases.database(read(DATABASE_URL="postgresql://u@[::1]:5433/x"))["HOST"] == "::1"


def test_an_sqlite_url_names_its_file():
    assert databases.database(read(DATABASE_URL="sqlite:////data/a.sqlite3"))["NAME"] == Path("//data/a.sqlite3")


# ---- the home and its keys


@pytest.fixture
def place(tmp_path) -> Path:
    """Where a home may be."""
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def prepared(path: Path, **environ: str) -> home.Keys:
    return home.prepare(read(AFTERVISIT_HOME=str(path), **environ))


def test_a_first_start_makes_the_home_and_keys_for_its_owner_only_and_says_so(place, capsys):
    keys = prepared(place / "deep" / "home")
    file = place / "deep" / "home" / "keys.json"
    assert file.stat().st_mode & 0o777 == 0o600 and [path.name for path in file.parent.iterdir()] == ["keys.json"]
    told = capsys.readouterr()
    assert str(file) in told.err and "Keep a copy" in told.err and told.out == "", "stdout is for --json"
    assert len(keys.fields) == 1 and len(keys.fields[0]) == 32 and len(keys.secret) >= 50
    assert base64.urlsafe_b64encode(keys.fields[0]).decode() not in told.err


def test_a_later_start_keeps_the_keys_and_is_quiet(place, capsys):
    first = prepared(place)
    capsys.readouterr()
    assert prepared(place) == first and capsys.readouterr().err == ""


def test_keys_that_are_lost_are_not_replaced_while_there_is_data(place):
    prepared(place)
    (place / "aftervisit.sqlite3").write_bytes(b"data")
    (place / "keys.json").unlink()
    with pytest.raises(Misconfigured, match="is missing, though there is data"):
        prepared(place)
    assert not (place / "keys.json").exists()


def test_keys_that_another_process_made_meanwhile_are_used_and_never_overwritten(place, monkeypatch, capsys):
    theirs = {"secret_key": "theirs", "field_encryption_keys": KEY}
    real = home.os.link

    def they_were_first(source, target):
        Path(target).write_text(json.dumps(theirs))
        real(source, target)

    monkeypatch.setattr(home.os, "link", they_were_first)
    assert prepared(place).secret == "theirs"
    assert [path.name for path in place.iterdir()] == ["keys.json"] and "New keys" not in capsys.readouterr().err


def test_a_home_with_data_and_without_its_keys_is_refused_and_given_no_new_ones(place):
    (place / "aftervisit.sqlite3").write_bytes(b"data")
    for environ in ({}, {"SECRET_KEY": "s"}, {"FIELD_ENCRYPTION_KEYS": KEY}):
        with pytest.raises(Misconfigured, match=r"keys\.json is missing.*restore it"):
            prepared(place, **environ)
    assert [path.name for path in place.iterdir()] == ["aftervisit.sqlite3"]
    assert prepared(place, SECRET_KEY="s", FIELD_ENCRYPTION_KEYS=KEY).secret == "s", (
        "both given from outside, nothing is missing"
    )


def test_keys_from_the_environment_come_first_and_none_are_written(place):
    keys = prepared(place, SECRET_KEY="from-outside", FIELD_ENCRYPTION_KEYS=f" {KEY} , {OTHER}")
    assert keys.secret == "from-outside" and keys.fields == tuple(base64.urlsafe_b64decode(key) for key in (KEY, OTHER))
    assert not (place / "keys.json").exists()


def test_one_key_from_the_environment_leaves_the_other_to_the_home(place):
    keys = prepared(place, FIELD_ENCRYPTION_KEYS=KEY)
    assert (
        keys.fields == (base64.urlsafe_b64decode(KEY),)
        and keys.secret == json.loads((place / "keys.json").read_text())["secret_key"]
    )


@pytest.mark.parametrize("written", ["short", KEY[:-8], f"{KEY},short", f"{KEY},{KEY}", ",", "ключ", KEY * 2])
def test_a_field_key_that_cant_be_one_is_refused_and_not_repeated(place, written):
    with pytest.raises(Misconfigured, match="FIELD_ENCRYPTION_KEYS") as problem:
        prepared(place, FIELD_ENCRYPTION_KEYS=written)
    assert KEY not in str(problem.value)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"7", b'"text"', b"{}", b'{"secret_key": "s"}', b"\xff\xfe"]
)
def test_a_keys_file_that_cant_be_read_is_refused_and_left_as_it_is(place, content):
    (place / "keys.json").write_bytes(content)
    with pytest.raises(Misconfigured, match=r"keys\.json.*restore it"):
        prepared(place)
    assert (place / "keys.json").read_bytes() == content


def test_a_home_that_is_a_file_is_refused(place):
    (place / "file").write_text("")
    for path in (place / "file", place / "file" / "below"):
        with pytest.raises(Misconfigured, match="can't be written.*AFTERVISIT_HOME"):
            prepared(path)


def test_a_home_we_may_not_write_to_is_refused(place, monkeypatch):
    prepared(place)
    monkeypatch.setattr("os.access", lambda path, mode: False)  # the tests may run as root, who may write everywhere
    with pytest.raises(Misconfigured, match="can't be written"):
        prepared(place)


def test_a_full_disk_leaves_no_half_written_keys(place, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(home.os, "fsync", full)
    with pytest.raises(Misconfigured, match="No space left"):
        prepared(place)
    monkeypatch.undo()
    assert not (place / "keys.json").exists() and len(prepared(place).fields) == 1


# ---- the other ways out


def test_each_transport_says_which_setting_it_lacks():
    assert "SENDGRID_API_KEY is empty" in refused(AFTERVISIT_TRANSPORT="sendgrid")
    assert "SMTP_URL is empty" in refused(AFTERVISIT_TRANSPORT="smtp")
    assert "AWS_ACCESS_KEY_ID is empty" in refused(AFTERVISIT_TRANSPORT="ses")
    assert "SES_REGION is empty" in refused(
        AFTERVISIT_TRANSPORT="ses", AWS_ACCESS_KEY_ID="AKIDEXAMPLEEXAMPLE", AWS_SECRET_ACCESS_KEY="x"
    )


def test_only_to_holds_addresses_and_domains_in_lower_case():
    assert read(ONLY_TO="Tests@Clinic.example, clinic.example,@staging.example").only_to == (
        "tests@clinic.example", "clinic.example", "@staging.example",
    )  # fmt: skip
    assert read(ONLY_TO="").only_to == () and "ONLY_TO holds 'nonsense'" in refused(ONLY_TO="nonsense")
    assert "ONLY_TO holds" in refused(ONLY_TO="a@b@clinic.example")


def test_plain_http_to_ses_stays_on_this_machine():
    assert read(SES_HOST="http://127.0.0.1:4579/").ses_host == "http://127.0.0.1:4579"
    assert "SES_HOST is" in refused(SES_HOST="http://email.example.org")


# ---- record systems that are asked


SERVER = {"FHIR_URL": "https://ehr.example/r4/", "FHIR_CLIENT_ID": "aftervisit", "FHIR_KEY_FILE": "/keys/fhir.pem"}


def test_a_fhir_server_comes_with_a_client_and_a_key_and_is_asked_every_ten_minutes():
    found = read(**SERVER, FHIR_SCOPES=" system/Encounter.rs  system/Patient.rs ")
    assert (found.fhir_url, found.fhir_minutes) == ("https://ehr.example/r4", 10)
    assert found.fhir_scopes == "system/Encounter.rs system/Patient.rs"
    for name in SERVER:
        assert "go together" in refused(**{**SERVER, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FHIR_URL", "http://ehr.example/r4"),
        ("FHIR_URL", f"https://ehr.example/{'x' * 300}"),
        ("FHIR_MINUTES", "0"),
        ("FHIR_MINUTES", "often"),
        ("FHIR_MINUTES", "1441"),
        ("AFTERVISIT_HL7_FOLDER", "hl7"),
    ],
    ids=["plain http", "too long", "never", "no number", "too seldom", "not a whole path"],
)
def test_a_record_system_that_cant_be_asked_is_refused_by_its_setting(name, value):
    assert name in refused(**{**SERVER, name: value})


def test_a_folder_for_hl7_files_is_a_whole_path():
    assert read().hl7_folder is None and read(AFTERVISIT_HL7_FOLDER="/srv/hl7").hl7_folder == Path("/srv/hl7")


def test_workers_need_postgresql_and_a_pooler_is_named_apart_from_it():
    assert "PostgreSQL" in refused(AFTERVISIT_WORKERS="yes")
    assert "PostgreSQL" in refused(DATABASE_DIRECT_URL="postgresql://u@db.example/x")
    ours = {"DATABASE_URL": "postgresql://u@pool.example:6432/x", "AFTERVISIT_WORKERS": "yes"}
    assert databases.direct_database(read(**ours)) == {} and read(**ours).workers
    pooled = read(**ours, DATABASE_DIRECT_URL="postgresql://u@db.example/x")
    assert (
        databases.database(pooled)["DISABLE_SERVER_SIDE_CURSORS"]
        and databases.database(pooled)["HOST"] == "pool.example"
    )
    assert databases.direct_database(pooled)["HOST"] == "db.example"
    with pytest.raises(Misconfigured, match="DATABASE_DIRECT_URL isn't understood"):
        databases.direct_database(read(**ours, DATABASE_DIRECT_URL="mysql://x"))


def test_webhooks_go_to_the_ports_that_are_set():
    assert read().webhook_ports == (443, 8443) and read(AFTERVISIT_WEBHOOK_PORTS="443, 9443").webhook_ports == (
        443,
        9443,
    )
    for wrong in ("https", "0", "65536", "443;8443", "-1", "４４３"):
        assert "AFTERVISIT_WEBHOOK_PORTS" in refused(AFTERVISIT_WEBHOOK_PORTS=wrong)

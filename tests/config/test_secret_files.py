"""Secrets as files in a folder of their own."""

from pathlib import Path

import pytest

from config import environment
from config.environment import Misconfigured
from config.secret_files import MAY_BE_FILES


def read(folder: Path, **environ: str) -> environment.Environment:
    return environment.read({"AFTERVISIT_SECRETS": str(folder), **environ})


def refused(folder: Path | str, **environ: str) -> str:
    with pytest.raises(Misconfigured) as problem:
        read(Path(folder), **environ)
    assert "\n" not in str(problem.value) and str(problem.value).endswith(".")
    return str(problem.value)


def test_a_file_named_as_a_setting_holds_its_value(tmp_path):
    (tmp_path / "sendgrid_api_key").write_text("SG.made-up\n")
    (tmp_path / "aftervisit_database_url").write_text("postgresql://aftervisit@db/aftervisit")
    found = read(tmp_path, AFTERVISIT_TRANSPORT="sendgrid")
    assert (found.sendgrid_api_key, found.database_url) == ("SG.made-up", "postgresql://aftervisit@db/aftervisit")


def test_files_that_other_settings_point_to_may_lie_beside_them(tmp_path):
    (tmp_path / "fhir_key.pem").write_text("a key of its own")
    (tmp_path / "..data").mkdir()
    assert read(tmp_path).secret_key == ""


def test_what_can_only_be_a_mistake_stops_the_start(tmp_path):
    (tmp_path / "sendgrid_key").write_text("x")
    assert "named as no secret we know" in refused(tmp_path)
    (tmp_path / "sendgrid_key").rename(tmp_path / "secret_key")
    assert "SECRET_KEY is set twice" in refused(tmp_path, SECRET_KEY="y")
    (tmp_path / "aftervisit_secret_key").write_text("x")
    assert "SECRET_KEY is set twice" in refused(tmp_path)


@pytest.mark.parametrize("value", [b"\xff\xfe", b"k" * 70_000])
def test_what_is_no_text_is_no_secret(tmp_path, value):
    (tmp_path / "secret_key").write_bytes(value)
    said = refused(tmp_path)
    assert "secret" in said and "k" * 100 not in said


@pytest.mark.parametrize("folder", ["secrets", "/nowhere/at/all", "/etc/hostname"])
def test_the_folder_must_be_one(folder):
    assert "AFTERVISIT_SECRETS is" in refused(folder)


def test_every_name_is_a_setting_that_is_read():
    source = Path(environment.__file__).read_text()
    assert [name for name in MAY_BE_FILES if f'environ.get("{name}"' not in source] == []

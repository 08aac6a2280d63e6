"""The compose files and the Dockerfile, read: what holds for every service, and what must agree between files."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config.secret_files import MAY_BE_FILES
from mailer.transports.base import LONGEST_HAND_OVER
from tests.deploying.dockerfile import BASE, files_of_the_image, gets_in, ignored, instructions
from tests.deploying.proxies import Upstream
from tests.test_architecture import PACKAGES

DEPLOY = BASE / "deploy"
FILES = ["compose.yaml", "compose.cluster.yaml"]
SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN", re.IGNORECASE)
UNITS = {"s": 1, "m": 60}


def read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((DEPLOY / name).read_text())
    assert isinstance(found, dict)
    return found


def services() -> list[tuple[str, str, dict[str, Any]]]:
    return [(file, name, one) for file in FILES for name, one in read(file)["services"].items()]


@pytest.mark.parametrize(
    ("file", "name", "service"), services(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_service_is_shut_in(file: str, name: str, service: dict[str, Any]):
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert {"mem_limit", "cpus", "pids_limit", "restart", "logging"} <= set(service)
    assert ("build" in service) is service["image"].startswith("aftervisit:"), "else it is looked for elsewhere first"
    assert "privileged" not in service and "network_mode" not in service
    assert name == "caddy" or not service["user"].startswith(("0", "root"))
    assert re.fullmatch(r"[a-z]+:\d[\w.-]*", service["image"]), "a version, not whatever is newest"
    assert set(service.get("ports", [])) == ({"80:80", "443:443"} if name == "caddy" else set())
    assert all("docker.sock" not in volume for volume in service.get("volumes", []))


@pytest.mark.parametrize(
    ("file", "name", "service"), services(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_secret_stands_in_an_environment(file: str, name: str, service: dict[str, Any]):
    written = service.get("environment", {})
    assert [
        key for key in written if SECRET.search(key) and not key.endswith("_FILE") and key != "AFTERVISIT_SECRETS"
    ] == []
    for secret in service.get("secrets", []):
        if isinstance(secret, dict):
            assert written["BACKUP_KEY_FILE"] == f"/run/secrets/{secret['target']}" == "/run/secrets/backup.key"
            assert read(file)["secrets"][secret["source"]] == {"file": "secrets/backup.key"}
            continue
        assert read(file)["secrets"][secret] == {"file": f"secrets/{secret}"}
        assert secret.upper() in MAY_BE_FILES or name == "database"


@pytest.mark.parametrize("file", FILES)
def test_caddy_is_the_one_proxy_that_is_believed_and_its_address_is_nobody_elses(file: str):
    found = read(file)
    address = found["services"]["caddy"]["networks"]["front"]["ipv4_address"]
    assert found["services"]["web"]["environment"]["TRUSTED_PROXIES"] == address
    assert address.endswith(".2") and found["networks"]["front"]["ipam"]["config"][0]["ip_range"].endswith(".128/25")


@pytest.mark.parametrize("file", FILES)
def test_what_sends_may_finish_its_batch_and_stays_the_same_copy(file: str):
    sending = {name: one for name, one in read(file)["services"].items() if name in ("clock", "worker")}
    assert len(sending) == (1 if file == "compose.yaml" else 2)
    for one in sending.values():
        grace = one["stop_grace_period"]
        assert int(grace[:-1]) * UNITS[grace[-1]] > LONGEST_HAND_OVER.total_seconds()
        assert one["hostname"] == "aftervisit", "the live mark names the host (clinic/live_mark.py)"


def test_only_the_cluster_has_workers_and_a_database_nobody_outside_reaches():
    small, large = (read(file)["services"] for file in FILES)
    assert set(small) == {"prepare", "web", "clock", "caddy"} and set(large) - set(small) == {"database", "worker"}
    assert large["database"]["networks"] == ["inside"] and read(FILES[1])["networks"]["inside"]["internal"] is True
    assert large["worker"]["environment"]["AFTERVISIT_WORKERS"] == "yes"
    assert large["worker"]["deploy"]["replicas"] == 2


def test_every_command_that_is_started_exists():
    started = {one["command"][2] for _, _, one in services() if "manage.py" in one.get("command", [])}
    for unit in (DEPLOY / "systemd").glob("*.service"):
        started |= set(re.findall(r"^ExecStart=\S+ manage\.py (\w+)", unit.read_text(), re.MULTILINE))
    assert started == {"migrate", "timer", "worker", "backup"}
    assert started <= set(get_commands())


# ---- the Dockerfile


def test_the_dockerfile_runs_as_a_number_that_is_nobody_and_keeps_no_secret():
    words = [one.word for one in instructions()]
    assert "ADD" not in words and "ARG" not in words
    assert words.index("USER") > max(index for index, word in enumerate(words) if word == "RUN")
    user = next(one.rest for one in instructions() if one.word == "USER")
    assert user == "10001:10001" and {one["user"] for _, name, one in services() if name == "web"} == {user}
    assert not any(SECRET.search(one.rest) for one in instructions() if one.word == "ENV")
    assert all(
        re.fullmatch(r"python:3\.\d+-slim-bookworm( AS \w+)?", one.rest) for one in instructions() if one.word == "FROM"
    )


def test_the_image_has_the_client_programs_of_the_servers_major_version():
    """Debian 12, which the base's name says, has those of 15 only."""
    server = read("compose.cluster.yaml")["services"]["database"]["image"]
    installed = [one.rest for one in instructions() if one.word == "RUN" and "apt-get install" in one.rest]
    assert (
        re.findall(r"postgresql-client-(\d+)", " ".join(installed)) == re.findall(r"postgres:(\d+)", server) == ["15"]
    )


def test_what_it_exposes_checks_and_listens_on_is_one_port():
    found = {one.word: one.rest for one in instructions()}
    assert found["EXPOSE"] == "8000" and "AFTERVISIT_BIND=0.0.0.0:8000" in found["ENV"]
    assert (
        '["python", "deploy/healthy.py"]' in found["HEALTHCHECK"] and "/healthz" in (DEPLOY / "healthy.py").read_text()
    )


def test_the_health_check_says_yes_to_a_200_and_no_to_silence():
    upstream = Upstream()
    with upstream.listening():
        assert check_health(upstream.port) == 0
    assert [path for path, _ in upstream.met] == ["/healthz"]
    assert check_health(upstream.port) == 1


def check_health(port: int) -> int:
    bind = {"AFTERVISIT_BIND": f"0.0.0.0:{port}"}
    return subprocess.run([sys.executable, DEPLOY / "healthy.py"], env=bind, stderr=subprocess.DEVNULL).returncode


def test_all_of_the_program_is_let_into_the_image_and_nothing_beside_it():
    inside = files_of_the_image()
    assert {path.partition("/")[0] for path in inside} == {
        *PACKAGES, "static", "templates", "manage.py", "LICENSE", "requirements", "deploy", "docs",
    }  # fmt: skip
    assert [path for path in inside if path.startswith(("requirements/", "deploy/", "docs/"))] == [
        "deploy/build.sh", "deploy/gunicorn.conf.py", "deploy/healthy.py", "docs/licences.md", "requirements/cluster.txt",
    ]  # fmt: skip
    assert len(inside) > 600


@pytest.mark.parametrize(
    "path",
    [
        "var/keys.json", "var/aftervisit.sqlite3", ".git/config", "tests/conftest.py", ".env", "deploy/settings.env", "deploy/secrets/secret_key",
        "config/.env", "staff/keys.json", "clinic/var/inbox/1.eml", "content/copy.sqlite3", "api/__pycache__/door.cpython-311.pyc", "a-new-folder/x.py",
    ],
)  # fmt: skip
def test_what_lies_about_on_a_machine_never_gets_in(path: str):
    assert not gets_in(path, ignored())

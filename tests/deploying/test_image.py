"""The Dockerfile's steps, performed: what is built runs by itself, and writes nowhere but in its home.

The same deploy/build.sh makes the environment of docs/deploying.md.
"""

from __future__ import annotations

import hashlib
import http.client
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploying.dockerfile import Stage, build
from tests.deploying.proxies import free_port

pytestmark = pytest.mark.deploying
SETTINGS = {
    "PUBLIC_URL": "https://learn.clinic.example",
    "TRUSTED_PROXIES": "127.0.0.1",
    "AFTERVISIT_WEB_PROCESSES": "1",
}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    yield build(tmp_path_factory.mktemp("image"))


def everything_in(root: Path) -> dict[str, str]:
    """Each file outside the volume and /tmp, with its content's hash where it is small."""
    left_out = (root / "data", root / "tmp")
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.stat().st_size < 100_000 else ""
        for path in root.rglob("*")
        if path.is_file() and not path.is_relative_to(left_out[0]) and not path.is_relative_to(left_out[1])
    }


def run(image: Stage, *words: str) -> str:
    process = image.start([*words], **SETTINGS)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def get(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        asking.request("GET", path, headers=headers)
        answer = asking.getresponse()
        return answer.status, answer.read()
    finally:
        asking.close()


def listens(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        assert process.poll() is None, process.communicate()[0]
        try:
            get(port, "/static/css/staff/tokens.css")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server doesn't answer")


def test_the_image_holds_no_key_no_way_to_install_more_and_a_home_of_its_user_only(image: Stage):
    root = image.root
    assert list(root.rglob("keys.json")) == list((root / "data").iterdir()) == []
    assert not list(root.rglob("pip")) and not (root / "app" / "tests").exists()
    assert (root.parent / "chowned").read_text() == f"{image.user} {root}/data\n"
    assert (root / "data").stat().st_mode & 0o777 == 0o700


def test_it_serves_pages_files_and_its_health_check_and_writes_only_at_home(image: Stage):
    before = everything_in(image.root)
    run(image, "python", "manage.py", "migrate", "--verbosity", "0")
    port = free_port()
    bind = {**SETTINGS, "AFTERVISIT_BIND": f"127.0.0.1:{port}"}
    web = image.start(image.command, **bind)
    try:
        listens(port, web)
        status, page = get(port, "/staff/sign-in/login/", **{"X-Forwarded-Proto": "https"})
        assert status == 200 and b"<form" in page
        assert get(port, "/static/css/staff/tokens.css")[0] == 200
        assert get(port, "/l/a-link-of-nobody/")[0] == 404
        health = image.start(image.health, **bind)
        health.communicate(timeout=30)
        assert (health.returncode == 0) is (get(port, "/healthz")[0] == 200)
        web.send_signal(signal.SIGTERM)
        said, _ = web.communicate(timeout=40)
    finally:
        web.kill()
        web.wait()
    assert web.returncode == 0 and said == "", said
    assert everything_in(image.root) == before
    home = image.root / "data"
    assert {path.name for path in home.iterdir()} >= {"aftervisit.sqlite3", "keys.json"}
    assert (home / "keys.json").stat().st_mode & 0o777 == 0o600


def test_what_runs_is_what_is_pinned(image: Stage):
    """And on SQLite nothing of the cluster's engine is loaded."""
    said = run(
        image, "python", "-c",
        "import sys, django; import config.wsgi; assert 'procrastinate' not in sys.modules; "
        "from importlib.metadata import version; print('django==' + version('django'), sys.prefix)",
    )  # fmt: skip
    pinned, prefix = said.split()
    assert f"\n{pinned} " in Path(__file__).parents[2].joinpath("requirements/cluster.txt").read_text()
    assert prefix == f"{image.root}/opt/aftervisit"

"""`make preview`, as docs/for-admins.md has it: the real process over a folder. No database, nothing written, nothing sent, nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clinic.refusal import Refusal
from config.environment import BASE
from config.preview_clinic import clinic_of
from tests.campaigns.preview.folders import contents, write_folder

FIRST = "series/first-steps/01-what-it-is"
PATIENCE = 60  # seconds, on a machine with much else to do


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "an author's texts")


def command(*words: str, home: Path, port: int = 0) -> subprocess.Popen[str]:
    """With nothing of the tests' own settings, and a home that must stay empty."""
    plain = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    environ = {**plain, "HOME": str(home), "PORT": str(port or a_free_port()), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "config.preview", *words],
        cwd=BASE, env=environ, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    url: str
    process: subprocess.Popen[str]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def stamp(self) -> str:
        return str(json.loads(self.get("/staff/preview/stamp")[1])["stamp"])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def open_studio(home: Path) -> Iterator[Callable[[Path], Site]]:
    started: list[subprocess.Popen[str]] = []

    def opened(folder: Path) -> Site:
        process = command(str(folder), home=home)
        started.append(process)
        assert process.stdout is not None
        said = "".join(next(process.stdout) for _ in range(3))
        site = Site(re.search(r"http://127.0.0.1:\d+", said)[0], process)  # type: ignore[index]
        wait_until(lambda: listens(site.url))
        return site

    yield opened
    for process in started:
        process.kill()
        process.communicate()


def listens(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 20):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE} seconds")


def test_an_author_reads_saves_and_sees_it_and_nothing_is_written(open_studio, folder: Path, home: Path):
    before, ours = contents(folder), contents(BASE / "var")
    site = open_studio(folder)
    status, page = site.get("/")
    assert status == 200 and "What fibromyalgia is" in page and "A new door" in page and "Send a test" not in page
    status, email = site.get(f"/staff/preview/frame/{FIRST}")
    assert status == 200 and "What fibromyalgia is" in email and "Willow Street Clinic" in email
    assert site.get(f"/staff/preview/eml/{FIRST}")[1].startswith("From: ")
    assert contents(folder) == before

    stamp, lesson = site.stamp(), folder / "first-steps" / "01-what-it-is.md"
    assert site.stamp() == stamp
    lesson.write_text(f"{lesson.read_text()}\n\nA sentence just written.\n")
    assert site.stamp() != stamp
    assert "A sentence just written." in site.get(f"/staff/preview/frame/{FIRST}")[1]

    for path in (
        "/staff/preview/none",
        "/staff/",
        f"/staff/preview/test/{FIRST}",
        "/staff/preview/series/../../x",
        "/l/Preview/",
    ):
        assert site.get(path)[0] == 404, path
    assert contents(folder).keys() == before.keys() and contents(BASE / "var") == ours and list(home.iterdir()) == []


def test_what_can_be_opened_is_what_a_browser_may_load(open_studio, folder: Path):
    site = open_studio(folder)
    _, page = site.get(f"/staff/preview/{FIRST}")
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert site.get(address)[0] == 200, address
    with urllib.request.urlopen(f"{site.url}/staff/preview/{FIRST}", timeout=PATIENCE) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "no-cache" in answer.headers["Cache-Control"]
    stranger = urllib.request.Request(f"{site.url}/staff/preview/{FIRST}", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(stranger, timeout=PATIENCE)


def test_a_series_that_is_mended_is_shown_where_its_fault_stood(open_studio, folder: Path):
    series = folder / "first-steps" / "series.toml"
    right = series.read_text()
    series.write_text("title = ")
    site = open_studio(folder)
    status, page = site.get("/staff/preview/series/first-steps/series.toml")
    assert status == 200 and "isn&#39;t valid TOML" in page
    series.write_text(right)
    assert "What fibromyalgia is" in site.get("/staff/preview/series/first-steps/series.toml")[1]


def test_a_clinic_that_goes_wrong_meanwhile_is_said_and_can_be_mended(open_studio, folder: Path):
    (folder / "clinic.toml").write_text('name = "North Clinic"\n')
    site = open_studio(folder)
    (folder / "clinic.toml").write_text('nmae = "North Clinic"\n')
    status, said = site.get(f"/staff/preview/{FIRST}")
    assert status == 503 and "clinic.toml: there is no setting 'nmae'" in said
    (folder / "clinic.toml").write_text('mail_name = "North Desk"\n')
    assert "North Desk" in site.get(f"/staff/preview/{FIRST}")[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(open_studio, folder: Path, number: int):
    site = open_studio(folder)
    site.process.send_signal(number)
    site.process.wait(PATIENCE)
    wait_until(lambda: not listens(site.url))


def test_a_kill_leaves_no_child_behind(open_studio, folder: Path):
    site = open_studio(folder)
    wait_until(lambda: children(site.process.pid) != [])
    left = children(site.process.pid)
    site.process.kill()
    site.process.wait()
    wait_until(lambda: not any(Path(f"/proc/{one}/cmdline").exists() for one in left))
    assert not listens(site.url)


def children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def refuses(*words: str, home: Path) -> tuple[int, str]:
    with command(*words, home=home) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert out == "" and "Traceback" not in err and list(home.iterdir()) == []
    return process.returncode, err


def test_a_folder_that_isnt_there_is_one_sentence(home: Path, tmp_path: Path):
    status, said = refuses(str(tmp_path / "none"), home=home)
    assert status == 1 and said.endswith("none isn't a folder. Name a folder: make preview DIR=content\n")
    (tmp_path / "file.md").write_text("x")
    assert refuses(str(tmp_path / "file.md"), home=home)[0] == 1


@pytest.mark.parametrize("words", [(), ("",), ("a", "b")])
def test_without_one_folder_it_says_how_it_is_used(home: Path, words: tuple[str, ...]):
    assert refuses(*words, home=home) == (2, "Name a folder: make preview DIR=content\n")


def test_a_faulty_clinic_is_said_at_the_start(home: Path, folder: Path):
    (folder / "clinic.toml").write_text('phone = "')
    status, said = refuses(str(folder), home=home)
    assert status == 1 and said.startswith("clinic.toml can't be read:")


def test_the_clinic_of_the_folder_stands_over_the_one_made_up(folder: Path):
    assert clinic_of(folder).name == "Willow Street Clinic"
    (folder / "clinic.toml").write_text('name = "North Clinic"\nphone = "+1 217 555 0100"\n')
    clinic = clinic_of(folder)
    assert (clinic.name, clinic.phone, clinic.mail_name) == ("North Clinic", "+1 217 555 0100", "Willow Street Clinic")


@pytest.mark.parametrize(
    "content", ['time_zone = "Mars/Base"', "window = 3", "[name]\nx = 1", "name = [", "brake = -1"]
)
def test_a_setting_that_cant_be_is_refused_by_name(folder: Path, content: str):
    (folder / "clinic.toml").write_text(content)
    with pytest.raises(Refusal, match=r"^clinic\.toml"):
        clinic_of(folder)

"""Pictures travel with their series: in, out, byte for byte, and only when they are what their names say."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from campaigns.models import Series
from campaigns.series import library
from clinic.models import Picture
from clinic.picture_files import name_for
from clinic.pictures import cleaned
from clinic.refusal import Refusal
from content.models import Revision
from tests.clinic.drawings import drawing, encoded, photo

pytestmark = pytest.mark.django_db
DRAWN, PHOTO = cleaned(drawing(300, 200)), cleaned(encoded(photo(), "JPEG"))
DRAWN_NAME, PHOTO_NAME = name_for("two days", DRAWN), name_for("a chair", PHOTO)
LESSON = "01-what-it-is.md"


def show(file: Path, name: str) -> int:
    """Add the picture at the end of a lesson file; its line."""
    text = file.read_text("utf-8").rstrip("\n")
    file.write_text(f'{text}\n\n![What it shows](media/{name} "A caption")\n', "utf-8")
    return text.count("\n") + 3


def without_pictures(series: Path, to: Path) -> Path:
    shutil.copytree(series, to, ignore=shutil.ignore_patterns("media"))
    for file in to.rglob("[0-9]*.md"):
        file.write_text(
            "".join(line for line in file.read_text("utf-8").splitlines(True) if "](media/" not in line), "utf-8"
        )
    return to


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """The shipped series with two pictures of ours in place of its own."""
    folder = without_pictures(Path(settings.LIBRARY) / "fibromyalgia", tmp_path / "fibromyalgia")
    (folder / "media").mkdir()
    (folder / "media" / DRAWN_NAME).write_bytes(DRAWN.content)
    (folder / "media" / PHOTO_NAME).write_bytes(PHOTO.content)
    show(folder / LESSON, DRAWN_NAME)
    show(folder / "02-a-pain-system-turned-up.md", PHOTO_NAME)
    return folder


def refused(path: Path, now: datetime) -> str:
    with pytest.raises(Refusal) as refusal:
        library.load(path, now, by="test")
    assert not Picture.objects.exists() and not Revision.objects.exists()
    return str(refusal.value)


def test_pictures_go_in_and_come_out_as_they_were(folder: Path, tmp_path, now):
    library.load(folder, now, by="test")
    row = Picture.objects.get(name=DRAWN_NAME)
    assert (bytes(row.content), row.alt, row.width, row.added_by) == (DRAWN.content, "What it shows", 300, "test")
    out = tmp_path / "out" / "fibromyalgia"
    library.export(Series.objects.get(), out)
    assert sorted(file.name for file in (out / "media").iterdir()) == sorted([DRAWN_NAME, PHOTO_NAME])
    for file in (path for path in out.rglob("*") if path.is_file()):
        assert file.read_bytes() == (folder / file.relative_to(out)).read_bytes()


def test_loading_twice_changes_nothing(folder: Path, now):
    library.load(folder, now, by="test")
    before = list(Picture.objects.order_by("pk").values())
    (again,) = library.load(folder, now, by="somebody else")
    assert again.changed == 0 and list(Picture.objects.order_by("pk").values()) == before


def test_a_series_without_pictures_has_no_media_folder(settings, tmp_path, now):
    library.load(without_pictures(Path(settings.LIBRARY) / "fibromyalgia", tmp_path / "fibromyalgia"), now, by="test")
    library.export(Series.objects.get(), tmp_path / "out")
    assert not (tmp_path / "out" / "media").exists()


def test_a_picture_of_the_collection_needs_no_file(folder: Path, now):
    library.load(folder, now, by="test")
    shutil.rmtree(folder / "media")
    assert library.load(folder, now, by="test")[0].changed == 0


def test_a_picture_that_is_nowhere_is_named_with_its_lesson_and_line(folder: Path, now):
    (folder / "media" / DRAWN_NAME).unlink()
    line = (folder / LESSON).read_text("utf-8").split("media/")[0].count("\n") + 1
    why = refused(folder, now)
    assert f"{LESSON}:{line}: there is no picture media/{DRAWN_NAME}" in why and "Nothing was loaded" in why


def test_a_file_that_no_lesson_shows_is_refused(folder: Path, now):
    spare = cleaned(drawing(40, 40))
    (folder / "media" / name_for("spare", spare)).write_bytes(spare.content)
    assert "no lesson shows this picture" in refused(folder, now)


def test_a_file_that_was_changed_is_refused(folder: Path, now):
    (folder / "media" / DRAWN_NAME).write_bytes(cleaned(drawing(301, 200)).content)
    assert "was changed after it got its name" in refused(folder, now)


def test_a_photo_that_tells_where_it_was_taken_is_refused(folder: Path, now):
    raw = encoded(photo(), "JPEG", comment=b"at home")
    name = name_for("raw", cleaned(raw).__class__(raw, "jpg", 400, 300))
    (folder / "media" / name).write_bytes(raw)
    show(folder / "03-nerves-family-infection.md", name)
    assert "holds more than the picture" in refused(folder, now)


def test_a_link_to_another_place_is_refused(folder: Path, tmp_path, now):
    (folder / "media" / DRAWN_NAME).rename(tmp_path / DRAWN_NAME)
    (folder / "media" / DRAWN_NAME).symlink_to(tmp_path / DRAWN_NAME)
    assert "isn't a file" in refused(folder, now)


def test_other_bytes_under_a_known_name_are_refused(folder: Path, now):
    Picture.objects.take_in(DRAWN_NAME, PHOTO, alt="x", now=now, by="test")
    with pytest.raises(Refusal, match="another picture"):
        library.load(folder, now, by="test")


def test_a_picture_is_never_changed_or_deleted(folder: Path, now):
    library.load(folder, now, by="test")
    row = Picture.objects.get(name=DRAWN_NAME)
    row.describe("Two days, one with rests")
    assert Picture.objects.get(name=DRAWN_NAME).alt == "Two days, one with rests"
    for change in (row.save, row.delete):
        with pytest.raises(TypeError):
            change()

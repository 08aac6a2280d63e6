from pathlib import Path

import pytest

from content.lesson_text import content_hash
from content.series_folder import SeriesFault, Step, read_series_folder, write_series_folder
from tests.content.test_lesson_text import FILE

LIBRARY = Path(__file__).parents[2] / "content/library"
SERIES = """title = "Sleeping better"
summary = "Two lessons."
language = "en"
private_words = ["sleep"]

[[steps]]
lesson = "01-why"
day = 1

[[steps]]
lesson = "02-how"
day = 4
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sleep"
    (folder / "es").mkdir(parents=True)
    (folder / "series.toml").write_text(SERIES)
    (folder / "01-why.md").write_text(FILE)
    (folder / "02-how.md").write_bytes(FILE.replace("\n", "\r\n").encode())
    (folder / "es/02-how.md").write_text(FILE.replace("Catch up", "Ponerse al día"))
    (folder / "README.md").write_text("for people")
    return folder


def fault(folder: Path) -> str:
    with pytest.raises(SeriesFault) as raised:
        read_series_folder(folder)
    return str(raised.value)


def test_a_folder_is_read(folder: Path) -> None:
    series = read_series_folder(folder)
    assert (series.slug, series.title, series.language, series.private_words) == (
        "sleep",
        "Sleeping better",
        "en",
        ("sleep",),
    )
    assert series.steps == (Step("01-why", 1), Step("02-how", 4))
    assert {language: list(lessons) for language, lessons in series.lessons.items()} == {
        "en": ["01-why", "02-how"],
        "es": ["02-how"],
    }
    assert content_hash(series.lessons["en"]["01-why"]) == content_hash(series.lessons["en"]["02-how"])


def test_it_is_written_back_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    series = read_series_folder(folder)
    again = tmp_path / "copy" / "sleep"
    write_series_folder(series, again)
    files = sorted(file.relative_to(again) for file in again.rglob("*.*"))
    assert [str(file) for file in files] == ["01-why.md", "02-how.md", "es/02-how.md", "series.toml"]
    assert all((again / file).read_bytes() == (folder / file).read_bytes() for file in files)
    assert read_series_folder(again) == series


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    series = read_series_folder(folder)
    with pytest.raises(SeriesFault, match="is there already"):
        write_series_folder(series, folder)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SeriesFault, match="is there already"):
        write_series_folder(series, tmp_path / "link")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("summary", "sumary", "series.toml:2: unknown key sumary, did you mean summary?"),
        ("day = 4", "days = 4", "series.toml:12: unknown key steps.days, did you mean steps.day?"),
        ("day = 4", "day = 1", "series.toml:12: day 1 must be later than day 1 of the step before"),
        ("day = 1", "day = -1", "series.toml:8: the first day is 0 or later"),
        ("day = 4", "day = true", "series.toml:12: steps.day must be a whole number"),
        ('"en"', '"../x"', 'series.toml:3: language is a tag such as "en" or "es"'),
        ('"02-how"', '"../02-how"', 'series.toml:11: lesson "../02-how" is not named like 01-what-it-is'),
        ('"02-how"', '"01-why"', "a lesson stands in two [[steps]]"),
        ('"02-how"', '"02-who"', "02-how.md: no [[steps]] of series.toml names this lesson"),
        ("[[steps]]", "[steps]", "series.toml"),
        ('title = "Sleeping better"', "title = ", "series.toml:1: this isn't valid TOML"),
    ],
)
def test_a_fault_in_series_toml_names_the_line(folder: Path, old: str, new: str, says: str) -> None:
    (folder / "series.toml").write_text(SERIES.replace(old, new, 1))
    assert says in fault(folder)


def test_a_missing_lesson_is_named(folder: Path) -> None:
    (folder / "02-how.md").unlink()
    assert "02-how.md is missing" in fault(folder)


def test_a_folder_without_series_toml_says_so(folder: Path) -> None:
    (folder / "series.toml").unlink()
    assert "series.toml can't be read: No such file" in fault(folder)


def test_a_broken_translation_is_named_with_its_folder(folder: Path) -> None:
    (folder / "es/02-how.md").write_text("x")
    assert fault(folder).startswith("es/02-how.md:1: the file must start with a line +++")


def test_a_translation_nobody_listed_is_named(folder: Path) -> None:
    (folder / "es/03-more.md").write_text(FILE)
    assert "es/03-more.md: no [[steps]]" in fault(folder)


@pytest.mark.parametrize("name", ["01-why.md", "series.toml", "es"])
def test_symbolic_links_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "real")
    (folder / name).symlink_to(tmp_path / "real")
    assert "is a symbolic link" in fault(folder)


def test_other_bytes_than_utf8_are_refused(folder: Path) -> None:
    (folder / "01-why.md").write_bytes(FILE.encode("utf-16"))
    assert "01-why.md is not UTF-8 text" in fault(folder)


def test_other_papers_may_lie_beside_the_lessons(folder: Path) -> None:
    (folder / "coverage.md").write_text("not a lesson")
    assert len(read_series_folder(folder).lessons["en"]) == 2


def test_a_folder_name_is_a_slug(folder: Path) -> None:
    assert "named in small letters" in fault(folder.rename(folder.parent / "Sleep 2"))


@pytest.mark.parametrize(
    "path", sorted(path for path in LIBRARY.glob("*") if path.is_dir()), ids=lambda path: path.name
)
def test_every_shipped_series_reads_and_writes_back(path: Path, tmp_path: Path) -> None:
    series = read_series_folder(path)
    write_series_folder(series, tmp_path / path.name)
    assert read_series_folder(tmp_path / path.name) == series


@pytest.mark.parametrize("day", ["4000002", "3000000000000000000000"])
def test_a_day_beyond_ten_years_is_a_slip_of_the_finger(folder: Path, day: str) -> None:
    (folder / "series.toml").write_text(SERIES.replace("day = 4", f"day = {day}"))
    assert "the last day is 3650 at most" in fault(folder)

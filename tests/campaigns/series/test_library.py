"""Series folders to rows and back: lossless, all or nothing, and a second time changes nothing."""

import shutil
from pathlib import Path

import pytest
from django.forms.models import model_to_dict

from campaigns.models import Message, Series, Step
from campaigns.series import library
from clinic.refusal import Refusal
from content.models import Lesson, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """The shipped series, to be changed by the test."""
    return Path(shutil.copytree(Path(settings.LIBRARY) / "fibromyalgia", tmp_path / "fibromyalgia"))


def load(path: Path, now):
    return library.load(path, now, by="test")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_bytes()
    assert old.encode() in text
    file.write_bytes(text.replace(old.encode(), new.encode()))


def rows() -> list:
    return [
        *Series.objects.values(),
        *Lesson.objects.order_by("id").values(),
        *Revision.objects.order_by("id").values(),
        *Step.objects.order_by("id").values(),
    ]


def test_the_shipped_library_loads_as_an_active_series_of_eight(db, settings, now):
    (loaded,) = load(Path(settings.LIBRARY), now)
    assert (loaded.slug, loaded.lessons, loaded.changed) == ("fibromyalgia", 8, 16)
    series = Series.objects.get()
    assert (
        series.state == Series.State.ACTIVE
        and series.title == "Living with fibromyalgia"
        and "fibro" in series.private_words
    )
    assert [(step.position, step.day) for step in series.way()] == list(
        enumerate([1, 4, 7, 11, 15, 19, 23, 28], start=1)
    )


def test_loading_twice_changes_nothing(db, folder, now):
    load(folder, now)
    before = rows()
    (again,) = load(folder, now.replace(year=2027))
    assert again.changed == 0 and rows() == before


def test_one_folder_and_a_folder_of_folders_load_the_same(db, folder, now):
    load(folder, now)
    before = rows()
    assert load(folder.parent, now)[0].changed == 0 and rows() == before


def test_loading_again_never_restarts_a_series_that_a_person_paused(db, folder, now):
    load(folder, now)
    Series.objects.update(state=Series.State.PAUSED)
    load(folder, now)
    assert Series.objects.get().state == Series.State.PAUSED


def test_a_changed_text_becomes_the_next_revision_and_the_old_one_stays(db, folder, now):
    load(folder, now)
    change(folder / "01-what-it-is.md", "long-term condition", "long-lasting condition")
    (again,) = load(folder, now)
    assert again.changed == 1
    first, second = Revision.objects.filter(lesson__slug="01-what-it-is", language="en").order_by("number")
    assert (first.number, second.number) == (1, 2) and "long-term" in first.source and "long-lasting" in second.source


def test_a_series_is_exported_byte_for_byte(db, folder, now, tmp_path):
    change(folder / "es" / "02-a-pain-system-turned-up.md", "+++\n", "+++\r\n")
    load(folder, now)
    out = tmp_path / "out"
    assert library.export(Series.objects.get(), out) == 8
    files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()} == files
    assert len(files) == 18 + 2, "series.toml, coverage.md, eight lessons twice, two pictures"


def test_what_was_exported_loads_as_the_same_series(db, folder, now, tmp_path):
    load(folder, now)
    library.export(Series.objects.get(), tmp_path / "out" / "fibromyalgia")
    assert load(tmp_path / "out" / "fibromyalgia", now)[0].changed == 0


def test_a_text_written_on_the_desk_stays_the_newest_when_the_folder_is_loaded_again(db, folder, now):
    load(folder, now)
    lesson = Lesson.objects.get(slug="01-what-it-is")
    written = lesson.latest("en").source.replace("long-term", "long-lasting")
    lesson.revise("en", written, now=now, by="7")
    assert load(folder, now)[0].changed == 0
    assert lesson.latest("en").source == written


def test_what_was_told_of_a_claim_stays_when_the_folder_is_loaded_again(db, folder, now):
    load(folder, now)
    Series.objects.update(coverage="| L | claim | what we did and why |\n|--|--|--|\n| 1 | ours | Kept. |")
    load(folder, now)
    assert "ours" in Series.objects.get().coverage


def test_a_sheet_that_is_a_link_is_refused(db, folder, now, tmp_path):
    (folder / "coverage.md").unlink()
    (folder / "coverage.md").symlink_to(tmp_path / "secret")
    with pytest.raises(Refusal, match=r"coverage.md is a symbolic link"):
        load(folder, now)


def test_an_export_overwrites_nothing(db, folder, now, tmp_path):
    load(folder, now)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(Refusal, match="nothing is overwritten"):
        library.export(Series.objects.get(), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_an_export_to_a_place_that_cant_be_written_is_refused(db, folder, now, tmp_path):
    load(folder, now)
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match=r"file/below can't be written: Not a directory\.$"):
        library.export(Series.objects.get(), tmp_path / "file" / "below")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("series.toml", "day = 4", "day = 1"),
        ("series.toml", "[[steps]]", "[[steps"),
        ("series.toml", 'language = "en"', 'language = "en"\ncolour = "red"'),
        ("08-your-plan.md", "+++", "++"),
        ("05-sleep-pacing-stress.md", "subject", "sujet"),
    ],
)
def test_a_faulty_folder_loads_nothing_and_names_the_file(db, folder, now, file, old, new):
    change(folder / file, old, new)
    with pytest.raises(Refusal, match=file) as refused:
        load(folder, now)
    assert str(refused.value).endswith("Nothing was loaded.")
    assert not Series.objects.exists() and not Lesson.objects.exists() and not Revision.objects.exists()


def test_one_faulty_folder_among_several_loads_none_of_them(db, folder, now):
    second = shutil.copytree(folder, folder.parent / "zz-second")
    change(Path(second) / "series.toml", "day = 4", "day = 1")
    with pytest.raises(Refusal, match="zz-second"):
        load(folder.parent, now)
    assert not Series.objects.exists()


@pytest.mark.parametrize("where", ["nosuch", "empty", "a-file"])
def test_a_place_without_a_series_is_refused_with_what_to_do(db, tmp_path, now, where):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("")
    with pytest.raises(Refusal, match="series folder"):
        load(tmp_path / where, now)


def without_lesson_four(folder: Path) -> None:
    change(folder / "series.toml", '[[steps]]\nlesson = "04-moving-a-little"\nday = 11\n\n', "")
    for file in folder.rglob("04-moving-a-little.md"):
        file.unlink()


def test_a_lesson_nobody_has_had_can_be_taken_out(db, folder, now):
    load(folder, now)
    without_lesson_four(folder)
    assert load(folder, now)[0].lessons == 7
    assert [step.position for step in Series.objects.get().way()] == list(range(1, 8))


def test_a_lesson_that_was_sent_cant_be_taken_out(clinic, folder, enrol, now):
    load(folder, now)
    step = Step.objects.get(lesson__slug="04-moving-a-little")
    patient = enrol().enrolment.patient
    Message.objects.create(
        key="step:x",
        kind="step",
        state="accepted",
        patient=patient,
        step=step,
        due_at=now,
        planned_at=now,
        day=now.date(),
        series=step.series,
    )
    without_lesson_four(folder)
    change(folder / "01-what-it-is.md", "long-term condition", "long-lasting condition")
    before = rows()
    with pytest.raises(Refusal, match="04-moving-a-little has been sent"):
        load(folder, now)
    assert rows() == before, "nothing half-loaded"


def test_lessons_may_change_places_and_keep_their_rows(db, folder, now):
    load(folder, now)
    before = {step.lesson.slug: step.pk for step in Series.objects.get().way()}
    series = (folder / "series.toml").read_text()
    two, three = 'lesson = "02-a-pain-system-turned-up"', 'lesson = "03-nerves-family-infection"'
    (folder / "series.toml").write_text(series.replace(two, "x").replace(three, two).replace("x\n", three + "\n"))
    load(folder, now)
    way = list(Series.objects.get().way())
    assert [step.lesson.slug[:2] for step in way[:4]] == ["01", "03", "02", "04"]
    assert {step.lesson.slug: step.pk for step in way} == before


def test_a_revision_is_never_changed_or_deleted(db, folder, now):
    load(folder, now)
    revision = Revision.objects.first()
    before = model_to_dict(revision)
    revision.title = "Other"
    with pytest.raises(TypeError):
        revision.save()
    with pytest.raises(TypeError):
        revision.delete()
    assert model_to_dict(Revision.objects.get(pk=revision.pk)) == before

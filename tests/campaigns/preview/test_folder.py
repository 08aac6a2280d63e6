"""The shelf over a folder of files: no database is asked, and no file can break the tree."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from campaigns.preview.folder import FolderShelf
from campaigns.preview.made import Preview, make
from campaigns.preview.personas import PERSONAS
from clinic.models import ClinicProfile
from clinic.picture_files import name_for
from clinic.pictures import cleaned
from mailer.finding import EmailError
from operations.practice import CLINIC
from tests.campaigns.preview.folders import LESSONS, contents, write_series
from tests.clinic.drawings import drawing

WHOLE = "<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ clinic.name }}</mj-text></mj-column></mj-section></mj-body></mjml>"
FIRST = "series/first-steps/01-what-it-is"


def over(folder: Path) -> FolderShelf:
    return FolderShelf(folder, ClinicProfile(**CLINIC))


def made(shelf: FolderShelf, key: str, now: datetime, language: str = "") -> Preview:
    return make(shelf.manuscript(key, language, None).source, shelf.templates(), PERSONAS["default"], now)


def keys(shelf: FolderShelf) -> list[str]:
    return [leaf.key for group in shelf.groups() for leaf in group.leaves]


def fault(shelf: FolderShelf, key: str, language: str = "") -> str:
    with pytest.raises(EmailError) as raised:
        shelf.manuscript(key, language, None)
    return str(raised.value)


def test_the_tree_holds_series_newsletters_and_notices(shelf: FolderShelf):
    assert [group.title for group in shelf.groups()] == ["First steps", "Newsletters", "Notices to patients"]
    lessons = shelf.groups()[0].leaves
    assert [leaf.number for leaf in lessons] == [1, 2, 3] and lessons[0].title == "What fibromyalgia is"
    assert [leaf.languages for leaf in lessons] == [("en", "es"), ("en",), ("en",)]


def test_every_email_of_the_tree_can_be_made_for_every_persona(shelf: FolderShelf, now: datetime):
    templates = shelf.templates()
    for key in keys(shelf):
        source = shelf.manuscript(key, "", None).source
        for name, persona in PERSONAS.items():
            assert make(source, templates, persona, now).filled().html, (key, name)


def test_a_lesson_knows_its_place_its_file_and_the_lesson_after_it(shelf: FolderShelf):
    first, last = shelf.manuscript(FIRST, "", None), shelf.manuscript(f"series/first-steps/{LESSONS[2]}", "", None)
    assert first.title == "Lesson 1, What fibromyalgia is" and list(first.files) == [
        "first-steps/01-what-it-is.md",
        "words/en.toml",
    ]
    assert first.source.context["series"]["count"] == 3
    assert first.source.context["series"]["next_title"] == "Why it may happen: a pain system turned up"
    assert last.source.context["series"]["next_title"] is None
    assert first.source.private_words == ("fibro",)


def test_a_folder_that_is_a_series_itself_is_one(folder: Path, now: datetime):
    shelf = over(folder / "first-steps")
    assert keys(shelf)[0] == FIRST
    assert made(shelf, FIRST, now).filled().subject


def test_a_translation_is_shown_and_a_missing_one_falls_back(shelf: FolderShelf):
    assert shelf.manuscript(FIRST, "es", None).source.language == "es"
    assert next(iter(shelf.manuscript(FIRST, "es", None).files)) == "first-steps/es/01-what-it-is.md"
    assert shelf.manuscript(f"series/first-steps/{LESSONS[1]}", "es", None).source.language == "en"
    assert shelf.manuscript(FIRST, "fr", None).source.language == "en"


def test_a_language_that_no_calendar_knows_is_dated_in_english(shelf: FolderShelf, folder: Path, now: datetime):
    (folder / "first-steps" / "old").mkdir()
    (folder / "first-steps" / "old" / "01-what-it-is.md").write_bytes(
        (folder / "first-steps" / "01-what-it-is.md").read_bytes()
    )
    assert "Thursday" in made(shelf, FIRST, now, "old").values["next_date"]


def test_two_series_of_one_name_stay_two(shelf: FolderShelf, folder: Path):
    write_series(folder / "drafts" / "first-steps")
    (folder / "drafts" / "first-steps" / "01-what-it-is.md").write_text("nothing yet")
    assert {FIRST, "series/drafts/first-steps/01-what-it-is"} < set(keys(shelf))
    assert shelf.manuscript(FIRST, "", None).title == "Lesson 1, What fibromyalgia is"
    assert "must start with a line +++" in fault(shelf, "series/drafts/first-steps/01-what-it-is")


def test_a_faulty_series_is_one_leaf_that_says_what_to_mend(shelf: FolderShelf, folder: Path):
    (folder / "first-steps" / "series.toml").write_text('title = "First steps"\nsumary = "x"\n')
    assert keys(shelf)[0] == "series/first-steps/series.toml"
    said = fault(shelf, "series/first-steps/series.toml")
    assert "did you mean summary" in said and "first-steps/series.toml:2" in said
    assert "did you mean summary" in fault(shelf, FIRST)


def test_a_badly_named_series_folder_says_so(shelf: FolderShelf, folder: Path):
    (folder / "first-steps").rename(folder / "First Steps")
    assert "small letters" in fault(shelf, "series/First Steps/series.toml")


def test_a_faulty_lesson_keeps_its_place_and_says_file_line_and_cure(shelf: FolderShelf, folder: Path):
    lesson = folder / "first-steps" / "02-a-pain-system-turned-up.md"
    lesson.write_text(lesson.read_text().replace("\ngoal =", "\ngaol =", 1))
    leaf = shelf.groups()[0].leaves[1]
    assert (leaf.title, leaf.number) == (LESSONS[1], 2)
    said = fault(shelf, leaf.key)
    assert said.startswith(f"first-steps/{LESSONS[1]}.md:") and "did you mean goal" in said
    assert shelf.manuscript(FIRST, "", None).source.context["series"]["next_title"] is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"+++\n", b"\x00"])
def test_a_lesson_that_is_no_text_is_said_to_be_none(shelf: FolderShelf, folder: Path, content: bytes):
    (folder / "first-steps" / "01-what-it-is.md").write_bytes(content)
    assert fault(shelf, FIRST).startswith("first-steps/01-what-it-is.md")


def test_a_lesson_that_isnt_there_is_said_to_be_missing(shelf: FolderShelf, folder: Path):
    (folder / "first-steps" / "01-what-it-is.md").unlink()
    assert "can't be read" in fault(shelf, FIRST)


def test_symbolic_links_are_not_followed_into_a_lesson(shelf: FolderShelf, folder: Path, tmp_path: Path):
    (tmp_path / "secret.md").write_text("secret")
    (folder / "first-steps" / "01-what-it-is.md").unlink()
    (folder / "first-steps" / "01-what-it-is.md").symlink_to(tmp_path / "secret.md")
    assert "symbolic link" in fault(shelf, FIRST) and "secret" not in fault(shelf, FIRST)


@pytest.mark.parametrize(
    "key",
    [
        "", "series", "series/", "series/first-steps", "series/first-steps/09-none", "series/../first-steps/01-what-it-is",
        "series/first-steps/../01-what-it-is", "newsletters/../first-steps/01-what-it-is", "newsletters/none", "templates/../../x",
        "templates/lesson", "notices/none", "nonsense/x", "series/first-steps/\0", "newsletters/\0",
    ],
)  # fmt: skip
def test_a_key_that_names_nothing_is_a_key_error(shelf: FolderShelf, key: str):
    with pytest.raises(KeyError):
        shelf.manuscript(key, "", None)


@pytest.mark.parametrize("language", ["../..", "/etc", "zz", "a\0b", "../first-steps"])
def test_a_nonsense_language_is_the_emails_own(shelf: FolderShelf, language: str):
    for key in (FIRST, "newsletters/new-door", "notices/welcome", "notices/ready", "notices/signup", "notices/stopped"):
        assert shelf.manuscript(key, language, None).source.language == "en"


def test_an_own_template_is_shown_filled_with_words_to_look_at(shelf: FolderShelf, folder: Path, now: datetime):
    (folder / "birthday.mjml.j2").write_text(WHOLE)
    (folder / "birthday.txt.j2").write_text("Hello {{ field.given_name }}, from {{ clinic.name }}")
    assert "templates/birthday" in keys(shelf)
    filled = made(shelf, "templates/birthday", now).filled()
    assert b"Hello Willow Street Clinic" in filled.html and b"Hello Rosa, from" in filled.text


def test_plain_mjml_needs_no_jinja_and_keeps_its_braces(shelf: FolderShelf, folder: Path, now: datetime):
    (folder / "plain.mjml").write_text(WHOLE.replace("{{ clinic.name }}", "{{ name }} {% raw %}{% endraw %}"))
    preview = made(shelf, "templates/plain", now)
    assert b"Hello {{ name }}" in preview.filled().html
    assert any("text" in finding.where for finding in preview.findings), "the missing text part is said"


def test_a_template_named_like_ours_stands_in_its_place(shelf: FolderShelf, folder: Path, now: datetime):
    (folder / "newsletter.mjml.j2").write_text(WHOLE)
    assert b"Hello Willow Street Clinic" in made(shelf, "newsletters/new-door", now).filled().html


def test_a_template_is_read_anew_when_it_is_saved_added_or_removed(shelf: FolderShelf, folder: Path, now: datetime):
    ours = made(shelf, "newsletters/new-door", now).filled().html
    own = folder / "newsletter.mjml.j2"
    for words in ("Hello", "Goodbye"):
        own.write_text(WHOLE.replace("Hello", words))
        os.utime(own, (len(words), len(words)))
        assert f"{words} Willow".encode() in made(shelf, "newsletters/new-door", now).filled().html
    own.rename(folder / "newsletter.mjml")
    assert b"Goodbye {{ clinic.name }}" in made(shelf, "newsletters/new-door", now).filled().html
    (folder / "newsletter.mjml").unlink()
    assert made(shelf, "newsletters/new-door", now).filled().html == ours


def test_partial_templates_are_no_emails(shelf: FolderShelf, folder: Path):
    (folder / "parts.mjml.j2").write_text("{% macro x() %}<mj-text></mj-text>{% endmacro %}")
    (folder / "base.mjml.j2").write_text("<mjml>{% block body %}{% endblock %}</mjml>")
    assert not [key for key in keys(shelf) if key.startswith("templates/")]


@pytest.mark.parametrize(
    "broken",
    ["<mjml>{{ nobody }}</mjml>", "<mjml>{% if %}</mjml>", "<mjml><mj-body>", "<mjml>{% include 'x' %}</mjml>"],
)
def test_a_broken_template_says_where(shelf: FolderShelf, folder: Path, now: datetime, broken: str):
    (folder / "broken.mjml.j2").write_text(broken)
    (folder / "broken.txt.j2").write_text("Text")
    with pytest.raises(EmailError, match="broken.mjml.j2"):
        made(shelf, "templates/broken", now)


def test_a_faulty_newsletter_keeps_its_place(shelf: FolderShelf, folder: Path):
    (folder / "newsletters" / "new-door.md").write_text("no front matter")
    assert "new-door" in [leaf.title for leaf in shelf.groups()[1].leaves]
    assert "must start with a line +++" in fault(shelf, "newsletters/new-door")


def test_a_newsletter_has_the_languages_of_its_folders_and_no_others(shelf: FolderShelf, folder: Path):
    letter = (folder / "newsletters" / "new-door.md").read_text()
    for name in ("es", "en", "Drafts", "to do"):
        (folder / "newsletters" / name).mkdir()
        (folder / "newsletters" / name / "new-door.md").write_text(letter)
    assert shelf.groups()[1].leaves[0].languages == ("en", "es")
    assert shelf.manuscript("newsletters/new-door", "es", None).source.language == "es"


def test_an_empty_folder_still_shows_the_notices(tmp_path: Path, now: datetime):
    shelf = over(tmp_path)
    assert keys(shelf) == ["notices/welcome", "notices/reminder", "notices/ready", "notices/signup", "notices/stopped"]
    assert made(shelf, "notices/ready", now).filled().html


def test_looking_writes_nothing(shelf: FolderShelf, folder: Path, now: datetime):
    before = contents(folder)
    for key in keys(shelf):
        made(shelf, key, now)
    assert contents(folder) == before


def test_a_template_without_its_text_part_is_shown_and_the_lack_is_said(
    shelf: FolderShelf, folder: Path, now: datetime
):
    (folder / "birthday.mjml.j2").write_text(WHOLE)
    preview = made(shelf, "templates/birthday", now)
    assert b"Hello Willow" in preview.filled().html
    assert any(finding.severity == "error" and finding.where == "text" for finding in preview.findings)


@pytest.mark.parametrize("name", ["../secret.mjml", "../secret.mjml.j2", "/etc/passwd"])
def test_a_template_includes_nothing_from_outside_the_folder(
    shelf: FolderShelf, folder: Path, now: datetime, name: str
):
    (folder.parent / "secret.mjml").write_text("<mj-text>secret</mj-text>")
    (folder / "sly.mjml.j2").write_text(f"<mjml><mj-body>{{% include '{name}' %}}</mj-body></mjml>")
    with pytest.raises(EmailError):
        made(shelf, "templates/sly", now)


def test_a_newsletter_shows_the_pictures_beside_it(shelf: FolderShelf, folder: Path, now: datetime):
    picture = cleaned(drawing())
    name, letter = name_for("bar", picture), folder / "newsletters" / "new-door.md"
    letter.write_text(f"{letter.read_text()}\n\n![A teal bar](media/{name})\n")
    assert f"media/{name} isn't there" in fault(shelf, "newsletters/new-door")
    (letter.parent / "media").mkdir()
    (letter.parent / "media" / name).write_bytes(picture.content)
    assert b'alt="A teal bar"' in made(shelf, "newsletters/new-door", now).filled().html

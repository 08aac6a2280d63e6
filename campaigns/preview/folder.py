"""The shelf of an author's laptop: a folder of series, newsletters and templates, and no database.

A series is a folder with series.toml (the folder itself, or one or two levels down); newsletters are Markdown files in newsletters/; templates are
*.mjml.j2 or *.mjml files, and one named like a shipped template stands in its place everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import jinja2
from django.conf import settings

from campaigns.emails.linting import fixed_words
from campaigns.emails.making import Words, lesson_source, template_source
from campaigns.preview import notices
from campaigns.preview.files import stamp_of
from campaigns.preview.folder_pictures import pictures_of
from campaigns.preview.newsletters import newsletter_leaves, newsletter_manuscript
from campaigns.preview.own_templates import own_templates, templates_over
from campaigns.preview.shelf import Group, Leaf, Manuscript
from clinic.models import ClinicProfile
from content.lesson_text import LessonText
from content.newsletter_text import NewsletterText
from content.series_folder import SERIES_FILE, SeriesFault, SeriesFolder, languages_of, read_lesson, read_outline
from content.toml_section import LessonFault
from mailer.finding import EmailError


class FolderShelf:
    """`clinic` isn't saved anywhere: it says whose name, numbers and look the emails carry."""

    def __init__(self, folder: Path, clinic: ClinicProfile) -> None:
        self.folder, self.clinic = folder, clinic
        self.newsletters = folder / "newsletters"

    def groups(self) -> Sequence[Group]:
        named = [
            *(Group(*self.series_of(path)) for path in self.series_folders()),
            Group("Newsletters", newsletter_leaves(self.newsletters)),
            Group("Templates here", tuple(Leaf(f"templates/{name}", name, ("en",)) for name in own_templates(self.folder))),
            Group("Notices to patients", notices.leaves(self.clinic.languages)),
        ]  # fmt: skip
        return [group for group in named if group.leaves]

    def series_folders(self) -> list[Path]:
        if (self.folder / SERIES_FILE).exists():
            return [self.folder]
        found = [*self.folder.glob(f"*/{SERIES_FILE}"), *self.folder.glob(f"*/*/{SERIES_FILE}")]
        return sorted(file.parent for file in found)

    def series_of(self, path: Path) -> tuple[str, tuple[Leaf, ...]]:
        try:
            outline = read_outline(path)
        except SeriesFault:
            return path.name, (Leaf(f"series/{self.name_of(path)}/{SERIES_FILE}", SERIES_FILE, ("en",)),)
        return outline.title, tuple(self.lessons(path, outline))

    def name_of(self, path: Path) -> str:
        """From the folder on, so that two series of one name stay two."""
        return path.name if path == self.folder else path.relative_to(self.folder).as_posix()

    def lessons(self, path: Path, outline: SeriesFolder) -> Iterator[Leaf]:
        for position, step in enumerate(outline.steps, 1):
            try:
                title = read_lesson(path, outline, step.lesson, outline.language).title
            except (LessonFault, SeriesFault):  # it is shown when it is opened
                title = step.lesson
            languages = languages_of(path, outline, step.lesson)
            yield Leaf(f"series/{self.name_of(path)}/{step.lesson}", title, languages, position)

    def manuscript(self, key: str, language: str, revision: int | None) -> Manuscript:
        kind, _, name = key.partition("/")
        match kind:
            case "series":
                return self.lesson(name, language)
            case "newsletters":
                return newsletter_manuscript(self.newsletters, name, language, self.clinic)
            case "templates" if name in own_templates(self.folder):
                return self.template(name)
            case "notices":
                return notices.manuscript(name, language, self.clinic, self.some_words())
        raise KeyError(key)

    def lesson(self, name: str, language: str) -> Manuscript:
        folder, _, slug = name.rpartition("/")
        path = next((one for one in self.series_folders() if self.name_of(one) == folder), None)
        if path is None:
            raise KeyError(name)
        try:
            outline = read_outline(path)
            position = [step.lesson for step in outline.steps].index(slug) + 1
            spoken = language if language in languages_of(path, outline, slug) else outline.language
            text = read_lesson(path, outline, slug, spoken)
        except (LessonFault, SeriesFault) as fault:
            where, _, what = str(fault).partition(": ")
            raise EmailError.one("text", f"{folder}/{where}", f"{what[:1].upper()}{what[1:]}.") from None
        except ValueError:
            raise KeyError(name) from None
        words = Words(
            text, spoken, None, position, len(outline.steps), self.title_after(path, outline, position, spoken), outline.private_words
        )  # fmt: skip
        written = f"{folder}/{slug}.md" if spoken == outline.language else f"{folder}/{spoken}/{slug}.md"
        return Manuscript(
            lesson_source(words, self.clinic, pictures_of(path, text)),
            f"Lesson {position}, {text.title}",
            files={written: text.source, **fixed_words(spoken)},
        )

    def title_after(self, path: Path, outline: SeriesFolder, position: int, language: str) -> str | None:
        if position == len(outline.steps):
            return None
        try:
            return read_lesson(path, outline, outline.steps[position].lesson, language).title
        except (LessonFault, SeriesFault):
            return None

    def template(self, name: str) -> Manuscript:
        """A template of the author's own, with the words of a lesson and a newsletter to fill it with."""
        words = self.some_words()
        return Manuscript(template_source(name, words, LETTER, self.clinic), name)

    def some_words(self) -> Words:
        """Of the first lesson here that can be read, else of the shipped series."""
        for path in [*self.series_folders(), *sorted(Path(settings.LIBRARY).glob(f"*/{SERIES_FILE}"))]:
            folder = path if path.is_dir() else path.parent
            try:
                outline = read_outline(folder)
                text: LessonText = read_lesson(folder, outline, outline.steps[0].lesson, outline.language)
            except (LessonFault, SeriesFault):
                continue
            return Words(text, outline.language, None, 1, len(outline.steps), None, outline.private_words)
        raise FileNotFoundError(settings.LIBRARY)

    def templates(self) -> jinja2.Environment:
        return templates_over(self.folder, Path(settings.EMAIL_TEMPLATES))

    def stamp(self) -> str:
        return stamp_of(self.folder, settings.EMAIL_TEMPLATES, settings.WORDS)


LETTER = NewsletterText(
    "A title", "A letter from the clinic", "What it brings, in a few neutral words, on one line", "Some words.", ""
)

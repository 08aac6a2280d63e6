"""An article file becomes an outline and draft lessons: the whole way, once."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from clinic.pictures import CleanPicture
from content.importing.blocks import Picture
from content.importing.loss import check_nothing_lost
from content.importing.outline import Outline, outline_of
from content.importing.readers import reader_for
from content.importing.reading import bytes_of
from content.importing.refusal import ArticleRefused
from content.importing.splitting import DraftLesson, lessons_of

_LONGEST_SLUG = 50  # characters


@dataclass(frozen=True)
class ImportedArticle:
    """What was understood of an article. `text` is the article itself, word for word; `pictures` are those its lessons show."""

    outline: Outline
    lessons: list[DraftLesson]
    text: str
    pictures: Mapping[str, CleanPicture] = field(default_factory=dict)

    @property
    def series(self) -> str | None:
        """A slug to propose for the series: the title up to its colon. None if that has no Latin letters."""
        return slug_for(self.outline.title) or None

    @property
    def shown_pictures(self) -> list[Picture]:
        """Each place where a section shows a picture. One without alt needs a description before it can be sent."""
        return [picture for section in self.outline.sections for picture in section.pictures]

    def as_json(self) -> dict[str, Any]:
        """The report of `import_article --json`: sections with their counts, what was dropped, the lessons."""
        return {
            "title": self.outline.title,
            "author": self.outline.author,
            "sections": [
                {
                    "level": section.level,
                    "title": section.title,
                    "paragraphs": len(section.paragraphs),
                    "bullets": len(section.bullets),
                    "words": section.words,
                    "flags": list(section.flags),
                    "in_lessons": section.in_lessons,
                }
                for section in self.outline.sections
            ],
            "dropped": [asdict(drop) for drop in self.outline.dropped],
            "mended": [asdict(mend) for mend in self.outline.mended],
            "lessons": [
                {key: value for key, value in asdict(lesson).items() if key != "body_markdown"}
                for lesson in self.lessons
            ],
            "pictures": [
                {"name": picture.name, "alt": picture.alt, "line": picture.line} for picture in self.shown_pictures
            ],
            "series": self.series,
        }


def slug_for(title: str) -> str:
    """A short name of small letters, digits and hyphens, from the title up to its colon. Empty without a Latin letter."""
    ascii_title = unicodedata.normalize("NFKD", title.partition(":")[0]).encode("ascii", "ignore")
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_title.decode().lower()))
    if len(slug) > _LONGEST_SLUG:
        slug = slug[:_LONGEST_SLUG].rpartition("-")[0] or slug[:_LONGEST_SLUG]
    return slug


def import_article(path: Path) -> ImportedArticle:
    """Read the article in a file. Raises ArticleRefused, with one sentence that says what to do."""
    reader_for(path.name)
    return import_bytes(path.name, bytes_of(path))


def import_bytes(name: str, data: bytes) -> ImportedArticle:
    """Read an article that was uploaded under the file name `name`. Raises ArticleRefused."""
    reading = reader_for(name)(data)
    outline = outline_of(reading, re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip().capitalize())
    check_nothing_lost(reading.source, outline)
    if not any(section.content for section in outline.sections):
        raise ArticleRefused(
            _("The file holds no paragraph and no list, only page furniture: add the article's text and try again.")
        )
    return ImportedArticle(outline, lessons_of(outline), reading.source, reading.pictures)

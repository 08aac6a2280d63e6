"""Newsletters in a folder: NAME.md, other languages in folders such as es/."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext

from campaigns.emails.linting import fixed_words
from campaigns.emails.making import newsletter_source
from campaigns.preview.folder_pictures import pictures_of
from campaigns.preview.shelf import Leaf, Manuscript
from clinic.models import ClinicProfile
from content.newsletter_text import NewsletterText, parse_newsletter
from content.series_folder import is_language
from content.toml_section import LessonFault
from mailer.finding import EmailError


def newsletter_leaves(folder: Path) -> tuple[Leaf, ...]:
    names = sorted(path.stem for path in folder.glob("*.md"))
    return tuple(
        Leaf(f"newsletters/{name}", title_of(folder / f"{name}.md"), languages_of(folder, name)) for name in names
    )


def languages_of(folder: Path, name: str, own: str = "en") -> tuple[str, ...]:
    found = {path.parent.name for path in folder.glob(f"*/{name}.md")}
    return own, *sorted(tag for tag in found - {own} if is_language(tag))


def title_of(path: Path) -> str:
    try:
        return text_at(path).title
    except EmailError:
        return path.stem


def newsletter_manuscript(folder: Path, name: str, language: str, clinic: ClinicProfile, own: str = "en") -> Manuscript:
    """Raises KeyError, EmailError."""
    if name not in {path.stem for path in folder.glob("*.md")}:
        raise KeyError(name)
    spoken = language if language in languages_of(folder, name, own) else own
    path = folder / f"{name}.md" if spoken == own else folder / spoken / f"{name}.md"
    text = text_at(path)
    pictures = pictures_of(folder, text) if text.figures else None  # a folder may be looked at without a database
    return Manuscript(
        newsletter_source(text, spoken, clinic, pictures=pictures),
        text.title,
        files={path.name: text.source, **fixed_words(spoken)},
    )


def text_at(path: Path) -> NewsletterText:
    """Raises EmailError."""
    try:
        return parse_newsletter(path.read_bytes().decode(), path.name)
    except LessonFault as fault:
        where, _, what = str(fault).partition(": ")
        raise EmailError.one("text", where, f"{what[:1].upper()}{what[1:]}.", gettext("Mend it in the file.")) from None
    except (OSError, UnicodeDecodeError):
        message, hint = gettext("This file can't be read as UTF-8 text."), gettext("Save it as UTF-8.")
        raise EmailError.one("text", path.name, message, hint) from None

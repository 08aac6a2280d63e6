"""Which reader understands which file. A new format is one more line here: a function from bytes to a `Reading`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from django.utils.translation import gettext as _

import content.importing.web.reader as web_page
import content.importing.word.reader as word_file
from content.importing import furniture, markdown, plain_text
from content.importing.blocks import Reading
from content.importing.reading import text_of
from content.importing.refusal import ArticleRefused

Reader = Callable[[bytes], Reading]


def _of_text(read: Callable[[str], Reading]) -> Reader:
    """A reader for a format that is text: page furniture is taken off before `read` sees it."""

    def reader(data: bytes) -> Reading:
        text = text_of(data)
        page = furniture.clear(text)
        reading = read(page.text)
        blocks = [*page.dropped, *reading.blocks]
        return replace(reading, blocks=blocks, author=reading.author or page.author, source=text)

    return reader


READERS: dict[str, Reader] = {
    ".txt": _of_text(plain_text.read),
    ".md": _of_text(markdown.read),
    ".markdown": _of_text(markdown.read),
    ".html": web_page.read,
    ".htm": web_page.read,
    ".docx": word_file.read,
}


def reader_for(name: str) -> Reader:
    """The reader for a file of this name. Raises ArticleRefused, naming the endings that work."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        works = ", ".join(sorted(READERS))
        raise ArticleRefused(
            _('"{name}" can\'t be imported: save the article as one of {endings} and try again.').format(
                name=suffix or name, endings=works
            )
        )
    return READERS[suffix]

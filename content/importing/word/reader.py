"""The reader of .docx. A line is the number of a paragraph in the file, because Word has no lines to count."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from lxml import etree

from content.importing.blocks import Block, Dropped, Heading, Picture, Reading
from content.importing.edges import clear_edges
from content.importing.pictures import PictureIntake
from content.importing.refusal import ArticleRefused
from content.importing.unmarked import with_headings
from content.importing.web.reader import written_otherwise
from content.importing.web.walk import Walk
from content.importing.word.archive import Archive
from content.importing.word.cleaning import cleaned, paragraphs_of
from content.importing.word.conversion import tree_of
from content.importing.word.names import named
from content.importing.word.relations import Relation, relations_of, why_not_shown, written
from content.importing.word.text import NoteCounter, text_of

_TEXT_PARTS = ("document", "footnotes", "endnotes")
_PLAIN_PARTS = ("styles", "numbering")
_ASIDE = {
    "comments": gettext_noop("a comment"),
    "header": gettext_noop("the head of each page"),
    "footer": gettext_noop("the foot of each page"),
}
_PARAGRAPHS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"})


class WordPictures(PictureIntake):
    """Pictures by the addresses that the conversion gave them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__()
        self.files = files

    def take_in(self, line: int, address: str, alt: str) -> Picture | Dropped:
        if address in self.files:
            return self.take_bytes(line, self.files[address], alt)
        return super().take_in(line, address, alt)


def read(data: bytes) -> Reading:
    """The blocks of a Word file. Raises ArticleRefused."""
    archive = Archive(data)
    roots = {name: archive.xml(f"word/{name}.xml") for name in _TEXT_PARTS if f"word/{name}.xml" in archive.names}
    relations = {name: relations_of(archive, name) for name in roots}
    dropped = [drop for name, root in roots.items() for drop in _cleaned(archive, root, relations[name])]
    source, unused = _source(roots)
    dropped += unused + _aside(archive)
    tree, files = tree_of(_parts(archive, roots, relations))
    pictures = WordPictures(files)
    numbers = _numbers(tree)
    found = Walk(pictures, lambda element: numbers.get(element, 1)).read(tree)
    blocks, author = clear_edges(_below_the_title([one.block for one in found], tree))
    if not source.strip() and not pictures.kept:
        raise ArticleRefused(_("The Word file holds no text: write or paste the article into it and try again."))
    return Reading(
        blocks=[*with_headings(blocks), *dropped],
        author=author,
        source="\n".join([source, *(drop.text for drop in dropped)]),
        written=written_otherwise(found),
        pictures=pictures.kept,
    )


def _cleaned(archive: Archive, root: etree._Element, relations: dict[str, Relation]) -> list[Dropped]:
    return cleaned(root, lambda name: why_not_shown(archive, relations.get(name)))


def _source(roots: dict[str, etree._Element]) -> tuple[str, list[Dropped]]:
    """The words of the text and of the notes it refers to; notes that nothing refers to are dropped."""
    notes = NoteCounter()
    texts = [text_of(roots["document"], notes)]
    bodies = {
        (part, note.get(named("w:id")) or ""): note
        for part in ("footnotes", "endnotes")
        for note in roots.get(part, ())
    }
    texts += [text_of(bodies[name]) for name in notes.seen if name in bodies]
    unused = [" ".join(text_of(note).split()) for name, note in bodies.items() if name not in notes.seen]
    return "\n".join(texts), [
        Dropped(1, words, gettext_noop("a note that nothing refers to")) for words in unused if words
    ]


def _aside(archive: Archive) -> list[Dropped]:
    """Comments, heads and feet of pages."""
    return [
        Dropped(1, words, why)
        for prefix, why in _ASIDE.items()
        for name in archive.names
        if name.startswith(f"word/{prefix}") and name.endswith(".xml") and name.count("/") == 1
        for words in paragraphs_of([archive.xml(name)])
    ]


def _parts(
    archive: Archive, roots: dict[str, etree._Element], relations: dict[str, dict[str, Relation]]
) -> dict[str, bytes]:
    parts = {f"word/{name}.xml": etree.tostring(root) for name, root in roots.items()}
    parts |= {f"word/_rels/{name}.xml.rels": written(found) for name, found in relations.items()}
    parts |= {
        f"word/{name}.xml": etree.tostring(archive.xml(f"word/{name}.xml"))
        for name in _PLAIN_PARTS
        if f"word/{name}.xml" in archive.names
    }
    shown = {one.target for found in relations.values() for one in found.values() if not why_not_shown(archive, one)}
    return parts | {name: archive.content(name) for name in shown}


def _numbers(tree: etree._Element) -> dict[etree._Element, int]:
    """The number of the paragraph at which each element stands."""
    numbers, count = {}, 0
    for element in tree.iter():
        count += element.tag in _PARAGRAPHS
        numbers[element] = max(1, count)
    return numbers


def _below_the_title(blocks: list[Block], tree: etree._Element) -> list[Block]:
    """With a paragraph in Word's style Title, that is the only heading of level 1."""
    title = next((element for element in tree.iter("h1") if element.get("class") == "title"), None)
    if title is None:
        return blocks
    words = " ".join("".join(map(str, title.itertext())).split())
    first = next(
        (place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.text == words), -1
    )
    return [
        replace(block, level=min(6, block.level + 1))
        if isinstance(block, Heading) and block.level and place != first
        else block
        for place, block in enumerate(blocks)
    ]

"""Gather the desk's words for translation: `make words` brings staff/locale up to date and says what still lacks.

Words stand in code as English sentences (gettext); one catalogue a language holds the translation. A text that left the code leaves the
catalogue too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

BASE = Path(__file__).resolve().parent.parent
LANGUAGES = ("es",)
PYTHON = ("staff", "campaigns", "scheduler", "content", "mailer", "patients", "clinic", "config", "operations")
PLACES: dict[str, tuple[int | None, ...]] = {  # in a call: the context, the text, its plural
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (None, 0)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1)),
    "counted": (None, 1, 2),  # staff/wording.py: a number and its noun
}


def catalogue(language: str) -> Path:
    return BASE / "staff" / "locale" / language / "LC_MESSAGES" / "django.po"


def in_code() -> Iterator[tuple[str, object, str | None]]:
    """Where each text stands, the text (a pair where it has a plural), and its context."""
    for folder in PYTHON:
        for path in sorted((BASE / folder).rglob("*.py")):
            yield from ((str(path.relative_to(BASE)), text, context) for text, context in in_module(path.read_text()))
    for name, _, text, _, context in extract_from_dir(
        BASE / "templates" / "staff", [("**.html", "jinja2")], {"**.html": {"trimmed": "true"}}, DEFAULT_KEYWORDS
    ):
        yield f"templates/staff/{name}", text, context
    yield from in_djangos_templates()


def in_module(source: str) -> Iterator[tuple[object, str | None]]:
    """Python is read as a tree: Babel overlooks what stands inside an f-string."""
    for node in ast.walk(ast.parse(source)):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and name in PLACES:
            said = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            context, *texts = [
                said[place] if place is not None and place < len(said) else None for place in PLACES[name]
            ]
            if all(texts):
                yield tuple(texts) if len(texts) > 1 else texts[0], context


def in_djangos_templates() -> Iterator[tuple[str, object, str | None]]:
    """Babel doesn't read Django's own template language; Django turns it into what any gettext tool reads."""
    from django.utils.translation.template import templatize

    for path in sorted((BASE / "templates" / "django").rglob("*.*")):  # pages, and messages in .txt
        lines = [line.strip() for line in templatize(path.read_text()).splitlines()]  # as Python, indents would matter
        source = BytesIO("\n".join(lines).encode())
        for _, text, _, context in extract("python", source, DEFAULT_KEYWORDS):
            yield str(path.relative_to(BASE)), text, context


def gathered() -> Catalog:
    found = Catalog()
    for _, text, context in in_code():
        found.add(text, context=context)
    return found


def kept(language: str) -> Catalog:
    """The catalogue as it is in the tree; an empty one for a new language."""
    path, header = catalogue(language), "# The desk's words. `make words` gathers them."
    if not path.exists():
        return Catalog(locale=language, project="Aftervisit", header_comment=header, fuzzy=False)
    return read_po(BytesIO(path.read_bytes()), locale=language)


def brought_up_to_date(language: str) -> Catalog:
    """What the catalogue knows of the texts in the code; a new text is empty, and nothing is guessed."""
    known = kept(language)
    made = known.creation_date
    known.update(gathered(), no_fuzzy_matching=True, update_header_comment=False)
    known.creation_date = made  # so that nothing changes where no text has
    known.obsolete.clear()
    for message in known:
        message.locations, message.auto_comments, message.user_comments = [], [], []
    return known


def lacking(one: Catalog) -> list[Message]:
    return [message for message in one if message.id and (message.fuzzy or not all(of(message.string)))]


def of(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def write(language: str, one: Catalog) -> None:
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, one, width=0, omit_header=False, sort_output=True, no_location=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, one)


def main() -> None:
    for language in LANGUAGES:
        found = brought_up_to_date(language)
        write(language, found)
        missing = lacking(found)
        print(f"{language}: {len(found)} texts, {len(missing)} without a translation")
        for message in missing[:20]:
            print(f"  {of(message.id)[0]}")
    sys.exit(0)


if __name__ == "__main__":
    main()

"""The line of a lesson or a template that wrote what lint found: "fibromyalgia/01-what-it-is.md:34"."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from mailer.finding import Finding
from mailer.lint.page import FIELD, squeezed
from mailer.lint.spotted import Spotted

MOST_WORDS = 8
SHORTEST = 3  # characters; "x" is everywhere
# What Markdown or a template may put between two words that stand side by side in the HTML.
BETWEEN = r"[\s*_>]+"
ALIKE = {"'": "['’]", "’": "['’]", '"': '["“”]', "“": '["“]', "”": '["”]', "&": "&(?:amp;)?"}


def located(found: Iterable[Spotted], sources: Callable[[], Mapping[str, str]]) -> Iterator[Finding]:
    """Each finding with its line, where an excerpt of it stands in a source."""
    texts = cache(sources)
    for finding, excerpts in found:
        at_html = finding.where == "html" and any(excerpts)
        yield replace(finding, where=place_of(excerpts, texts()), excerpt=excerpts[0]) if at_html else finding


def place_of(excerpts: Iterable[str], sources: Mapping[str, str]) -> str:
    """`name:line` of the first excerpt that any source holds, sources in their order; "html" when none does."""
    for excerpt in excerpts:
        if pattern := _pattern(excerpt):
            for name, text in sources.items():
                if found := pattern.search(text):
                    return f"{name}:{text.count(chr(10), 0, found.start()) + 1}"
    return "html"


def _pattern(excerpt: str) -> re.Pattern[str] | None:
    words = squeezed(excerpt).split(" ")[:MOST_WORDS]
    if sum(map(len, words)) < SHORTEST:
        return None
    return re.compile(BETWEEN.join(map(_word, words)))


def _word(word: str) -> str:
    """One word, or the merge field in it as templates and lessons write it."""
    pieces = FIELD.split(word)
    return "".join(
        rf"(?:field\.{piece}\b|\{{{piece}\}}|\{{\{{ *field\.{piece} *\}}\}})"
        if n % 2
        else "".join(ALIKE.get(character, re.escape(character)) for character in piece)
        for n, piece in enumerate(pieces)
    )

"""Words of the desk that nobody wrapped for translation: `python -m tests.bare_words staff/patient templates/staff/patient`.

A judgement by looks: what reads like words to people. What only looks so, stands in NOT_WORDS or is marked `# not said`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
WRAPS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "counted"})  # fmt: skip
READ_ALOUD = frozenset({"aria-label", "title", "alt", "placeholder", "label", "content", "data-head", "data-busy"})
SILENT = ("script", "style", "code")  # what a command is called isn't said
NAMES = frozenset(
    {"Aftervisit", "SendGrid", "Amazon", "SES", "SMTP", "Markdown", "HTML", "CSV", "PDF", "JSON", "Ctrl", "Alt", "eml"}
)
SENTENCE = re.compile(r"^[A-Z][a-z’']+( |\.|$)|[a-z’,]{2,} [a-z]{2,}")
NOT_WORDS = re.compile(
    r"^[a-z-]+( [a-z-]+){0,3}$|^(SELECT|UPDATE|INSERT|WITH) |^[a-z-]+/[a-z+.-]+|^[%a-zA-Z]+[-_/.:]|charset="
)

MARKUP = re.compile(r"<[!/a-zA-Z][^<>]*(>|$)")


class Words(HTMLParser):
    """What a page says, outside its markup: line and text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        meta = tag == "meta"
        self.found += [
            (self.getpos()[0], value)
            for name, value in attrs
            if value and name in READ_ALOUD and not meta and worded(value)
        ]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and worded(data):
            line = self.getpos()[0] + len(data) - len(data.lstrip("\n"))
            self.found.append((line, " ".join(data.split())))


def worded(text: str) -> bool:
    return any(
        word not in NAMES for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;|\b[a-z-]+=\"[^\"]*\"", "", text))
    )


def blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def in_template(source: str) -> list[tuple[int, str]]:
    """Bare words in a Jinja template, and sentences in its expressions."""
    source = re.sub(r"\{#.*?#\}", blank, source, flags=re.DOTALL)
    source = re.sub(r"\{% block (column|body_class) %\}.*?\{% endblock %\}", blank, source)  # names of classes
    source = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", blank, source, flags=re.DOTALL)
    source = re.sub(r"\b(_|n?gettext|n?pgettext)\((\"[^\"]*\"|'[^']*')(,\s*(\"[^\"]*\"|'[^']*'))?", blank, source)
    spoken = [
        (source[: found.start()].count("\n") + 1, text[1:-1])
        for found in re.finditer(r"\{[{%].*?[%}]\}", source, flags=re.DOTALL)
        for text in re.findall(r"\"[^\"]*\"|'[^']*'", found[0])
        if SENTENCE.search(text[1:-1]) and not NOT_WORDS.search(text[1:-1])
    ]
    page = Words()
    page.feed(re.sub(r"\{[{%].*?[%}]\}", blank, source, flags=re.DOTALL))
    return sorted(page.found + spoken)


def in_python(source: str) -> list[tuple[int, str]]:
    """Literals that read like words to people and aren't wrapped."""
    lines, tree, inside = source.split("\n"), ast.parse(source), set[int]()
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if name in WRAPS or isinstance(node, ast.Assert) or name in ("assert_never",):
            inside |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))  # a docstring
        if isinstance(node, ast.AnnAssign) and node.annotation:
            inside |= {id(one) for one in ast.walk(node.annotation)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            text = MARKUP.sub(" ", node.value)
            if (
                SENTENCE.search(text)
                and worded(text)
                and not NOT_WORDS.search(text)
                and "# not said" not in lines[node.lineno - 1]
            ):
                found.append((node.lineno, node.value))
    return found


def in_files(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".html") and file.is_file():
                look = in_python if file.suffix == ".py" else in_template
                yield from (f"{file}:{line}: {text}" for line, text in look(file.read_text()))


if __name__ == "__main__":
    for one in in_files([Path(name) for name in sys.argv[1:]]):
        print(one)

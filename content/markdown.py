"""Lesson Markdown becomes safe HTML and plain text, both from one token stream, so they always say the same.

A lesson is data, never a template: HTML, braces and MJML in it are shown as typed. Merge tokens are letters and digits,
and pass through unharmed, in a link's address too. `::: how-we-do-it-here NAME` … `:::` is the clinic's own part.
Pictures: see content/figures.py.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from textwrap import TextWrapper
from types import MappingProxyType
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin

from content.figures import ShownPicture, figure_of, with_figures

WIDTH = 72
OWN_PART = "how-we-do-it-here"
_SAFE_ADDRESS = re.compile(r"(?:https?|mailto|tel):|[^:]*$", re.IGNORECASE)
_SCHEME_BY_HAND = re.compile(r"^(?:mailto|tel):", re.IGNORECASE)
_TAGS = frozenset({
    "p", "br", "hr", "strong", "em", "a", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code",
    "table", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip

NO_PICTURES: Mapping[str, ShownPicture] = MappingProxyType({})


@dataclass(frozen=True)
class RichText:
    """One text twice: `html` is cleaned and well-formed, `text` reads well alone."""

    html: str
    text: str


class _Lessons(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        """Other schemes than web, mail and phone are left as typed, by both forms."""
        return bool(_SAFE_ADDRESS.match(url)) and super().validateLink(url)


def rich(markdown: str, words: Mapping[str, str], pictures: Mapping[str, ShownPicture] = NO_PICTURES) -> RichText:
    """Blocks of Markdown, the text wrapped at 72 columns. `pictures` are those that may be shown, by name.

    `words` needs "how_we_do_it_here" (heading of the clinic's own part) and "ask_us_how_we_do_it" (stands in for an
    empty one), with pictures also "picture"; a missing one raises KeyError.
    """
    tokens = list(_settled(list(with_figures(parsed(markdown), pictures, words)), words))
    html = _cleaned(_markdown.renderer.render(tokens, _markdown.options, {}), {one.url for one in pictures.values()})
    return RichText(html.strip(), _text_of(SyntaxTreeNode(tokens), WIDTH))


def rich_inline(markdown: str) -> RichText:
    """One line of Markdown (a key point, a step) without a block around it. The text isn't wrapped."""
    line = " ".join(markdown.split())
    tree = SyntaxTreeNode(_markdown.parseInline(line))
    return RichText(_cleaned(_markdown.renderInline(line)), "".join(map(_line, tree.children)))


def parsed(markdown: str) -> list[Token]:
    return _markdown.parse(markdown)


def split_opening(markdown: str) -> tuple[str, str]:
    """The first paragraph and the rest. The first is empty when the text opens with anything but a paragraph."""
    tokens = _markdown.parse(markdown)
    if not tokens or tokens[0].type != "paragraph_open" or tokens[0].map is None or figure_of(tokens[1]):
        return "", markdown.strip("\n")
    lines = markdown.split("\n")
    first, after = tokens[0].map
    return "\n".join(lines[first:after]).strip(), "\n".join(lines[after:]).strip("\n")


def _settled(tokens: list[Token], words: Mapping[str, str]) -> Iterator[Token]:
    """The clinic's own part becomes a heading and its text, or one sentence when it is empty."""
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.type == f"container_{OWN_PART}_open":
            empty = after is None or after.type == f"container_{OWN_PART}_close"
            yield from _block("p", words["ask_us_how_we_do_it"]) if empty else _block("h3", words["how_we_do_it_here"])
        elif token.type == "heading_open" or token.type == "heading_close":
            token.tag = f"h{max(2, int(token.tag[1]))}"  # the title is the only h1
            yield token
        elif token.type != f"container_{OWN_PART}_close":
            if token.type == "th_open":
                token.attrSet("scope", "col")
            yield token


def _block(tag: str, text: str) -> Iterator[Token]:
    kind = "paragraph" if tag == "p" else "heading"
    yield Token(f"{kind}_open", tag, 1, block=True)
    yield Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text)])
    yield Token(f"{kind}_close", tag, -1, block=True)


def _cleaned(html: str, images: Collection[str] = ()) -> str:
    """`images`: the only addresses a picture may have."""

    def kept(tag: str, name: str, value: str) -> str | None:
        return None if tag == "img" and name == "src" and value not in images else value

    return nh3.clean(
        html,
        tags=_TAGS | {"img"} if images else set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "th": {"scope"}, "img": {"src", "alt", "width", "height"}},
        allowed_classes={"p": {"picture", "caption"}},
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "tel", *(["cid"] if images else [])},
        link_rel=None,
    )


def _text_of(node: SyntaxTreeNode, width: int) -> str:
    """A block as text, no line longer than `width` unless one word is."""
    if node.type == "inline":
        return _wrapped("".join(map(_line, node.children)), width)
    if node.type == "heading":
        title = _text_of(node.children[0], width)
        return f"{title}\n{'-' * max(map(len, title.splitlines()), default=0)}"
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node, width)
    if node.type == "table":
        return _table(node, width)
    if node.type in ("fence", "code_block"):
        return _hung("  ", node.content.rstrip("\n"))
    if node.type == "figure":
        return _wrapped(node.content, width)
    if node.type == "hr":
        return "-" * 12
    inside = width - 2 if node.type == "blockquote" else width
    text = "\n\n".join(_text_of(child, inside) for child in node.children)
    return _hung("  ", text) if node.type == "blockquote" else text


def _list(node: SyntaxTreeNode, width: int) -> str:
    first = int(node.attrs.get("start", 1))
    tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
    items = []
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        blocks = [_text_of(child, width - len(mark)) for child in item.children]
        items.append(_hung(mark, ("\n" if tight else "\n\n").join(blocks)))
    return ("\n" if tight else "\n\n").join(items)


def _table(node: SyntaxTreeNode, width: int) -> str:
    """A line a row: "- Fever: Call us". With more than two columns each value carries its heading."""
    rows = [
        ["".join(map(_line, cell.children[0].children)) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    heads, lines = rows[0], []
    for cells in rows[1:]:
        values = cells[1:] if len(heads) <= 2 else [f"{h} {c}" for h, c in zip(heads[1:], cells[1:], strict=False) if c]
        lines.append(_hung("- ", _wrapped(": ".join(filter(None, [cells[0], "; ".join(values)])), width - 2)))
    return "\n".join([": ".join(filter(None, heads)), *lines] if len(heads) <= 2 else lines)


def _line(node: SyntaxTreeNode) -> str:
    """Inline text without marks; a link's address follows its words, unless they spell it; a picture is its description."""
    if node.type in ("softbreak", "hardbreak"):
        return " " if node.type == "softbreak" else "\n"
    if not node.children:
        return node.content
    inside = "".join(map(_line, node.children))
    if node.type != "link":
        return inside
    address = str(node.attrs.get("href", ""))
    return inside if _spells(inside, address) else f"{inside} ({_SCHEME_BY_HAND.sub('', address)})"


def _spells(words: str, address: str) -> bool:
    """Whether the words already say the address: "(555) 555-0140" says tel:+15555550140."""
    digits = re.sub(r"\D", "", words)
    if address.lower().startswith("tel:"):
        return len(digits) > 2 and re.sub(r"\D", "", address).endswith(digits)
    return not address or words.strip() in (spelled := _SCHEME_BY_HAND.sub("", address), unquote(spelled))


def _wrapped(text: str, width: int) -> str:
    lines = TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines.fill(line) for line in text.split("\n"))


def _hung(mark: str, text: str) -> str:
    return mark + text.replace("\n", "\n" + " " * len(mark)).replace("\n" + " " * len(mark) + "\n", "\n\n")


def _description(tokens: list[Token], place: int, *_: object) -> str:
    return escape("".join(child.content for child in tokens[place].children or []))


def _figure(tokens: list[Token], place: int, *_: object) -> str:
    return str(tokens[place].meta["html"])


def _parser() -> MarkdownIt:
    parser = _Lessons("commonmark", {"html": False}).enable("table")
    parser.use(container_plugin, OWN_PART)
    parser.renderer.rules["image"] = _description  # type: ignore[attr-defined]
    parser.renderer.rules["figure"] = _figure  # type: ignore[attr-defined]
    return parser


_markdown = _parser()

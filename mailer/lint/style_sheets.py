"""Style sheets as rules: what they select, in which medium, and what they declare (read with tinycss2)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2

CONDITION = re.compile(r"\(\s*([^():]+?)\s*(?::\s*([^()]*?)\s*)?\)")
SCHEME = "prefers-color-scheme"


class Declaration(NamedTuple):
    name: str
    value: str
    important: bool


class Rule(NamedTuple):
    """`media` is empty outside @media."""

    selector: str
    media: str
    declarations: tuple[Declaration, ...]


class Sheet(NamedTuple):
    """`at_rules` names every at-rule in lower case, with its prelude: ("media", "(min-width: 560px)")."""

    rules: tuple[Rule, ...]
    at_rules: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declaration, ...]:
    """What a style attribute declares, in its order; what can't be read is left out, as a mail program does."""
    try:
        return tuple(_declared(tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)))
    except RecursionError:
        return ()


@lru_cache(maxsize=64)
def sheet(css: str, media: str = "") -> Sheet:
    """The rules of one <style>; `media` is its attribute."""
    try:
        nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        rules, at_rules = tuple(_rules(nodes, media.lower())), tuple(_at_rules(nodes))
    except RecursionError:
        return Sheet((), ())
    return Sheet(rules, at_rules)


def applies(media: str, *, dark: bool) -> bool:
    """Whether a phone's screen in this scheme takes the rules. Widths are left out: the smallest layout is the base."""
    return not media.strip() or any(_query_applies(query, dark) for query in media.lower().split(","))


def _query_applies(query: str, dark: bool) -> bool:
    kind = " ".join(re.sub(r"\b(only|and)\b", " ", CONDITION.sub(" ", query)).split())
    wanted = (SCHEME, "dark" if dark else "light")
    return kind in ("", "all", "screen") and all(found == wanted for found in CONDITION.findall(query))


def _rules(nodes: list[Any], media: str) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            inside = tuple(
                _declared(tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True))
            )
            yield Rule(tinycss2.serialize(node.prelude).strip(), media, inside)
        elif node.type == "at-rule" and node.lower_at_keyword == "media" and node.content:
            query = tinycss2.serialize(node.prelude).strip().lower()
            within = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(within, f"{media} and {query}" if media else query)


def _at_rules(nodes: list[Any]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.type == "at-rule":
            yield node.lower_at_keyword, tinycss2.serialize(node.prelude).strip()
            if node.lower_at_keyword == "media" and node.content:
                yield from _at_rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _declared(nodes: list[Any]) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration":
            yield Declaration(node.lower_name, tinycss2.serialize(node.value).strip(), bool(node.important))

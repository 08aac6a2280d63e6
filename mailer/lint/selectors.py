"""Selectors of CSS as XPaths (cssselect), each with its specificity."""

from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import parse
from lxml import etree

Specificity = tuple[int, int, int]


@lru_cache(maxsize=512)
def xpaths(selector: str) -> tuple[tuple[etree.XPath, Specificity], ...]:
    """What finds the elements of a selector. Nothing for one that no still page answers (":hover") or that is broken."""
    try:
        return tuple(
            (etree.XPath(HTMLTranslator().selector_to_xpath(one, prefix="descendant-or-self::")), one.specificity())
            for one in parse(selector)
            if one.pseudo_element is None
        )
    except (SelectorError, etree.XPathError, ValueError, RecursionError):
        return ()

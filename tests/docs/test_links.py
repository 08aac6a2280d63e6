"""Every relative link, picture and anchor of the pages leads somewhere, and the index leads to every page."""

from __future__ import annotations

import pytest

from tests.docs.pages import DOCS, anchors, every_page, links, where

INDEX = DOCS / "README.md"


@pytest.mark.parametrize("page", every_page(), ids=where)
def test_every_link_leads_somewhere(page):
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_the_index_leads_to_every_page():
    led = {(DOCS / link.partition("#")[0]).resolve() for link in links(INDEX)}
    assert [where(page) for page in DOCS.glob("*.md") if page not in led | {INDEX}] == []


def test_every_picture_is_shown_somewhere_and_is_small():
    shown = {(page.parent / link).resolve() for page in every_page() for link in links(page)}
    pictures = sorted((DOCS / "pictures").glob("desk-*.png"))
    assert len(pictures) >= 12 and [one.name for one in pictures if one not in shown] == []
    assert [one.name for one in pictures if one.stat().st_size > 120_000] == []

"""What the pages for people show in bold stands on the desk, letter for letter, and so does every way to a page, such as *Settings, Provider*."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.desk_words import catalogue
from tests.docs.pages import DOCS, prose

NOT_OF_THE_SCREEN = {"The words:", "Not the layout.", "One language.", "Until its day.", "Take care:", "bold"}
UNSEEN = re.compile(r"<span class=\"unseen\">.*?</span>")  # for screen readers only
PLACE = re.compile(r"\\\{\w*\\\}|%\\\(\w+\\\)s|\d+")


@pytest.fixture(scope="module")
def on_the_desk() -> list[re.Pattern[str]]:
    with catalogue("es").open("rb") as file:
        texts = [text for one in read_po(file) for text in (one.id if isinstance(one.id, tuple) else (one.id,)) if text]
    texts += [UNSEEN.sub("", text) for text in texts]
    bare = {re.sub(r"<[^>]+>", "", text).replace("’", "'") for text in texts}
    shapes = {PLACE.sub(".+", re.escape(text)) for text in bare}
    return [re.compile(shape) for shape in shapes if re.search(r"[a-z]{3}", shape)]  # not what is a place alone


@pytest.mark.parametrize("name", ["for-staff.md", "for-reviewers.md"])
def test_every_word_in_bold_stands_on_the_desk(name, on_the_desk):
    bold = {re.sub(r"\s+", " ", one) for one in re.findall(r"\*\*(.+?)\*\*", prose(DOCS / name), re.DOTALL)}
    gone = [one for one in bold - NOT_OF_THE_SCREEN if not any(text.fullmatch(one) for text in on_the_desk)]
    assert gone == [] and len(bold) > 12


@pytest.mark.parametrize("name", ["for-staff.md", "for-reviewers.md", "for-admins.md", "smtp.md", "ses.md", "faq.md"])
def test_every_way_to_a_page_is_named_as_on_the_desk(name, on_the_desk):
    ways = re.findall(r"(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)", prose(DOCS / name))
    steps = {step for way in ways for step in way.split(", ")}
    assert [step for step in steps if not any(text.fullmatch(step) for text in on_the_desk)] == [] and steps

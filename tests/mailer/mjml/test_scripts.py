"""alt, title and href come out of mrml as they went in, whatever script or sign they hold."""

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.finding import EmailError
from mailer.mjml.rendering import html_and_findings, to_html

# Block, and what mrml's debug escapes would tear out of it: combining marks, joiners, blanks, quotes, backslashes.
SCRIPTS = {
    "devanagari": (0x900, 0x97F),
    "bengali": (0x980, 0x9FF),
    "tamil": (0xB80, 0xBFF),
    "thai": (0xE00, 0xE7F),
    "arabic": (0x600, 0x6FF),
}
WORDS = ["स्वास्थ्य", "স্বাস্থ্য", "உடல்நலம்", "สุขภาพดี", "السَّلامُ عَلَيْكُم", "👩🏽\u200d⚕️", "👨\u200d👩\u200d👧", "a\u00a0b", "Fr\u0301ed", "x\u200fy", "\u00ad"]  # fmt: skip
SIGNS = ['"', "'", "\\", "\\n", "\\u{94d}", "&", "<", ">", "&amp;", "&#233;", "=", "/>", "-->", "{{ x }}", "  ", ";"]
letters = st.one_of(
    *(st.text(st.characters(min_codepoint=first, max_codepoint=last), max_size=6) for first, last in SCRIPTS.values())
)
values = st.lists(st.one_of(letters, st.sampled_from(WORDS), st.sampled_from(SIGNS)), min_size=1, max_size=8).map(
    "".join
)


class Attributes(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[dict[str, str | None]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(dict(attrs))

    def values(self, name: str) -> set[str | None]:
        return {attributes[name] for attributes in self.seen if name in attributes}


def rendered(tag: str) -> Attributes:
    source = f"<mjml><mj-body><mj-section><mj-column>{tag}</mj-column></mj-section></mj-body></mjml>"
    return Attributes(to_html(source, name="x"))


@given(values, st.sampled_from(["alt", "title"]), st.sampled_from("\"'"))
def test_words_of_a_picture_come_back_from_either_quote(words, attribute, quote):
    escaped = html.escape(words, quote=False).replace(quote, {'"': "&quot;", "'": "&#39;"}[quote])
    other = 'title="x"' if attribute == "alt" else 'alt="x"'
    assert words in rendered(f"<mj-image src='cid:a' {other} {attribute}={quote}{escaped}{quote} />").values(attribute)


@given(values.map(lambda path: f"https://a.example/{path}"), st.sampled_from(["mj-button", "a"]))
def test_addresses_come_back(address, tag):
    link = f'<{tag} href="{html.escape(address)}">x</{tag}>'
    found = rendered(link if tag == "mj-button" else f"<mj-text>{link}</mj-text>").values("href")
    assert address in found


@given(values)
def test_addresses_with_a_bare_ampersand_or_less_than_come_back(words):
    address = "https://a.example/?a=1&b=2<3/" + words.replace("&", "").replace('"', "").replace(";", "")
    assert address in rendered(f'<mj-image alt="" src="cid:a" href="{address}" />').values("href")


@given(values, values, st.sampled_from(["\n", "\r\n", "\t", " \n\t "]))
def test_line_ends_and_tabs_become_one_blank(before, after, gap):
    before, after = before.strip(" "), after.strip(" ")
    escaped = html.escape(f"{before}|{gap}|{after}")
    assert f"{before}| |{after}" in rendered(f'<mj-image src="cid:a" alt="{escaped}" />').values("alt")


@given(values)
def test_no_word_makes_a_finding(words):
    tag = f'<mj-image src="cid:a" alt="{html.escape(words)}" title="{html.escape(words)}" />'
    source = f"<mjml><mj-body><mj-section><mj-column>{tag}</mj-column></mj-section></mj-body></mjml>"
    page, found = html_and_findings(source, name="x")
    assert found == [] and "\\u{" not in page.replace("\\u{94d}", "")


@pytest.mark.parametrize("words", WORDS)
def test_a_finding_behind_words_of_any_script_points_at_the_right_column(words):
    source = f'<mjml><mj-body><mj-section css-class="{words}" paddin="0" /></mj-body></mjml>'
    with pytest.raises(EmailError) as caught:
        to_html(source, name="x")
    assert caught.value.findings[0].where == f"x:1:{source.index('paddin') + 1}"

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.finding import EmailError
from mailer.mjml import rendering
from mailer.mjml.includes import Includes
from mailer.mjml.page import Page

SCRIPTS = [
    "स्वास्थ्य", "السَّلامُ عَلَيْكُم", "สุขภาพดี", "স্বাস্থ্য", "உடல்நலம்", "Sức khoẻ", "👩‍⚕️", "a\u00a0b", "a\u00adb", "x\u200fy", "\u200b", "日本語",
]  # fmt: skip


class Attributes(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[dict[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append(dict(attrs))

    def values(self, name: str) -> list[str | None]:
        return [attributes[name] for attributes in self.seen if name in attributes]


def rendered(text: str, head: str = "", **options) -> str:
    source = f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{text}</mj-column></mj-section></mj-body></mjml>"
    return rendering.to_html(source, name="x.mjml.j2", **options)


@pytest.mark.parametrize("words", SCRIPTS)
def test_no_script_is_corrupted_in_attributes_text_or_title(words):
    html = rendered(f'<mj-image src="cid:a" alt="{words}" /><mj-text><p title="{words}">{words}</p></mj-text>',
                    f"<mj-title>{words}</mj-title>")  # fmt: skip
    attributes = Attributes(html)
    assert attributes.values("alt") == [words] and attributes.values("title") == [words]
    assert attributes.values("aria-label") == [words]
    assert html.count(words) >= 4 and "\\u{" not in html


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'say \"hi\"'", 'say "hi"'),
        ('"say &quot;hi&quot;"', 'say "hi"'),
        (r'"a\b\n"', r"a\b\n"),
        ('"two\n  lines"', "two lines"),
        ('"a\tb"', "a b"),
        ('"1 > 0"', "1 > 0"),
        ('"it\'s"', "it's"),
        ('"caf&#233; &eacute;"', "café é"),
    ],
)
def test_quotes_backslashes_and_line_ends_in_attributes_keep_their_meaning(written, meant):
    assert Attributes(rendered(f"<mj-text><p title={written}>x</p></mj-text>")).values("title") == [meant]


def test_a_style_over_several_lines_keeps_its_declarations():
    html = rendered('<mj-text><p style="color:#112233;\n  margin:0">x</p></mj-text>')
    assert "color:#112233; margin:0" in html


def test_a_title_with_quotes_keeps_the_label_whole():
    assert Attributes(rendered("", '<mj-title>He "said" a\\b</mj-title>')).values("aria-label") == ['He "said" a\\b']


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&\"'"), min_size=1)
    .map(str.strip)
    .filter(bool)
)
def test_any_text_comes_back_from_an_attribute(words):
    assert Attributes(rendered(f'<mj-text><p title="{words}">x</p></mj-text>')).values("title") == [words]


def test_references_written_by_an_author_stay_what_they_are():
    html = rendered("<mj-text><p>&amp;#233; &#150; &lt; &nbsp; &#60;</p></mj-text>")
    assert "&amp;#233; &#150; &lt; &nbsp; &#60;" in html


@pytest.mark.parametrize("gap", ["", " ", "\t", "  \n ", "\r\n", " <!-- c --> "])
def test_blanks_between_elements_stop_nothing(gap):
    social = f"<mj-social>{gap}<mj-social-element name='x' alt=''>a</mj-social-element>{gap}</mj-social>"
    head = f"{gap}<mj-title>t</mj-title>{gap}<mj-style>p {{}}</mj-style>{gap}"
    assert "<title>t</title>" in rendered(social + gap, head)
    assert rendered("", gap) and rendered(f"<mj-navbar>{gap}</mj-navbar>")


def test_a_blank_between_words_and_tags_is_kept():
    assert "<b>a</b> <i>b</i> c" in rendered("<mj-text><b>a</b> <i>b</i> c</mj-text>")


def test_no_web_font_is_ever_loaded():
    html = rendered('<mj-text font-family="Ubuntu">x</mj-text>')
    assert "fonts.googleapis" not in html and "@import" not in html


def test_a_byte_order_mark_and_control_characters_are_dropped():
    assert "ab" in rendering.to_html("\ufeff<mjml><mj-body><mj-raw><p>a\x07b</p></mj-raw></mj-body></mjml>", name="x")


def test_includes_come_from_the_templates_folder(tmp_path):
    (tmp_path / "part.mjml").write_text('<mj-text><p title="स्वा">included</p></mj-text>', encoding="utf-8")
    html = rendered('<mj-include path="part.mjml" />', templates=tmp_path)
    assert "included" in html and Attributes(html).values("title") == ["स्वा"]


def test_no_mjml_at_all_is_an_error():
    with pytest.raises(EmailError, match="no <mjml> element"):
        rendering.to_html("", name="x.mjml.j2")


def test_what_mrml_alone_refuses_is_said_with_its_place_and_what_stands_there():
    page = Page("lesson.mjml.j2", '<mjml>\n<mj-head title="é\\é">\n<mj-title>é <b>x</b></mj-title></mj-head></mjml>')
    with pytest.raises(EmailError) as caught:
        rendering.html_of(page, Includes(None))
    (finding,) = caught.value.findings
    assert finding.where == "lesson.mjml.j2:3:13" and finding.message.endswith(
        "near `<b>x</b></mj-title></mj-head></mjml>`."
    )


def test_what_mrml_alone_refuses_in_an_included_file_is_said_of_that_file(tmp_path):
    (tmp_path / "part.mjml").write_text("<mj-column>\n<mj-image>é</mj-image></mj-column>", encoding="utf-8")
    page = Page("x", '<mjml><mj-body><mj-section><mj-include path="part.mjml" /></mj-section></mj-body></mjml>')
    with pytest.raises(EmailError) as caught:
        rendering.html_of(page, Includes(tmp_path))
    assert str(caught.value).startswith("part.mjml:2:11: MJML: unexpected token near `é</mj-image>")


def test_an_error_of_mrml_without_a_place_names_the_file():
    with pytest.raises(EmailError) as caught:
        rendering.html_of(Page("x.mjml.j2", "<mjml>"), Includes(None))
    assert caught.value.findings[0].where == "x.mjml.j2" and "unexpected end of stream" in str(caught.value)


def test_mrml_breaking_down_is_an_error_like_any_other(tmp_path, capfd):
    (tmp_path / "p").write_text("<p>x</p>")
    page = Page("x", '<mjml><mj-head><mj-include path="p" type="html" /></mj-head></mjml>')
    with pytest.raises(EmailError, match="mrml broke down"):
        rendering.html_of(page, Includes(tmp_path))


def test_an_interruption_is_not_mistaken_for_mrml(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(rendering.mrml, "mjml2html", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rendering.html_of(Page("x", "<mjml></mjml>"), Includes(None))


def test_warnings_come_with_the_html():
    source = "<mjml><mj-body><mj-section><mj-column><mj-text color='#abc'>x</mj-text></mj-column></mj-section></mj-body></mjml>"
    html, found = rendering.html_and_findings(source, name="x.mjml.j2")
    assert "#abc" in html and [str(one) for one in found] == [
        'x.mjml.j2:1:55: color="#abc" of <mj-text> has three digits, which mrml doesn\'t expand. Write #aabbcc.'
    ]


def test_the_other_package_of_the_same_name_is_refused(monkeypatch):
    monkeypatch.setattr(rendering, "mrml", SimpleNamespace(mjml2html=lambda text: text))
    with pytest.raises(ImportError, match="pip uninstall mjml"):
        rendering.check_package()

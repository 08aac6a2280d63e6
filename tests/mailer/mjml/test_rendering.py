from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.finding import EmailError
from mailer.mjml import rendering

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


def test_no_web_font_is_ever_loaded():
    html = rendered('<mj-text font-family="Ubuntu">x</mj-text>')
    assert "fonts.googleapis" not in html and "@import" not in html


def test_a_byte_order_mark_and_control_characters_are_dropped():
    assert "ab" in rendering.to_html("\ufeff<mjml><mj-body><mj-raw><p>a\x07b</p></mj-raw></mj-body></mjml>", name="x")


def test_includes_come_from_the_templates_folder(tmp_path):
    (tmp_path / "part.mjml").write_text('<mj-text><p title="स्वा">included</p></mj-text>', encoding="utf-8")
    html = rendered('<mj-include path="part.mjml" />', templates=tmp_path)
    assert "included" in html and Attributes(html).values("title") == ["स्वा"]


@pytest.mark.parametrize(
    "path", ["file:///etc/passwd", "/etc/passwd", "../secret.mjml", "a/../../secret.mjml", "link.mjml", "none.mjml"]
)
def test_nothing_outside_the_folder_is_included(tmp_path, path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.mjml").write_text("<mj-text>secret</mj-text>")
    (folder / "link.mjml").symlink_to(tmp_path / "secret.mjml")
    with pytest.raises(EmailError, match="unable to load included template"):
        rendered(f'<mj-include path="{path}" />', templates=folder)


def test_without_a_folder_nothing_is_included():
    with pytest.raises(EmailError, match="unable to load"):
        rendered('<mj-include path="part.mjml" />')


def test_an_error_says_file_line_column_and_shows_the_place():
    with pytest.raises(EmailError) as caught:
        rendering.to_html(
            '<mjml>\n<mj-body>\n  <mj-section title="é\\é">\n <mj-text></mj-column>\n', name="lesson.mjml.j2"
        )
    finding = caught.value.findings[1]
    assert finding.code == "mjml" and finding.where == "lesson.mjml.j2:4:11"
    assert finding.message == "</mj-column> closes nothing."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("<mjml><mj-body><mj-sektion></mj-sektion></mj-body></mjml>", "<mj-sektion> isn't a tag"),
        (
            "<mjml><mj-body><mj-text>x</mj-text></mj-body></mjml>",
            "<mj-text> stands in <mj-body>; it belongs in <mj-column> or <mj-hero>.",
        ),
        ("<mjml><mj-body></mjml>", "<mj-body> isn't closed before </mjml>."),
        ("<mjml><mj-body><mj-raw><p>x</mj-raw></mj-body></mjml>", "<p> isn't closed before </mj-raw>."),
        ("<mjml>", "<mjml> isn't closed."),
    ],
)
def test_what_the_renderer_would_pass_over_is_an_error(source, message):
    with pytest.raises(EmailError) as caught:
        rendering.to_html(source, name="x.mjml.j2")
    assert str(caught.value.findings[0].message).startswith(message)


def test_an_included_file_that_is_broken_is_named(tmp_path):
    (tmp_path / "part.mjml").write_text("<mj-text>")
    with pytest.raises(EmailError, match="part.mjml"):
        rendered('<mj-include path="part.mjml" />', templates=tmp_path)


def test_no_mjml_at_all_is_an_error():
    with pytest.raises(EmailError, match="mjml element"):
        rendering.to_html("", name="x.mjml.j2")


def test_an_unexpected_tag_is_shown_where_it_stands():
    with pytest.raises(EmailError) as caught:
        rendering.to_html("<mjml>\n<mj-head>\n<mj-title>é <b>x</b></mj-title></mj-head></mjml>", name="lesson.mjml.j2")
    (finding,) = caught.value.findings
    assert finding.where == "lesson.mjml.j2:3:13" and "`<b>x</b>" in finding.message


def test_the_other_package_of_the_same_name_is_refused(monkeypatch):
    monkeypatch.setattr(rendering, "mrml", SimpleNamespace(mjml2html=lambda text: text))
    with pytest.raises(ImportError, match="pip uninstall mjml"):
        rendering.check_package()

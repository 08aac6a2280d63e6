"""Saved web pages: the article out of the page, hidden words and frames listed, nothing fetched, scripts never kept."""

import base64
import socket
from io import BytesIO

import pytest
from PIL import Image

from content.importing import ArticleRefused, ImportedArticle, import_bytes
from content.importing.web.addresses import public_address

from .outlines import only_section, rows, titles

SENTENCES = (
    "Most back pain gets better by itself within some weeks. Moving a little every day helps more than rest does. " * 3
)


def page(body: str, head: str = "") -> ImportedArticle:
    return import_bytes(
        "back-pain.html", f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>{body}</body></html>".encode()
    )


def reasons(article: ImportedArticle) -> list[tuple[str, str]]:
    return [(drop.text, drop.why) for drop in article.outline.dropped]


def a_picture(width: int, height: int) -> str:
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, lambda *_, **__: pytest.fail("a connection was opened"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))


def test_headings_lists_tables_and_code_keep_their_structure() -> None:
    article = page(
        "<h1>Back pain</h1><p>An opening.</p><h2>What helps?</h2><p>Do this:</p><ul><li>Walk<ul><li>slowly</li></ul></li><li>Rest</li></ul>"
        "<ol start=3><li>Three</li></ol><table><tr><th>Drug<th>Dose</tr><tr><td>A<td>10 mg</tr></table><pre>a  b\n c</pre>"
    )
    assert rows(article) == [(1, "Back pain", 1, 0), (2, "What helps?", 4, 4)]
    section = article.outline.sections[1]
    assert section.paragraphs == ["Do this:", "Drug | Dose", "A | 10 mg", "a  b\n c"]
    assert "- Walk\n    - slowly\n- Rest\n3. Three" in article.lessons[0].body_markdown


def test_menus_frames_and_what_stands_around_the_article_are_listed_not_taught() -> None:
    article = page(
        "<header><nav><a href=/>Home</a></nav><h1>Our Clinic</h1></header>"
        f"<main><article><h1>Back pain</h1><p>{SENTENCES}</p><h2>What helps</h2><p>{SENTENCES}</p></article></main>"
        "<aside><p>Related posts</p></aside><footer><p>Opening hours</p></footer>",
        "<title>Back pain | Our Clinic</title>",
    )
    assert titles(article) == [(1, "Back pain"), (2, "What helps")]
    assert reasons(article) == [
        ("Back pain | Our Clinic", "the page's title"), ("Home", "the page's menu"), ("Our Clinic", "outside the article"),
        ("Related posts", "outside the article"), ("Opening hours", "outside the article"),
    ]  # fmt: skip


def test_a_page_without_headings_is_named_by_its_title() -> None:
    article = page(f"<p>{SENTENCES}</p>", "<title>Back pain – Our Clinic</title>")
    assert (article.outline.title, titles(article)) == ("Back pain", [(1, "Back pain")])


def test_scripts_and_styles_never_survive_and_hidden_words_are_listed() -> None:
    article = page(
        "<h1>T</h1><script>alert('evil')</script><style>p{color:red}</style><noscript>No script</noscript><template>Later</template>"
        "<p onclick=\"evil()\">Seen <span style='display: none'>unseen</span>words.</p><p hidden>Hidden.</p><p aria-hidden=true>Shown.</p>"
    )
    assert only_section(article).paragraphs == ["Seen words.", "Shown."]
    assert reasons(article) == [("unseen", "hidden on the page"), ("Hidden.", "hidden on the page")]
    assert not any(word in str(article.as_json()) + article.text for word in ("evil", "color:red", "Later"))


def test_mark_up_shown_as_words_stays_words() -> None:
    article = page("<h1>T</h1><p>&lt;script&gt;alert(1)&lt;/script&gt; {{ name }} {% url %}</p>")
    assert article.lessons[0].body_markdown == "<script>alert(1)</script> {{ name }} {% url %}\n"


def test_bold_links_notes_and_powers_are_written_as_a_lesson_writes_them() -> None:
    article = page(
        "<h1>T</h1><p><b>Walk</b> as <a href='https://www.example.org/a (b)'>this page</a> says.<sup><a href=#n1>1</a></sup> "
        "10<sup>9</sup> of H<sub>2</sub>O.<br>A <a href='http://localhost/x'>line</a>.</p>"
    )
    assert only_section(article).paragraphs == [
        "**Walk** as [this page](https://www.example.org/a%20%28b%29) says.[1] 10^9 of H2O.\nA line."
    ]


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://www.example.org/a?b=c", "https://www.example.org/a?b=c"),
        ("//www.example.org/a", "https://www.example.org/a"),
        ("mailto:desk@clinic.example", "mailto:desk@clinic.example"),
        ("tel:+1-555-0100", "tel:+1-555-0100"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("/about", ""),
        ("#top", ""),
        ("http://localhost:8000/x", ""),
        ("http://router/x", ""),
        ("http://printer.local/x", ""),
        ("http://127.0.0.1/x", ""),
        ("http://192.168.1.1/x", ""),
        ("http://169.254.169.254/latest", ""),
        ("http://[::1]/x", ""),
        ("http://0x7f.1/x", ""),
        ("http://2130706433/x", ""),
        ("https://me:secret@www.example.org/", ""),
        ("http://[broken", ""),
    ],
)
def test_only_public_addresses_are_kept(href: str, kept: str) -> None:
    assert public_address(href) == kept


def test_pictures_in_the_page_are_redrawn_and_those_from_elsewhere_are_only_named() -> None:
    article = page(
        f"<h1>T</h1><p>Look:<img src='{a_picture(90, 60)}'></p><img src='{a_picture(90, 60)}' alt='A knee'>"
        f"<img src='{a_picture(20, 20)}' alt='icon'><img src='http://10.0.0.1/t.gif' alt='one'><img src=x_files/a.png><img src='data:image/png;base64,QUJD'>"
    )
    first, second = only_section(article).pictures
    assert (first.alt, second.alt, first.name) == ("", "A knee", second.name)
    assert f"![](media/{first.name})" in article.lessons[0].body_markdown
    assert list(article.pictures) == [first.name]
    assert article.as_json()["pictures"][0] == {"name": first.name, "alt": "", "line": first.line}
    whys = [why for _, why in reasons(article)]
    assert (
        "20 by 20 pixels" in whys[0]
        and "at 10.0.0.1" in whys[1]
        and "isn't in the file" in whys[2]
        and "isn't a picture" in whys[3]
    )


def test_a_frame_or_film_is_listed_with_its_host() -> None:
    assert reasons(page("<h1>T</h1><p>Words.</p><iframe src='https://films.example/1'>x</iframe>")) == [
        ("", "a film, sound or frame at films.example: nothing is fetched")
    ]


def test_lines_count_from_one() -> None:
    article = page("\n<h1>T</h1>\n<p>Words.</p>\n<p hidden>Gone.</p>")
    assert [drop.line for drop in article.outline.dropped] == [6]


@pytest.mark.parametrize("charset", ["windows-1251", "iso-8859-2", "shift_jis"])
def test_a_page_in_the_encoding_it_declares_is_understood(charset: str) -> None:
    words = {"windows-1251": "Боль в спине", "iso-8859-2": "Bolest zad a křeče", "shift_jis": "腰の痛み"}[charset]
    data = f"<html><head><meta charset='{charset}'></head><body><h1>{words}</h1><p>{words}.</p></body></html>".encode(
        charset
    )
    assert import_bytes("a.html", data).outline.title == words


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"<html><body></body></html>", "no paragraph", id="no words"),
        pytest.param(b"<html><script>x</script></html>", "no paragraph", id="scripts only"),
        pytest.param(b"<div>" * 5000 + b"x", "nested too deeply", id="too deep"),
        pytest.param(b"<b></b>" * 200_000, "100,000 is the most", id="too many marks"),
        pytest.param(b"PK\x03\x04", "Word document", id="a Word file"),
        pytest.param(b"<p>\xd0\xff\xfe\x81</p>", "unknown encoding", id="encoding"),
    ],
)
def test_what_is_no_readable_page_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(ArticleRefused, match=says) as refusal:
        import_bytes("a.html", data)
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)


def test_entities_and_outside_references_are_not_opened() -> None:
    data = (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>Words &x; here.</p></body></html>'
    )
    assert "&x;" in import_bytes("a.html", data).text

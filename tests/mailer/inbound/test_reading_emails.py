"""Raw emails of every make, read for their words; faulty ones too, without an exception."""

from __future__ import annotations

import base64
import quopri

import pytest

from mailer.inbound.html_words import html_words
from mailer.inbound.mime import MOST_READ, read_mail
from tests.mailer.inbound.emails import part, parts, raw

ACCENTS = "Me siento mareada. ¿Qué hago?"
LATIN = "text/plain; charset=iso-8859-1"


@pytest.mark.parametrize(
    ("kind", "encoding", "body"),
    [
        ("text/plain; charset=utf-8", "8bit", ACCENTS.encode()),
        (LATIN, "8bit", ACCENTS.encode("latin-1")),
        (LATIN, "quoted-printable", quopri.encodestring(ACCENTS.encode("latin-1"))),
        ("text/plain; charset=utf-8", "base64", base64.encodebytes(ACCENTS.encode())),
        ("text/plain", "8bit", ACCENTS.encode("cp1252")),
        ("text/plain; charset=no-such-thing", "8bit", ACCENTS.encode()),
        ("text/plain; charset=ascii", "8bit", ACCENTS.encode()),
        ("text/html; charset=utf-8", "8bit", f"<p>{ACCENTS}</p>".encode()),
        ("text/plain; charset=utf-16", "base64", base64.encodebytes(ACCENTS.encode("utf-16"))),
    ],
    ids=["utf-8", "latin-1", "quoted-printable", "base64", "unsaid", "unknown", "wrong", "html", "utf-16"],
)
def test_words_are_read_in_whatever_way_they_travel(kind, encoding, body):
    mail = read_mail(raw(body, Content_Type=kind, Content_Transfer_Encoding=encoding))
    assert mail.text.strip() == ACCENTS and mail.senders == ("ana@example.org",) and mail.left_out == 0


def test_words_in_nested_parts_are_found_and_all_else_is_counted():
    plain, html = part("text/plain", b"I feel dizzy."), part("text/html", b"<p>I feel <b>dizzy</b>.</p>")
    kind, both = parts(plain, html, kind="alternative", boundary="inner")
    picture = part("image/png", b"iVBORw0", Content_Transfer_Encoding="base64", Content_ID="<logo>")
    related, body = parts(part(kind, both), picture, kind="related", boundary="middle")
    letter = part("text/plain", b"My letter", Content_Disposition='attachment; filename="letter.txt"')
    forwarded = part("message/rfc822", raw("Somebody else's words"))
    outer, whole = parts(part(related, body), letter, forwarded)
    mail = read_mail(raw(whole, Content_Type=outer))
    assert mail.text.strip() == "I feel dizzy." and mail.left_out == 3


def test_html_is_read_when_it_is_all_there_is_and_its_quotes_are_marked():
    page = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><div>I feel&nbsp;dizzy.<br>Call me.</div>"
        "<div>On Mon, 1 Oct, Desk wrote:</div><blockquote>Lesson <p>two</p></blockquote><script>alert(1)</script></body>"
    )
    assert html_words(page).split("\n")[:2] == ["I feel dizzy.", "Call me."]
    assert "> Lesson" in html_words(page) and "> two" in html_words(page)
    assert "color" not in html_words(page) and "alert" not in html_words(page)
    empty, body = parts(part("text/plain", b" \r\n"), part("text/html", page.encode()), kind="alternative")
    assert read_mail(raw(body, Content_Type=empty)).text.startswith("I feel dizzy.")


@pytest.mark.parametrize(
    "broken", ["<" * 200_000, "<!" * 100_000, "&" * 200_000, "<a " * 60_000, "<p>" * 60_000], ids=range(5)
)
def test_faulty_html_is_no_trouble(broken):
    assert len(html_words(broken + "</p>words")) < 1_000_000


def test_no_sender_is_none_and_two_are_two():
    assert read_mail(raw(From=None)).senders == ()
    forged = b"From: Bo <bo@example.org>\r\n" + raw()
    assert set(read_mail(forged).senders) == {"bo@example.org", "ana@example.org"}
    assert len(read_mail(raw(From="ana@example.org, bo@example.org")).senders) == 2
    assert read_mail(raw(From="nobody in particular")).senders == ()
    for odd in ("(" * 9_000, "<" * 9_000, '"' * 9_001, "a@b.example," * 2_000, "=?" * 9_000):
        assert len(read_mail(raw(From=odd)).senders) <= 20


def test_subjects_are_decoded_and_faulty_ones_are_no_trouble():
    assert read_mail(raw(Subject="=?utf-8?b?wqFBbHRvIQ==?=")).subject == "¡Alto!"
    assert read_mail(raw(Subject="=?iso-8859-1?q?m=E1s?= =?utf-8?q?_tarde?=")).subject == "más tarde"
    for odd in ("=?utf-8?b?!?=", "=?no-such?q?x?=", "=?utf-8?b?a?=", "\x00\x01", "=?" * 1_000):
        assert read_mail(raw(Subject=odd)).senders == ("ana@example.org",)


def test_an_email_of_25_megabytes_is_read_for_its_words_alone():
    kind, body = parts(
        part("text/plain", b"Look at my rash."), part("image/jpeg", b"/9j/4AAQ" * 10, Content_Disposition="attachment")
    )
    large = raw(body, Content_Type=kind)[:-10] + b"/9j/4AAQSkZJRgAB\r\n" * 1_400_000
    mail = read_mail(large)
    assert len(large) > 25_000_000 > MOST_READ and mail.text.strip() == "Look at my rash."
    assert mail.cut_short and mail.left_out == 1


def test_parts_within_parts_beyond_all_sense_are_given_up():
    body = b"words"
    kind = "text/plain"
    for depth in range(350):
        kind, body = parts(part(kind, body), boundary=f"d{depth}")
    mail = read_mail(raw(body, Content_Type=kind))
    assert mail.senders == ("ana@example.org",) and (mail.cut_short or mail.text.strip() == "words")
    many = parts(*[part("text/plain", b"word")] * 300)
    assert read_mail(raw(many[1], Content_Type=many[0])).cut_short


@pytest.mark.parametrize(
    "odd", [b"", b"\x00" * 100, b"no email at all", b"\xff\xfe\x00", b"%PDF-1.7", b":::\r\n\r\n:"], ids=range(6)
)
def test_what_is_no_email_has_no_sender(odd):
    assert read_mail(odd).senders == ()


def test_each_email_has_a_name_of_its_own():
    assert read_mail(raw()).name == "<one@example.org>"
    first, second = raw("One", Message_ID=None), raw("Two", Message_ID=None)
    assert read_mail(first).name == read_mail(first).name != read_mail(second).name


def test_it_tells_nobody_what_it_holds():
    assert "ana" not in repr(read_mail(raw()))

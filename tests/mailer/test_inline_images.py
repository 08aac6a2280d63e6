"""Pictures that travel in the email: the same for every way out, read back by the standard library, kept with the email."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given

from mailer.compiled import CompiledEmail
from mailer.filling import fill
from mailer.finding import EmailError
from mailer.inline_images import inline_image, related_boundary, shown_in_a_page
from mailer.lint import lint
from mailer.mime import message_id_for, mime
from mailer.transports.base import Recipient, Verdict
from mailer.transports.inbox import InboxTransport
from mailer.transports.inbox_reading import open_email
from mailer.transports.sendgrid import SendGridTransport
from mailer.transports.smtp import SmtpTransport
from tests.clinic.drawings import drawing, encoded, photo
from tests.mailer.sendgrid_emulator import SendGridEmulator
from tests.mailer.ses_emulator import SesEmulator
from tests.mailer.small_emails import MJML, VALUES, small_email
from tests.mailer.smtp_sinks import HonestServer
from tests.mailer.values_in_many_scripts import names

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
LOGO, FIGURE = drawing(), encoded(photo(90, 60), "JPEG")
CIDS = {"logo-0123456789ab.png@learn.clinic.example": LOGO, "day-0123456789ab.jpg@learn.clinic.example": FIGURE}
IMAGES = tuple(
    inline_image(cid, cid.split("@")[0], "image/png" if content is LOGO else "image/jpeg", b64encode(content).decode())
    for cid, content in CIDS.items()
)
SHOWN = "".join(f'<p><img src="cid:{cid}" alt="A picture" width="60" height="40" /></p>' for cid in CIDS)
WITH_PICTURES = MJML.replace('<mj-text><p class="note">', f'<mj-text>{SHOWN}</mj-text><mj-text><p class="note">')


@pytest.fixture(scope="module")
def email(tmp_path_factory) -> CompiledEmail:
    return small_email(tmp_path_factory.mktemp("templates"), mjml=WITH_PICTURES, images=IMAGES)


def raw(email: CompiledEmail, values=VALUES) -> bytes:
    return mime(email, values, to="maria@home.example", message_id=message_id_for(email, "m1"), date=NOW)


def carried(message: EmailMessage) -> dict[str, bytes]:
    """The pictures of a message by content id, each checked to be inline."""
    images = [part for part in message.walk() if part.get_content_maintype() == "image"]
    assert all(part.get_content_disposition() == "inline" and part.get_filename() for part in images)
    return {part["Content-ID"].strip("<>"): part.get_content() for part in images}


def built_by_python(email: CompiledEmail) -> EmailMessage:
    filled, message = fill(email, VALUES), EmailMessage(policy=SMTP)
    message.set_content(filled.text.decode())
    message.add_alternative(filled.html.decode(), subtype="html")
    html = message.get_payload()[1]
    for (cid, content), image in zip(CIDS.items(), email.images, strict=True):
        html.add_related(
            content, "image", image.media_type.split("/")[1], cid=f"<{cid}>", filename=image.name, disposition="inline"
        )
    return message


def test_it_is_built_as_the_standard_library_builds_it(email):
    ours, theirs = message_from_bytes(raw(email), policy=default), built_by_python(email)
    kinds = [part.get_content_type() for part in ours.walk()]
    assert kinds == [part.get_content_type() for part in theirs.walk()]
    assert kinds == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "image/jpeg",
    ]  # fmt: skip
    assert not any(part.defects for part in ours.walk())
    assert carried(ours) == carried(theirs) == CIDS
    assert ours.get_body(("html",)).get_content().replace("\r\n", "\n") == fill(email, VALUES).html.decode()


@given(name=names)
def test_it_reads_back_whatever_the_name(email, name):
    message = message_from_bytes(raw(email, VALUES | {"given_name": name}), policy=default)
    filled = fill(email, VALUES | {"given_name": name})
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n") == filled.html.decode()
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == filled.text.decode()
    assert carried(message) == CIDS


def test_every_line_is_ascii_and_short(email):
    message = raw(email)
    assert message.isascii() and b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 110  # a part's own headers
    body = message.split(b"Content-Disposition: inline")[1].partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n--")[0].split(b"\r\n"))) <= 76


def test_no_boundary_begins_with_the_other(email):
    inner = related_boundary(email)
    assert not inner.startswith(email.boundary) and not email.boundary.startswith(inner)


def test_an_email_is_kept_with_its_pictures(email):
    again = CompiledEmail.from_json(email.to_json())
    assert again == email and raw(again) == raw(email)


def test_another_picture_makes_another_email(tmp_path, email):
    other = (
        inline_image(IMAGES[0].content_id, IMAGES[0].name, "image/png", b64encode(drawing(30)).decode()),
        IMAGES[1],
    )
    assert small_email(tmp_path, mjml=WITH_PICTURES, images=other).hash != email.hash


def test_an_email_without_pictures_says_nothing_of_them(tmp_path):
    plain = small_email(tmp_path)
    assert "images" not in json.loads(plain.to_json()) and b"multipart/related" not in raw(plain)


def test_a_picture_that_isnt_there_stops_the_email_and_an_unseen_one_is_told(tmp_path):
    with pytest.raises(EmailError, match="isn't in the email"):
        small_email(tmp_path, mjml=WITH_PICTURES, images=IMAGES[:1])
    email = small_email(tmp_path, images=IMAGES)
    assert [one.code for one in lint(email, preheader="Two minutes, at your own pace")].count("picture") == 2


@pytest.mark.parametrize(
    ("cid", "name", "media_type", "content"),
    [
        ("x@y>\r\nBcc: a@b.example", "x.png", "image/png", "AAAA"),
        ('x"@y', "x.png", "image/png", "AAAA"),
        ("x", "x.png", "image/png", "AAAA"),
        ("x@y", 'x".png', "image/png", "AAAA"),
        ("x@y", "x.svg", "image/svg+xml", "AAAA"),
        ("x@y", "x.png", "image/png", "AA\r\nAA"),
    ],
)
def test_nothing_breaks_out_of_a_parts_headers(cid, name, media_type, content):
    with pytest.raises(ValueError):
        inline_image(cid, name, media_type, content)


def test_a_page_shows_the_pictures_from_the_email_itself(email):
    html = shown_in_a_page(fill(email, VALUES).html, email.images)
    assert b"cid:" not in html and html.count(b'src="data:image/') == 2
    assert shown_in_a_page(b'<img src="cid:who@knows">', email.images) == b'<img src="cid:who@knows">'


def test_sendgrid_gets_each_picture_once_for_all_recipients(email):
    people = [Recipient(f"m{n}", f"p{n}@home.example", VALUES) for n in range(3)]
    with SendGridEmulator() as sendgrid:
        transport = SendGridTransport(sendgrid.key, host=sendgrid.url)
        outcome = transport.hand_over(email, people, attempt="a1", now=NOW)
        transport.close()
    assert outcome.verdict is Verdict.ACCEPTED and sendgrid.errors == []
    (request,) = sendgrid.requests
    assert [one["disposition"] for one in request["attachments"]] == ["inline", "inline"]
    assert len(sendgrid.delivered) == 3
    for got in sendgrid.delivered:
        assert got["images"] == CIDS and all(f"cid:{cid}" in got["text/html"] for cid in got["images"])


def test_the_inbox_keeps_and_opens_them(email, tmp_path):
    InboxTransport(tmp_path).hand_over(email, [Recipient("m1", "a@home.example", VALUES)], attempt="a1", now=NOW)
    opened = open_email(tmp_path, "m1")
    assert {one.content_id for one in opened.images} == set(CIDS)
    assert b"cid:" not in shown_in_a_page(opened.html.encode(), opened.images)


def test_amazon_ses_gets_the_same_message(email):
    with SesEmulator() as ses:
        transport = ses.transport()
        transport.hand_over(email, [Recipient("m1", "a@home.example", VALUES)], attempt="a1", now=NOW)
        transport.close()
    assert carried(message_from_bytes(ses.delivered[0]["raw"], policy=default)) == CIDS


def test_smtp_carries_the_same_message(email):
    with HonestServer() as server:
        transport = SmtpTransport(f"smtp://127.0.0.1:{server.port}?tls=off")
        transport.hand_over(email, [Recipient("m1", "a@home.example", VALUES)], attempt="a1", now=NOW)
        transport.close()
    assert carried(message_from_bytes(server.got[0].raw, policy=default)) == CIDS

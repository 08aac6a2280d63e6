"""What an author types comes out unharmed, in every script: in the HTML, in the text part, in the subject and the sender's name."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header
from email.policy import compat32, default
from email.utils import parseaddr
from html.parser import HTMLParser

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from content.lesson_text import lesson_context, parse_lesson
from mailer.compiling import compile_with_findings, environment
from mailer.filling import fill
from mailer.mime import message_id_for, mime
from tests.mailer.test_mime_messages import NOW
from tests.templates.email_samples import EMAILS, FIELDS, LESSON, WORDS, source

TEMPLATES = environment(EMAILS)
VALUES = {name: "https://learn.clinic.example/l/x/" if kind == "url" else "x" for name, kind in FIELDS.items()}
LESSON_TEXT = lesson_context(parse_lesson(LESSON, "05-rest.md"), WORDS)
SCRIPTS = "स्वास्थ्य สุขภาพดี স্বাস্থ্য உடல்நலம் السَّلامُ שָׁלוֹם 健康 Sức ñ ß 👩‍⚕️ 🏳️‍🌈"
characters = st.sampled_from(sorted(set(SCRIPTS))) | st.characters(exclude_categories=["C", "Z"])
typed = st.text(characters, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said += data


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=typed)
@example("{{ field.greeting }} {% if x %} <mj-text>")
@example("a\u00a0b \"c\" 'd' \\u{94d} & <b> &amp; %name% -x-")
@example("zq7abc &#2325; ]]> -->")
@example(SCRIPTS)
def test_typed_words_come_out_as_typed(words):
    assume(not re.search(r"\{[A-Za-z_]\w*\}", words))  # a merge field, or one misspelt
    email, _ = compile_with_findings(
        source("lesson", lesson={**LESSON_TEXT, "title": words}, subject=words, sender_name=words), TEMPLATES
    )
    filled = fill(email, VALUES)
    raw = mime(email, VALUES, to="a@b.example", message_id=message_id_for(email, "m1"), date=NOW)
    assert words in Words(filled.html.decode()).said
    assert "".join(words.split()) in "".join(filled.text.decode().split())
    assert filled.subject == str(message_from_bytes(raw, policy=default)["Subject"]) == words
    assert sender_of(raw) == words


def sender_of(raw: bytes) -> str:
    """The name in From. Not by Python's newer parser, which puts blanks between the encoded words of a name."""
    line = str(message_from_bytes(raw, policy=compat32)["From"]).replace("\n", "")
    if "=?" not in line:
        return parseaddr(line)[0]
    pieces = (
        words if isinstance(words, str) else words.decode(charset or "ascii") for words, charset in decode_header(line)
    )
    return "".join(pieces).rpartition("<")[0].rstrip(" ")

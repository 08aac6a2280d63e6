"""Small emails for tests: a folder with one template, and sources that lint well."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2

from mailer.compiled import CompiledEmail
from mailer.compiling import EmailSource, compile_email, environment

MJML = """\
<mjml lang="{{ language }}" dir="{{ direction }}"><mj-head>
<mj-attributes><mj-text font-size="16px" line-height="24px" /></mj-attributes>
<mj-raw><meta name="color-scheme" content="light dark" /></mj-raw><mj-title>{{ subject }}</mj-title><mj-preview>{{ preheader }}</mj-preview>
<mj-style>a { display: inline-block; padding: 10px 0; }
.note { color: #112233; } @media (prefers-color-scheme: dark) { div, .note { color: #eeeeee !important; } }</mj-style></mj-head>
<mj-body><mj-section><mj-column>
<mj-text><p class="note">Dear {{ field.given_name }}, {{ body }}</p></mj-text>
<mj-text><p><a href="{{ field.read_url }}" title="for {{ field.given_name }}">Read it</a></p></mj-text>
<mj-text><p><a href="{{ field.unsubscribe_url }}">Unsubscribe</a></p></mj-text>
</mj-column></mj-section>
</mj-body>
</mjml>
"""
TEXT = """\
Dear {{ field.given_name }},

{{ body }}

Read it: {{ field.read_url }}
Unsubscribe: {{ field.unsubscribe_url }}
"""
BODY = "here is a short lesson for you. It takes two minutes, and you can read it whenever you like."
VALUES = {
    "given_name": "Maria",
    "read_url": "https://learn.clinic.example/r/Hq2kL0aVb9sD3fGh7jKl",
    "unsubscribe_url": "https://learn.clinic.example/u/Zx9cV8bN7mA6sD5fG4hJ",
}
SOURCE = EmailSource(
    template="lesson",
    context={"body": BODY},
    subject="{given_name}, your lesson is ready",
    preheader="Two minutes to read, at your own pace, whenever you like",
    language="en",
    direction="ltr",
    sender_name="Learning Desk",
    sender_address="lessons@clinic.example",
    reply_to="desk@clinic.example",
    headers={
        "List-Unsubscribe": "<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "Learning Desk <lessons.clinic.example>",
        "Auto-Submitted": "auto-generated",
    },
    fields={"given_name": "text", "read_url": "url", "unsubscribe_url": "url"},
    private_words=("fibro",),
)


def templates(folder: Path, mjml: str = MJML, text: str = TEXT) -> jinja2.Environment:
    (folder / "lesson.mjml.j2").write_text(mjml, encoding="utf-8")
    (folder / "lesson.txt.j2").write_text(text, encoding="utf-8")
    return environment(folder)


def small_email(folder: Path, *, mjml: str = MJML, text: str = TEXT, **changes: Any) -> CompiledEmail:
    return compile_email(replace(SOURCE, **changes), templates(folder, mjml, text))

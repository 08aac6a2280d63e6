import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from mailer.compiled import CompiledEmail
from mailer.compiling import compile_with_findings
from mailer.lint import lint
from tests.mailer.small_emails import MJML, SOURCE, TEXT, templates


@pytest.fixture
def found(tmp_path) -> Callable:
    """What lint says of the small email with `extra` in it: severity, code, and the part it is in."""

    def codes(extra="", *, mjml=MJML, text=TEXT, weights=None, **changes):
        mjml = mjml.replace("</mj-column>", f"<mj-raw>{extra}</mj-raw></mj-column>", 1)
        source = replace(SOURCE, **changes)
        _, findings = compile_with_findings(source, templates(tmp_path, mjml, text), weights=weights or {})
        return [(one.severity, one.code, re.sub(r"^lesson\.mjml\.j2:\d+$", "html", one.where)) for one in findings]

    return codes


@pytest.fixture
def says() -> Callable:
    """The messages of one code about any HTML, as a whole page or as what stands in <body>."""

    def messages(code, html, **rules):
        page = html if "<html" in html else f'<html lang="en"><body>{html}</body></html>'
        findings = lint(as_email(page), preheader="Two minutes to read, at your own pace, today", **rules)
        return [one.message for one in findings if one.code == code]

    return messages


def as_email(html: str, text: str = "Unsubscribe: https://clinic.example/u", **changes) -> CompiledEmail:
    content = {
        "template": "any", "language": "en", "direction": "ltr", "sender_name": "Desk", "sender_address": "desk@clinic.example",
        "reply_to": "desk@clinic.example", "subject": ("Your lesson is ready",), "html": (html,), "text": (text,), "headers": (),
    }  # fmt: skip
    return CompiledEmail.of(**content | changes)

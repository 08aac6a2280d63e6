"""What is done without compiling: for each patient Jinja fills the lesson's own MJML and text, and mjml2html makes the HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jinja2
import mjml

from campaigns.emails.kept_emails import templates
from mailer.compiling import EmailSource
from mailer.marking import marked_everywhere
from mailer.merge import Tokens
from mailer.mjml.armour import armour
from mailer.template_errors import rendered

OPENING, CLOSING = "[[[", "]]]"


class MadeAnew:
    def __init__(self, source: EmailSource) -> None:
        tokens = Tokens(source.fields)
        context = context_of(source, tokens)
        self.html, self.text = (
            template(rendered(templates(), f"{source.template}.{kind}.j2", context), tokens) for kind in ("mjml", "txt")
        )

    def email(self, values: Mapping[str, str]) -> str:
        page: str = mjml.mjml2html(self.html.render(values), fonts={})
        return page + self.text.render(values)


def context_of(source: EmailSource, tokens: Tokens) -> dict[str, Any]:
    """What the compiler hands to the templates."""
    words = {**source.context, "subject": source.subject, "preheader": source.preheader}
    facts = {"field": tokens, "language": source.language, "direction": source.direction}
    return {**marked_everywhere(words, tokens), **facts}


def template(words: str, tokens: Tokens) -> jinja2.Template:
    """Its merge fields as Jinja's own variables."""
    for name in tokens:
        words = words.replace(getattr(tokens, name), f"{OPENING} {name} {CLOSING}")
    environment = jinja2.Environment(autoescape=True, variable_start_string=OPENING, variable_end_string=CLOSING)
    return environment.from_string(armour(words) if words.lstrip().startswith("<mjml") else words)

"""One email made for a preview: the same compile and the same fill as the send, for a patient nobody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import jinja2

from campaigns.emails import links
from campaigns.emails.answering import ANSWER_FIELD
from campaigns.emails.values import asked, greeting, long_date, weekday_and_date
from campaigns.preview.personas import Persona
from mailer.compiled import CompiledEmail
from mailer.compiling import NOWHERE, EmailSource, compile_with_findings
from mailer.filling import FilledEmail, fill
from mailer.finding import EmailError, Finding
from mailer.mime import message_id_for, mime

NOBODY = "patient@example.org"
TOKEN = "Preview0fAnEmail1NobodyGets000000"
NOBODYS_CODE = "r.preview"  # an answer to it comes from nobody we know


@dataclass(frozen=True)
class Preview:
    """`findings` are what lint says of it; with an error among them it could not be sent."""

    email: CompiledEmail
    values: Mapping[str, str]
    findings: tuple[Finding, ...]
    preheader: str
    at: datetime

    def filled(self) -> FilledEmail:
        return fill(self.email, self.values)

    def eml(self) -> bytes:
        """The message as an SMTP server would get it (RFC 5322)."""
        return mime(self.email, self.values, to=NOBODY, message_id=message_id_for(self.email, "preview"), date=self.at)

    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in message_from_bytes(self.eml(), policy=default).items()]

    def refuse_errors(self) -> Preview:
        """Raises EmailError when it could not be sent."""
        if any(finding.severity == "error" for finding in self.findings):
            raise EmailError(self.findings)
        return self


def make(
    source: EmailSource,
    templates: jinja2.Environment,
    persona: Persona,
    now: datetime,
    *,
    written_in: Mapping[str, str] = NOWHERE,
) -> Preview:
    """`written_in`: the texts its words stand in, by name, so that findings name a file and line.

    Raises EmailError when there is nothing to show: a broken template, a misspelt merge field.
    """
    email, findings = compile_with_findings(source, templates, written_in=written_in)
    values = values_for(persona, source.language, now)
    return Preview(email, values, tuple(findings), source.preheader, now)


def values_for(persona: Persona, language: str, now: datetime) -> dict[str, str]:
    return {
        "read_url": links.lesson(TOKEN),
        "sources_url": links.sources(TOKEN),
        "settings_url": links.settings_of(TOKEN),
        "stop_url": links.stop(TOKEN),
        "confirm_url": links.confirm(TOKEN),
        "undo_url": links.stopped(TOKEN),
        ANSWER_FIELD: NOBODYS_CODE,
        **{f"answer_{number}_url": links.answer(TOKEN, number) for number in (1, 2, 3)},
        "greeting": greeting(persona.given_name, language),
        "given_name": persona.given_name,
        "next_date": weekday_and_date((now + timedelta(days=3)).date(), language),
        "asked_on": long_date(now.date(), language),
        "asked": asked(now.date(), language),
    }

"""What an inbox would show badly, block, or load from strangers."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from mailer.compiled import CompiledEmail
from mailer.finding import Finding, Severity
from mailer.lint.links import css_loads, link_findings, load_findings, loaded_by

ACTIVE = {"script", "form", "iframe", "object", "embed", "applet", "svg", "base", "input", "video", "audio"}
UNSEEN = {"style", "title", "script"}


def html_findings(email: CompiledEmail, public_host: str) -> list[Finding]:
    reader = _Reader(_Rules(frozenset(email.url_fields), public_host.lower()), [])
    reader.feed(_with_field_names(email))
    reader.close()
    language = reader.language
    if not language:
        reader.note("error", "language", "<html> has no lang.", "Screen readers need it to choose a voice.")
    elif language.split("-")[0].lower() != email.language.split("-")[0].lower():
        reader.note("warning", "language", f"<html lang> says {language}, the email is {email.language}.")
    return reader.findings


@lru_cache(maxsize=8)
def visible_text(email: CompiledEmail) -> str:
    """The words of the HTML; a merge field counts as one word."""
    reader = _Reader(_Rules(frozenset(), ""), [])
    reader.feed(_with_field_names(email))
    reader.close()
    return "".join(reader.words)


def _with_field_names(email: CompiledEmail) -> str:
    return "".join(part if isinstance(part, str) else f"\ue000{part.field}\ue001" for part in email.html)


@dataclass(frozen=True)
class _Rules:
    url_fields: frozenset[str]
    public_host: str


class _Reader(HTMLParser):
    """Reads once; also what stands in conditional comments, since Outlook loads it."""

    def __init__(self, rules: _Rules, findings: list[Finding]) -> None:
        super().__init__()
        self.rules, self.findings = rules, findings
        self.words: list[str] = []
        self.language = ""
        self._within = ""

    def note(self, severity: Severity, code: str, message: str, hint: str = "") -> None:
        self.findings.append(Finding(severity, code, "html", message, hint))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "").strip()
        self._within = tag if tag in UNSEEN else self._within
        self._check_activity(tag, values)
        if tag == "img" and "alt" not in values:
            self.note("error", "alt", "An image has no alt text.", 'Describe it, or write alt="" if it only adorns.')
        if tag in ("a", "area") and "href" in values:
            self.findings += link_findings(values["href"].strip(), self.rules.url_fields)
        self._check_loads(loaded_by(tag, values))

    def handle_endtag(self, tag: str) -> None:
        self._within = "" if tag == self._within else self._within

    def handle_data(self, data: str) -> None:
        if self._within == "style":
            self._check_loads(css_loads(data))
        elif not self._within:
            self.words.append(data + " ")

    def handle_comment(self, data: str) -> None:
        if data.startswith("[if"):
            outlook = _Reader(self.rules, self.findings)
            outlook.feed(data.partition(">")[2])
            outlook.close()

    def _check_activity(self, tag: str, values: dict[str, str]) -> None:
        if tag in ACTIVE:
            self.note("error", "active", f"<{tag}> doesn't work in an email.", "Take it out.")
        if any(name.startswith("on") for name in values):
            self.note("error", "active", f"<{tag}> carries a script.", "Take it out.")
        if any("\ue000" in value for name, value in values.items() if name == "style"):
            self.note("error", "field-in-style", f"<{tag}> has a merge field in its style.", "Put it in the text.")

    def _check_loads(self, urls: Iterable[str]) -> None:
        for url in urls:
            self.findings += load_findings(url.strip(), self.rules.url_fields, self.rules.public_host)

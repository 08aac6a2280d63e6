"""What an inbox would show badly, block, or load from strangers."""

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

from mailer.compiled import CompiledEmail
from mailer.lint.links import css_loads, link_findings, load_findings, loaded_by
from mailer.lint.page import with_field_names
from mailer.lint.spotted import Spotted, spotted

ACTIVE = {"script", "form", "iframe", "object", "embed", "applet", "svg", "base", "input", "video", "audio"}


def html_findings(email: CompiledEmail, public_host: str) -> list[Spotted]:
    reader = _Reader(_Rules(frozenset(email.url_fields), public_host.lower()), [])
    reader.read(with_field_names(email))
    return reader.findings


@dataclass(frozen=True)
class _Rules:
    url_fields: frozenset[str]
    public_host: str


class _Reader(HTMLParser):
    """Reads once; also what stands in conditional comments, since Outlook loads it."""

    def __init__(self, rules: _Rules, findings: list[Spotted]) -> None:
        super().__init__()
        self.rules, self.findings = rules, findings
        self._in_style = False

    def read(self, html: str) -> None:
        self.feed(html)
        self.close()

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![x]>` is a comment to HTML (§13.2.5.42); the parser of the standard library stops at it."""
        end = self.rawdata.find(">", i + 3)
        return end + 1 if end >= 0 else -1

    def error(self, code: str, message: str, hint: str, *excerpts: str) -> None:
        self.findings.append(spotted("error", code, message, hint, *excerpts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._in_style = self._in_style or tag == "style"
        self._check_activity(tag, values)
        if tag == "img" and "alt" not in values:
            hint = 'Describe it, or write alt="" if it only adorns.'
            self.error("alt", "An image has no alt text.", hint, values.get("src", ""))
        if tag in ("a", "area") and "href" in values:
            href = values["href"].strip()
            self.findings += [Spotted(one, (href,)) for one in link_findings(href, self.rules.url_fields)]
        self._check_loads(loaded_by(tag, values))

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._check_loads(css_loads(data))

    def handle_comment(self, data: str) -> None:
        if data.startswith("[if"):
            outlook = _Reader(self.rules, self.findings)
            outlook.read(data.partition(">")[2])

    def _check_activity(self, tag: str, values: dict[str, str]) -> None:
        if tag in ACTIVE:
            self.error("active", f"<{tag}> doesn't work in an email.", "Take it out.", f"<{tag}")
        if any(name.startswith("on") for name in values):
            self.error("active", f"<{tag}> carries a script.", "Take it out.", f"<{tag}")
        if any("\ue000" in value for name, value in values.items() if name == "style"):
            message = f"<{tag}> has a merge field in its style."
            self.error("field-in-style", message, "Put it in the text.", values["style"])

    def _check_loads(self, urls: Iterable[str]) -> None:
        for url in urls:
            found = load_findings(url.strip(), self.rules.url_fields, self.rules.public_host)
            self.findings += [Spotted(one, (url.strip(),)) for one in found]

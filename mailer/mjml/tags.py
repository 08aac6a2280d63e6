"""What mrml passes over in silence: tags it doesn't know, tags in the wrong place, tags that close nothing."""

from html.parser import HTMLParser

from mailer.finding import Finding

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {"mj-body", "mj-wrapper"}
IN_COLUMNS = {"mj-column", "mj-hero"}
STANDS_IN: dict[str, set[str]] = {
    "mj-head": {"mjml"},
    "mj-body": {"mjml"},
    **dict.fromkeys(("mj-attributes", "mj-breakpoint", "mj-font", "mj-preview", "mj-style", "mj-title"), {"mj-head"}),
    "mj-wrapper": {"mj-body"},
    "mj-section": BLOCKS,
    "mj-hero": BLOCKS,
    "mj-group": {"mj-section"},
    "mj-column": {"mj-section", "mj-group"},
    **dict.fromkeys(("mj-text", "mj-button", "mj-image", "mj-table", "mj-divider", "mj-spacer"), IN_COLUMNS),
    **dict.fromkeys(("mj-social", "mj-navbar", "mj-accordion", "mj-carousel"), IN_COLUMNS),
    "mj-social-element": {"mj-social"},
    "mj-navbar-link": {"mj-navbar"},
    "mj-accordion-element": {"mj-accordion"},
    **dict.fromkeys(("mj-accordion-title", "mj-accordion-text"), {"mj-accordion-element"}),
    "mj-carousel-image": {"mj-carousel"},
    **dict.fromkeys(("mj-all", "mj-class"), {"mj-attributes"}),
}
"""Where a tag may stand (documentation.mjml.io). In mj-attributes any tag may, mj-raw and mj-include anywhere."""
ANYWHERE = {"mj-raw", "mj-include"}


def tag_findings(source: str, name: str) -> list[Finding]:
    """Faults of the tags in MJML; `name` is the file that `line:column` counts in."""
    reader = _Tags(name)
    reader.feed(source)
    reader.close()
    for tag, where in reader.open:
        reader.note(f"<{tag}> isn't closed.", where)
    return reader.findings


class _Tags(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.findings: list[Finding] = []
        self.open: list[tuple[str, str]] = []

    def note(self, message: str, where: str = "") -> None:
        self.findings.append(Finding("error", "mjml", where or self._here(), message, "Mend the template."))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check_place(tag)
        if tag not in VOID:
            self.open.append((tag, self._here()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check_place(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if all(tag != one for one, _ in self.open):
            self.note(f"</{tag}> closes nothing.")
            return
        while (inner := self.open.pop())[0] != tag:
            self.note(f"<{inner[0]}> isn't closed before </{tag}>.", inner[1])

    def _check_place(self, tag: str) -> None:
        around = self.open[-1][0] if self.open else ""
        if not tag.startswith("mj-") or tag in ANYWHERE:
            return
        if tag not in STANDS_IN:
            self.note(f"<{tag}> isn't a tag that our MJML renderer knows.")
        elif around not in STANDS_IN[tag] | {"mj-attributes"}:
            places = " or ".join(f"<{place}>" for place in sorted(STANDS_IN[tag]))
            self.note(f"<{tag}> stands in <{around}>; it belongs in {places}.")

    def _here(self) -> str:
        line, column = self.getpos()
        return f"{self.name}:{line}:{column + 1}"

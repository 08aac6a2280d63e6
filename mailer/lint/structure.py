"""What a screen reader goes by: the language, the order of headings, and which tables hold data."""

from collections.abc import Iterator

from mailer.lint.page import Element, Page, words_of
from mailer.lint.spotted import Spotted, spotted

# Languages in scripts of Unicode's right-to-left classes (UAX #9).
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-arab", "ps", "sd", "ug", "ur", "yi"})


def structure_findings(page: Page, language: str) -> Iterator[Spotted]:
    yield from _language_findings(page, language)
    yield from _heading_findings([one for one in page.body if one.tag in {f"h{level}" for level in range(1, 7)}])
    for table in page.body:
        if table.tag == "table":
            yield from _table_findings(table)


def _language_findings(page: Page, language: str) -> Iterator[Spotted]:
    said, base = page.root.get("lang", "").strip(), language.split("-")[0].lower()
    turned = page.root.get("dir", "").strip().lower()
    if not said:
        yield spotted("error", "language", "<html> has no lang.", "Screen readers need it to choose a voice.", "<mjml")
    elif said.split("-")[0].lower() != base:
        message = f"<html lang> says {said}, the email is {language}."
        yield spotted("warning", "language", message, "Give the template's language.", "<mjml")
    if base in RIGHT_TO_LEFT and turned != "rtl":
        yield spotted("error", "direction", f"{language} is written right to left.", 'Write dir="rtl".', "<mjml")
    elif base not in RIGHT_TO_LEFT and turned == "rtl":
        yield spotted("warning", "direction", f"{language} isn't written right to left.", 'Write dir="ltr".', "<mjml")


def _heading_findings(headings: list[Element]) -> Iterator[Spotted]:
    """WCAG 2.2, 1.3.1 and 2.4.6: one title, and no level left out on the way down. No heading at all is fine."""
    before = 0
    for number, heading in enumerate(headings):
        level, words = int(str(heading.tag)[1]), words_of(heading)
        if not words:
            yield spotted("warning", "heading", f"An <h{level}> is empty.", "Write it or take it out.", f"<h{level}")
        if number and level == 1:
            yield spotted("warning", "heading", f"“{words}” is a second <h1>.", "An email has one title.", words)
        elif level > before + 1:
            was = f"after <h{before}>" if before else "first"
            hint = f"Make it <h{before + 1}>; its size is a matter of style."
            yield spotted("warning", "heading", f"“{words}” is <h{level}> {was}: a level is left out.", hint, words)
        before = level


def _table_findings(table: Element) -> Iterator[Spotted]:
    for_layout = table.get("role", "").lower() in ("presentation", "none")
    heads = [one for one in table.iter("th") if _table_around(one) is table]
    excerpts = (words_of(table), f'class="{table.get("class", "")}"' if table.get("class") else "")
    if heads and for_layout:
        message = "A table for layout has header cells."
        yield spotted("warning", "table", message, 'Take role="presentation" away, or make them <td>.', *excerpts)
    elif not heads and not for_layout and table.get("role") is None:
        hint = 'Give a table for layout role="presentation", and a table of data header cells.'
        yield spotted("warning", "table", "Screen readers will read a table out cell by cell.", hint, *excerpts)
    for head in heads:
        if not for_layout and head.get("scope", "").lower() not in ("col", "row", "colgroup", "rowgroup"):
            words = words_of(head)
            yield spotted("warning", "table", f"The header cell “{words}” has no scope.", 'Add scope="col".', words)


def _table_around(cell: Element) -> Element | None:
    return next(cell.iterancestors("table"), None)

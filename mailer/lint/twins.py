"""Both parts of an email say the same: people who read the text get every heading and every link."""

import re
from collections.abc import Iterator

from mailer.compiled import CompiledEmail
from mailer.lint.page import FIELD, Element, Page, readable, words_of
from mailer.lint.spotted import Spotted, spotted


def twin_findings(email: CompiledEmail, page: Page) -> Iterator[Spotted]:
    text = "".join(part if isinstance(part, str) else f"\ue000{part.field}\ue001" for part in email.text)
    said, digits = _letters(text), re.sub(r"\D", "", text)
    for heading in page.body:
        if re.fullmatch("h[1-6]", str(heading.tag)) and (words := words_of(heading)) and _letters(words) not in said:
            message = f"The text part lacks the heading “{readable(words)}”."
            yield spotted("warning", "text-part", message, "Add it to the .txt.j2 template.", words)
    for href in dict.fromkeys(_addresses(page.body)):
        if not _is_in(href, text, digits):
            message = f"The text part lacks the link to {readable(href)[:80]}."
            yield spotted("warning", "text-part", message, "Add it to the .txt.j2 template.", href)


def _addresses(body: list[Element]) -> Iterator[str]:
    yield from (href for one in body if one.tag == "a" and (href := one.get("href", "").strip()))


def _is_in(href: str, text: str, digits: str) -> bool:
    scheme, _, rest = href.partition(":")
    match scheme.lower():
        case "tel" | "sms":
            return re.sub(r"\D", "", rest.partition("?")[0]) in digits
        case "mailto":
            return rest.partition("?")[0].casefold() in text.casefold()
        case "http" | "https":
            return href in text
    return not (field := FIELD.match(href)) or field[0] in text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()

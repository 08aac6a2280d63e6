"""Words that should be there: a subject, a preheader, a text part; and that fit where they stand."""

import re
from collections.abc import Iterator

from mailer.compiled import CompiledEmail, Parts
from mailer.finding import Finding
from mailer.lint.privacy import literals
from mailer.lint.visible import visible_text

LONGEST_SUBJECT, SHORTEST_PREHEADER, LONGEST_PREHEADER, A_FILLED_NAME = 60, 40, 110, 8  # characters
FEWEST_WORDS = 15
LEAST_SHARE_OF_HTML = 0.5


def subject_findings(email: CompiledEmail, preheader: str) -> Iterator[Finding]:
    length = sum(len(part) if isinstance(part, str) else A_FILLED_NAME for part in email.subject)
    if not _filled(email.subject).strip():
        yield Finding("error", "subject", "subject", "The subject is empty.", "Write one neutral sentence.")
    elif length > LONGEST_SUBJECT:
        message = f"The subject has {length} characters; phones show about {LONGEST_SUBJECT}."
        yield Finding("warning", "subject", "subject", message, "Shorten it.")
    if not preheader.strip():
        hint = "Say in a few neutral words what opening it brings."
        yield Finding("warning", "preheader", "preheader", "The preheader is empty.", hint)
    elif len(preheader) > LONGEST_PREHEADER:
        message = f"The preheader has {len(preheader)} characters; at most {LONGEST_PREHEADER} are shown."
        yield Finding("note", "preheader", "preheader", message, "Shorten it.")
    elif len(preheader) < SHORTEST_PREHEADER:
        message = f"The preheader has {len(preheader)} characters; an inbox shows {SHORTEST_PREHEADER} or more."
        yield Finding(
            "note", "preheader", "preheader", message, "Say a little more, or the email's first words follow."
        )
    yield from _line_findings(email)


def _line_findings(email: CompiledEmail) -> Iterator[Finding]:
    named: dict[str, str] = {f"header {name}": literals(value) for name, value in email.headers}
    named |= {"subject": literals(email.subject), "sender name": email.sender_name}
    named |= {"sender address": email.sender_address, "reply-to": email.reply_to}
    for where, value in named.items():
        if re.search(r"[\r\n\0]", value):
            yield Finding("error", "line-end", where, "A header can't hold a line end.", "Write it on one line.")
    for where in ("sender address", "reply-to"):
        if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", named[where]):
            yield Finding("error", "address", where, "This is not an email address.", "Set it in the clinic's details.")


def text_findings(email: CompiledEmail) -> Iterator[Finding]:
    words, seen = len(_filled(email.text).split()), len(visible_text(email).split())
    if not words:
        yield Finding("error", "text-part", "text", "The text part is empty.", "Fill the .txt.j2 template.")
    elif words < FEWEST_WORDS or words < seen * LEAST_SHARE_OF_HTML:
        message = f"The text part has {words} words and the HTML {seen}."
        yield Finding("warning", "text-part", "text", message, "People who read text need the same lesson.")


def _filled(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else "x" for part in parts)

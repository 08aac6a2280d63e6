"""What filters and people take for advertising. One such word is none: only several together are said."""

import re
from collections.abc import Iterator

from mailer.compiled import CompiledEmail
from mailer.finding import Finding
from mailer.lint.privacy import literals

# Words with a weight; ours, after what SpamAssassin's rules for English bodies score.
WEIGHTS = {
    "100%": 1, "act now": 2, "bargain": 1, "buy now": 2, "cash": 1, "cheap": 1, "click here": 1, "congratulations": 1,
    "discount": 1, "double your": 2, "exclusive deal": 2, "free": 1, "guarantee": 1, "lose weight": 2, "lottery": 3,
    "miracle": 2, "no cost": 1, "no obligation": 2, "offer": 1, "order now": 2, "risk-free": 2, "special promotion": 2,
    "urgent": 1, "viagra": 3, "winner": 2, "you have won": 3, "$$$": 3,
}  # fmt: skip
ENOUGH = 3
MANY_CAPITALS, LONG_WORD = 2, 4


def spam_findings(email: CompiledEmail, preheader: str, seen: str) -> Iterator[Finding]:
    """`seen`: the words of the HTML."""
    subject = literals(email.subject)
    for where, words in (("subject", f"{subject} {preheader}"), ("html", seen)):
        found = [word for word in WEIGHTS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words, re.IGNORECASE)]
        if sum(WEIGHTS[word] for word in found) >= ENOUGH:
            message = f"Filters may take this for advertising: {', '.join(found)}."
            yield Finding("warning", "spam", where, message, "Say it in plain words.")
    shouted = [word for word in re.findall(r"[^\W\d_]+", subject) if len(word) >= LONG_WORD and word.isupper()]
    if len(shouted) >= MANY_CAPITALS or (shouted and subject.upper() == subject):
        yield Finding("warning", "spam", "subject", f"The subject shouts: {' '.join(shouted)}.", "Use small letters.")
    if len(re.findall("[!¡！]", subject)) > 1 or "!!" in preheader:
        yield Finding("warning", "spam", "subject", "The subject has many exclamation marks.", "Use one or none.")

"""What somebody wrote just now: an email without the words it quotes, without the signature, without what nobody can see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_READ = 100_000  # characters: what is quoted below them is cut anyway
SEEN = frozenset("\n\t")
HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co"})
JOINERS = frozenset("\u200c\u200d")  # Persian and Hindi words and families of emoji need them
NUMBER_OF_QUOTED_HEADERS = 3  # From, Sent, To: so many lines together are the head of the email that is answered
FOLDED = 3  # lines over which a long "On Monday … wrote:" is broken


@dataclass(frozen=True)
class Phrases:
    """What mail programs write in answers, in small letters, of every language we have words in."""

    stop_words: frozenset[str]
    away: tuple[str, ...]
    wrote: tuple[str, ...]
    first_message: tuple[str, ...]
    quoted_headers: tuple[str, ...]
    sent_from: tuple[str, ...]


def own_words(text: str, phrases: Phrases) -> str:
    """Empty when there are none. Answers written under what they quote, or between its lines, are kept."""
    lines = visible(text[:MOST_READ]).split("\n")
    kept = list(_own_lines([line.rstrip() for line in lines], phrases))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def visible(text: str) -> str:
    """Without controls, bidi overrides and half characters; every line end is a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u00a0", " ")
    return "".join(one for one in text if one in SEEN or one in JOINERS or unicodedata.category(one) not in HIDDEN)


def is_stop(words: str, phrases: Phrases) -> bool:
    """STOP, and nothing else: "Please stop by" is no wish to stop."""
    plain = "".join(one if one.isalpha() else " " for one in unicodedata.normalize("NFKC", words).casefold())
    return " ".join(plain.split()) in phrases.stop_words


def _own_lines(lines: Sequence[str], phrases: Phrases) -> Iterator[str]:
    number = 0
    while number < len(lines):
        line = lines[number]
        if _is_quoted(line):
            number += 1
        elif length := _attribution(lines, number, phrases):
            number += length
            if not _quotes_follow(lines, number):
                return
        elif _is_the_end(lines, number, phrases):
            return
        else:
            yield line
            number += 1


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))


def _attribution(lines: Sequence[str], number: int, phrases: Phrases) -> int:
    """Over how many lines "On Monday, Ana <ana@example.org> wrote:" stands here; 0 when it doesn't."""
    for length in range(1, FOLDED + 1):
        part = [line.strip() for line in lines[number : number + length]]
        joined = " ".join(part).casefold()
        if not all(part) or len(part) < length:
            return 0
        if joined.endswith(phrases.wrote) and any(sign.isdigit() or sign == "@" for sign in joined):
            return length
    return 0


def _quotes_follow(lines: Sequence[str], number: int) -> bool:
    following = next((line for line in lines[number:] if line.strip()), "")
    return _is_quoted(following)


def _is_the_end(lines: Sequence[str], number: int, phrases: Phrases) -> bool:
    """A signature (RFC 3676 §4.3), a phone's own line, or the head of the email that is answered."""
    line = lines[number].strip().casefold()
    if line == "--" or line.startswith(phrases.sent_from):
        return True
    if line.startswith(("-", "_")) and (len(line.strip("_")) == 0 or line.strip("- ") in phrases.first_message):
        return len(line) > 5
    return _quoted_headers(lines[number : number + NUMBER_OF_QUOTED_HEADERS], phrases) >= NUMBER_OF_QUOTED_HEADERS


def _quoted_headers(lines: Sequence[str], phrases: Phrases) -> int:
    """How many lines from here on, one after the other, look like From: and Sent: (bold in some programs)."""
    count = 0
    for line in lines:
        if not line.strip().replace("*", "").casefold().startswith(phrases.quoted_headers):
            return count
        count += 1
    return count

"""Characters a person can't see, which break headers, turn text around or hide one address inside another."""

import unicodedata

# Needed to write Persian, Urdu, Hindi and other names properly (Unicode, "zero width joiner" and "non-joiner").
JOINERS = frozenset("\u200c\u200d")
# Controls, formatting (bidi among it), line and paragraph separators, surrogates, private use.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co"})


def has_hidden(text: str, allowed: frozenset[str] = frozenset()) -> bool:
    """True when `text` holds a control, bidi, line-breaking, surrogate or private-use character not in `allowed`."""
    if text.isascii() and text.isprintable():  # nearly every address and name; 30 times as fast
        return False
    return any(unicodedata.category(character) in _HIDDEN and character not in allowed for character in text)

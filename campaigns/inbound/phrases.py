"""What people and mail programs write in answers, of all languages in templates/words together."""

from __future__ import annotations

from functools import lru_cache

from content.words import languages_with_words, read_words
from mailer.inbound.own_words import Phrases


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    return Phrases(
        stop_words=frozenset(said("stop_words")),
        away=said("away"),
        wrote=said("wrote"),
        first_message=said("first_message"),
        quoted_headers=said("quoted_headers"),
        sent_from=said("sent_from"),
    )


def said(key: str) -> tuple[str, ...]:
    """A patient may answer in another language than the one we write in, so every list holds all."""
    lists = [read_words(language)["inbound"][key].casefold() for language in languages_with_words()]
    return tuple(dict.fromkeys(one.strip() for text in lists for one in text.split(",") if one.strip()))

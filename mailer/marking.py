"""Merge fields found wherever words stand in an email's source."""

from collections.abc import Iterator, Mapping
from typing import Any

from mailer.finding import EmailError
from mailer.merge import Tokens, mark_fields, misspelt_fields


def marked_everywhere(words: Mapping[str, Any], tokens: Tokens) -> dict[str, Any]:
    """The same data with a token for each listed `{field}`; raises EmailError for misspelt ones."""
    if findings := [f for where, text in _texts(words, "") for f in misspelt_fields(text, tokens, where)]:
        raise EmailError(findings)
    return {name: _marked(value, tokens) for name, value in words.items()}


def _marked(value: Any, tokens: Tokens) -> Any:
    match value:
        case str():
            return mark_fields(value, tokens)
        case Mapping():
            return {key: _marked(one, tokens) for key, one in value.items()}
        case list() | tuple():
            return [_marked(one, tokens) for one in value]
    return value


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield where, value
        case Mapping():
            for key, one in value.items():
                yield from _texts(one, f"{where}.{key}".lstrip("."))
        case list() | tuple():
            for number, one in enumerate(value, 1):
                yield from _texts(one, f"{where}[{number}]")

"""How one of the clinic's settings is read from text and shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinic.models import ClinicProfile
from clinic.refusal import Refusal


@dataclass(frozen=True)
class Setting:
    """One setting: the model fields it fills, how its text is read, and how it is shown again."""

    read: Callable[[str], dict[str, Any]]
    show: Callable[[ClinicProfile], str]


def wrong(name: str, text: str | None, advice: str, /, **places: object) -> Refusal:
    """The command's refusal says which setting it is and what was written, in English; beside its field the advice is enough.

    `text`: as written; None for nothing at all. `advice`: a whole sentence marked with gettext_noop, with its {places}.
    """
    said, written = advice.format(**places), "empty" if text is None else repr(text)
    return Refusal(f"{name} is {written}: {said[:1].lower()}{said[1:]}", _(advice).format(**places))


def this(name: str, sentence: str, /, *, subject: int = 1, **places: object) -> Refusal:
    """`sentence`, marked with gettext_noop, speaks of "this"; the command says the setting's name in place of its first words.

    `subject`: how many words those are.
    """
    said = sentence.format(**places).split(" ", subject)[-1]
    return Refusal(f"{name} {said}", _(sentence).format(**places))

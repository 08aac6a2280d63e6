"""For whom a step is meant: a small closed vocabulary, kept as JSON with the step, and one pure function that judges it.

A step without conditions is for everyone. With several, all must hold. A step that isn't meant for a patient is skipped, and the sentence
returned here is kept as the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.refusal import Refusal

LONGEST_LEAD = 365  # days before a procedure


class Answered(StrEnum):
    """What became of the question in the lesson before."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_AT_ALL = "not at all"


@dataclass(frozen=True)
class Facts:
    """What is known of a patient when a step is due."""

    language: str
    answered: Answered = Answered.NOT_AT_ALL
    asked_for_help: bool = False


@dataclass(frozen=True)
class Conditions:
    """`languages` empty, `answered` and `asked_for_help` None: whatever it is. `before_procedure`: days, None for the usual day only."""

    languages: tuple[str, ...] = ()
    answered: Answered | None = None
    asked_for_help: bool | None = None
    before_procedure: int | None = None

    @property
    def asks(self) -> bool:
        """Whether some patients may be left out."""
        return bool(self.languages) or self.answered is not None or self.asked_for_help is not None

    def as_json(self) -> dict[str, Any]:
        """Only what is set, in the words of series.toml."""
        kept = {
            "languages": list(self.languages) or None,
            "answered": self.answered and self.answered.value,
            "asked_for_help": self.asked_for_help,
            "before_procedure": self.before_procedure,
        }
        return {name: value for name, value in kept.items() if value is not None}


ALWAYS = Conditions()
ANSWERED_OTHERWISE = {
    Answered.RIGHT: gettext_noop("The question of the lesson before was answered right."),
    Answered.WRONG: gettext_noop("The question of the lesson before was answered wrong."),
    Answered.NOT_AT_ALL: gettext_noop("The question of the lesson before wasn't answered."),
}
NAMES = ("languages", "answered", "asked_for_help", "before_procedure")


def read(kept: Mapping[str, Any]) -> Conditions:
    """From JSON or series.toml. Raises Refusal with what to write instead."""
    if strange := sorted(set(kept) - set(NAMES)):
        said = _("A step knows no condition {name}: the conditions are {names}.")
        raise Refusal(said.format(name=repr(strange[0]), names=", ".join(NAMES)))
    languages, answered, lead = kept.get("languages", []), kept.get("answered"), kept.get("before_procedure")
    if not isinstance(languages, list) or not all(isinstance(one, str) and one for one in languages):
        raise Refusal(_('languages is a list of language tags such as ["en", "es"].'))
    if answered is not None and answered not in list(Answered):
        raise Refusal(_('answered is {value}: write "right", "wrong" or "not at all".').format(value=repr(answered)))
    if type(kept.get("asked_for_help", False)) is not bool:
        raise Refusal(_("asked_for_help is true or false."))
    if lead is not None and (type(lead) is not int or not 0 <= lead <= LONGEST_LEAD):
        raise Refusal(_("before_procedure is a whole number of days from 0 to {n}.").format(n=LONGEST_LEAD))
    return Conditions(tuple(languages), answered and Answered(answered), kept.get("asked_for_help"), lead)


def unmet(wanted: Conditions, facts: Facts) -> str:
    """Why the step isn't for this patient, as a sentence; empty when it is."""
    if wanted.languages and not speaks(facts.language, wanted.languages):
        return f"This lesson is for patients who read {' or '.join(wanted.languages)}."
    if wanted.answered is not None and facts.answered != wanted.answered:
        return ANSWERED_OTHERWISE[facts.answered]
    if wanted.asked_for_help is not None and facts.asked_for_help != wanted.asked_for_help:
        return (
            gettext_noop("This patient asked for more help.")
            if facts.asked_for_help
            else gettext_noop("This patient didn't ask for more help.")
        )
    return ""


def speaks(language: str, among: tuple[str, ...]) -> bool:
    """es-MX is Spanish, so es holds for it."""
    return language in among or language.split("-")[0] in among

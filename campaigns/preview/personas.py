"""Made-up patients to preview an email with: an ordinary one, and the awkward ones that break careless systems."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from clinic.refusal import Refusal


@dataclass(frozen=True)
class Persona:
    given_name: str
    says: str


PERSONAS = {
    "default": Persona("Rosa", gettext_noop("an ordinary name")),
    "no-name": Persona("", gettext_noop("the clinic knows no first name")),
    "long": Persona("Maria Esperanza Guadalupe Concepción de los Ángeles", gettext_noop("a long name")),
    "apostrophe": Persona("D'Arcy O’Neill", gettext_noop("two kinds of apostrophe")),
    "rtl": Persona("مريم", gettext_noop("a name written from right to left")),
    "emoji": Persona("Sam 👩‍⚕️", gettext_noop("an emoji of several characters")),
    "markup": Persona("<b>Bo</b> & Co", gettext_noop("HTML in a name")),
    "braces": Persona("{{ given_name }} {% if %}", gettext_noop("template braces in a name")),
    "tag": Persona("-x- [unsubscribe] %name%", gettext_noop("a provider's substitution tags in a name")),
}


def persona(name: str) -> Persona:
    if name not in PERSONAS:
        raise Refusal(f"There is no persona {name!r}: choose one of {', '.join(PERSONAS)}.")
    return PERSONAS[name]

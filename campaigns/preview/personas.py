"""Made-up patients to preview an email with: an ordinary one, and the awkward ones that break careless systems."""

from __future__ import annotations

from dataclasses import dataclass

from clinic.refusal import Refusal


@dataclass(frozen=True)
class Persona:
    given_name: str
    says: str


PERSONAS = {
    "default": Persona("Rosa", "an ordinary name"),
    "no-name": Persona("", "the clinic knows no first name"),
    "long": Persona("Maria Esperanza Guadalupe Concepción de los Ángeles", "a long name"),
    "apostrophe": Persona("D'Arcy O’Neill", "two kinds of apostrophe"),
    "rtl": Persona("مريم", "a name written from right to left"),
    "emoji": Persona("Sam 👩‍⚕️", "an emoji of several characters"),
    "markup": Persona("<b>Bo</b> & Co", "HTML in a name"),
    "braces": Persona("{{ given_name }} {% if %}", "template braces in a name"),
    "tag": Persona("-x- [unsubscribe] %name%", "a provider's substitution tags in a name"),
}


def persona(name: str) -> Persona:
    if name not in PERSONAS:
        raise Refusal(f"There is no persona {name!r}: choose one of {', '.join(PERSONAS)}.")
    return PERSONAS[name]

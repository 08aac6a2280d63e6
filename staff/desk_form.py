"""The form all forms of the desk are made from: what is wrong is said with the field's name and what to do, never in stock words.

A field's own `error_messages` go first: they know best. What it doesn't say is said here.
"""

from __future__ import annotations

from django import forms
from django.forms.utils import pretty_name
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

REQUIRED = gettext_lazy("“%(label)s” is empty: fill it in.")
CHOOSE = gettext_lazy("“%(label)s” is open: choose one of the list.")
TICK = gettext_lazy("“%(label)s” isn’t ticked: tick it, or go back.")
OF_THE_LIST = gettext_lazy("“%(label)s” has an answer that isn’t on the list: choose one of the list.")
UNREADABLE = gettext_lazy("“%(label)s” can’t be read: write it again.")
FILE = gettext_lazy("“%(label)s” is missing: choose the file again.")

# By kind of field and Django's code; of a field's kinds the nearest that has the code says it.
SAID: dict[type[forms.Field], dict[str, str | Promise]] = {
    forms.Field: {
        "required": REQUIRED,
        "invalid": UNREADABLE,
        "max_length": gettext_lazy("“%(label)s” is too long: write it in %%(limit_value)d characters."),
        "min_length": gettext_lazy("“%(label)s” is too short: write at least %%(limit_value)d characters."),
        "min_value": gettext_lazy("“%(label)s” is too small: write %%(limit_value)s or more."),
        "max_value": gettext_lazy("“%(label)s” is too large: write %%(limit_value)s or less."),
        "null_characters_not_allowed": gettext_lazy("“%(label)s” holds a character nobody can see: write it again."),
    },
    forms.IntegerField: {"invalid": gettext_lazy("“%(label)s” isn’t a whole number: write it in digits, such as 3.")},
    forms.DateField: {"invalid": gettext_lazy("“%(label)s” isn’t a date: write it as 2026-11-24.")},
    forms.TimeField: {"invalid": gettext_lazy("“%(label)s” isn’t a time: write it as 10:00.")},
    forms.EmailField: {"invalid": gettext_lazy("“%(label)s” isn’t an email address: write it as name@example.org.")},
    forms.BooleanField: {"required": TICK},
    forms.ChoiceField: {"required": CHOOSE, "invalid_choice": OF_THE_LIST},
    forms.MultipleChoiceField: {"invalid_choice": OF_THE_LIST, "invalid_list": OF_THE_LIST},
    forms.FileField: {
        "required": FILE,
        "invalid": FILE,
        "missing": FILE,
        "empty": gettext_lazy("“%(label)s” is an empty file: choose another one."),
        "max_length": gettext_lazy("The name of the file is too long: give it a shorter one."),
        "contradiction": gettext_lazy("“%(label)s” is both chosen and taken away: do one of them."),
    },
}


class DeskForm(forms.Form):
    def full_clean(self) -> None:
        for name, field in self.fields.items():
            say_plainly(field, str(field.label or pretty_name(name)))
        super().full_clean()


def say_plainly(field: forms.Field, label: str) -> None:
    """Put our words in the place of Django's; a field that has its own keeps them."""
    stock, ours = stock_messages(field), our_messages(field)
    for code, said in ours.items():
        if field.error_messages.get(code, stock.get(code)) == stock.get(code):
            field.error_messages[code] = said % {"label": label}


def our_messages(field: forms.Field) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in reversed(type(field).__mro__):
        found |= {code: str(said) for code, said in SAID.get(kind, {}).items()}
    return found


def stock_messages(field: forms.Field) -> dict[str, object]:
    """What Django says for a field of this kind, by code."""
    found: dict[str, object] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            found |= vars(kind).get("default_error_messages", {})
    return found

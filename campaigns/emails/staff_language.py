"""The language of an email to somebody who works here: the one they chose for the desk, English where they chose none."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.contrib.auth.models import User
from django.utils import translation

from clinic.models import Person

UNCHOSEN = "en"


def in_their_language(user: User) -> AbstractContextManager[None]:
    """Texts looked up inside are in `user`'s language, whoever is at the desk and whatever the clock speaks."""
    chosen = Person.objects.filter(user=user).values_list("language", flat=True).first()
    return translation.override(chosen or UNCHOSEN)

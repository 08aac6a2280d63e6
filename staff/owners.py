"""Who does what a row of Today asks for: a person by name, or how many may."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from clinic.models import Person
from staff.permissions import TABLE, May
from staff.wording import counted

Row = dict[str, Any]


class Owners:
    """Two queries, however many rows there are."""

    def __init__(self) -> None:
        people = Person.objects.filter(user__is_active=True).select_related("user")[:200]
        self.people = list(people)
        self.roles = Counter(one.role for one in self.people)

    def of_mine(self, row: Row, user: User) -> str:
        if row["owner"]:
            return _("You")
        others = [one for one in self.who_do(row["does"]) if one.user_id != user.pk]
        if not others:
            return _("You")
        return _("You or {others}").format(others=counted(len(others), "other", "others"))

    def of_others(self, row: Row, names: dict[str, str]) -> str:
        if row["owner"]:
            return names.get(row["owner"], _("A colleague"))
        found = self.who_do(row["does"])
        if len(found) == 1:
            return name_of(found[0].user)
        return counted(len(found), "colleague", "colleagues") if found else _("Nobody yet")

    def who_do(self, what: May) -> list[Person]:
        return [one for one in self.people if one.role in TABLE[what] and (what != May.SIGN or one.credential)]


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()

"""A repetition in words, and the choices of the form."""

from __future__ import annotations

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.newsletters.repeating import LAST, NTH, Rule
from staff.speaking import locale_spoken

ON_THE = {
    1: gettext_lazy("on the first {day}"),
    2: gettext_lazy("on the second {day}"),
    3: gettext_lazy("on the third {day}"),
    4: gettext_lazy("on the fourth {day}"),
    LAST: gettext_lazy("on the last {day}"),
}
THE = {
    1: gettext_lazy("The first"),
    2: gettext_lazy("The second"),
    3: gettext_lazy("The third"),
    4: gettext_lazy("The fourth"),
    LAST: gettext_lazy("The last"),
}
MONTHS = {
    1: gettext_lazy("every month"),
    2: gettext_lazy("every second month"),
    3: gettext_lazy("every third month"),
    6: gettext_lazy("every six months"),
    12: gettext_lazy("every year"),
}


def in_words(rule: Rule | None) -> str:
    """ "on the first Tuesday, every month"; empty for a newsletter that goes out once."""
    if rule is None:
        return ""
    months = MONTHS.get(rule.months) or _("every {n} months").format(n=rule.months)
    return f"{ON_THE[rule.nth].format(day=day_name(rule.weekday))}, {months}"


def day_name(weekday: int) -> str:
    return str(get_day_names("wide", locale=locale_spoken())[weekday])


def choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "nth": [("", _("It goes out once")), *((str(one), str(THE[one])) for one in NTH)],
        "weekday": [(str(day), day_name(day)) for day in range(7)],
        "months": [(str(number), str(words)) for number, words in MONTHS.items()],
    }

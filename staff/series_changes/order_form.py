"""The lessons and days of a series as the order page sends them: two lists of equal length, the days staying where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from campaigns.models import Series
from campaigns.steps.changing import Slot
from clinic.refusal import Refusal
from content.models import Lesson, Revision


@dataclass(frozen=True)
class Order:
    """`lessons` are ids in order, `days` as typed. `was` is the order this one was made from."""

    lessons: tuple[str, ...]
    days: tuple[str, ...]
    was: str

    @property
    def written(self) -> str:
        return " ".join(f"{lesson}:{day.strip()}" for lesson, day in zip(self.lessons, self.days, strict=True))

    def swapped(self, at: int, other: int) -> Order:
        """The lessons change places; the days stay."""
        lessons = list(self.lessons)
        if 0 <= at < len(lessons) and 0 <= other < len(lessons):
            lessons[at], lessons[other] = lessons[other], lessons[at]
        return replace(self, lessons=tuple(lessons))

    def without(self, at: int) -> Order:
        keep = [place for place in range(len(self.lessons)) if place != at]
        return replace(
            self, lessons=tuple(self.lessons[place] for place in keep), days=tuple(self.days[place] for place in keep)
        )

    def with_lesson(self, lesson: str) -> Order:
        """At the end, four days after the last."""
        last = self.days[-1].strip() if self.days else ""
        day = str(int(last) + 4) if last.isdecimal() and last.isascii() and len(last) < 6 else "1"
        return replace(self, lessons=(*self.lessons, lesson), days=(*self.days, day))


def as_it_is(series: Series) -> Order:
    way = list(series.way())
    order = Order(tuple(str(step.lesson_id) for step in way), tuple(str(step.day) for step in way), "")
    return replace(order, was=order.written)


def as_sent(data: QueryDict) -> Order:
    """Raises Refusal when the two lists can't belong together."""
    lessons, days = data.getlist("lesson"), data.getlist("day")
    if way := data.get("way"):
        pairs = [part.partition(":") for part in way.split()]
        lessons, days = [pair[0] for pair in pairs], [pair[2] for pair in pairs]
    if len(lessons) != len(days) or len(lessons) > 200:
        raise Refusal(_("The form came back in pieces: open this page again. Nothing was changed."))
    return Order(tuple(lessons), tuple(days), data.get("was", ""))


def slots(series: Series, order: Order) -> list[Slot]:
    """As the engine takes them. Raises Refusal with what to mend."""
    known = {str(lesson.pk): lesson for lesson in known_lessons(order.lessons)}
    found = []
    for lesson, day in zip(order.lessons, order.days, strict=True):
        if lesson not in known:
            raise Refusal(_("A lesson of this form isn't here any more: open this page again."))
        if not day.strip().isdecimal() or not day.isascii() or len(day.strip()) > 6:
            if not day.strip():
                raise Refusal(_("An empty field isn't a day: write a whole number, such as 4."))
            raise Refusal(_("{typed} isn't a day: write a whole number, such as 4.").format(typed=day.strip()))
        found.append(Slot(known[lesson], int(day)))
    return found


def known_lessons(ids: Sequence[str]) -> list[Lesson]:
    return list(Lesson.objects.filter(pk__in=[one for one in ids if is_id(one)]))


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def may_be_added(series: Series, order: Order) -> list[Lesson]:
    """Lessons taken out before, and those of other series in this language whose names aren't taken."""
    here = known_lessons(order.lessons)
    own = Q(collection=series.slug) | Q(language=series.language)
    others = Lesson.objects.filter(own).exclude(pk__in=[one.pk for one in here])
    return list(others.exclude(slug__in=[one.slug for one in here]).order_by("collection", "slug")[:200])


def titles(lessons: Sequence[Lesson]) -> dict[str, str]:
    """The newest title of each, in its own language, by id."""
    found = {str(one.pk): one.slug for one in lessons}
    languages = {one.pk: one.language for one in lessons}
    rows = (
        Revision.objects.filter(lesson__in=list(languages))
        .order_by("number")
        .values_list("lesson", "language", "title")
    )
    found |= {str(lesson): title for lesson, language, title in rows if languages[lesson] == language and title}
    return found

"""The audience of a newsletter: rules that choose people, and why some of those chosen don't get it.

Rules are data (Newsletter.audience). Consent to newsletters isn't among them: it is always asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Enrolment, Message, Newsletter
from clinic.refusal import Refusal
from patients.models import Consent, Patient, Suppression

NEWS = Consent.Stream.NEWSLETTER


class Who(StrEnum):
    EVERYONE = "everyone"
    PATIENTS = "patients"
    CONTACTS = "contacts"


class Progress(StrEnum):
    """Where an enrolment stands."""

    IN_IT = "in it"
    FINISHED = "finished"
    ENDED = "ended"


class LeftOut(StrEnum):
    """Why somebody whom the rules choose doesn't get it. Each is counted by one reason, the first that holds."""

    NEVER_AGREED = "never agreed"
    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "address must not be mailed"  # not said
    UNCONFIRMED = "address not confirmed"
    SAME_ADDRESS = "same address twice"
    NO_TEXT = "no text in their language"  # not said


STATES = {
    Progress.IN_IT: (Enrolment.State.ACTIVE, Enrolment.State.PAUSED),
    Progress.FINISHED: (Enrolment.State.FINISHED,),
    Progress.ENDED: (Enrolment.State.ENDED,),
}


@dataclass(frozen=True)
class Rules:
    """Empty lists choose everybody. `series` are slugs; `enrolled_from` and `_to` are whole days of the clinic."""

    who: str = Who.EVERYONE
    series: tuple[str, ...] = ()
    progress: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    enrolled_from: date | None = None
    enrolled_to: date | None = None
    not_reached_by: str = ""  # a newsletter's id: those who should have had it and didn't

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """What `as_json` wrote. Raises Refusal for anything else."""
        try:
            unknown = set(kept) - {one.name for one in fields(cls)}
            if unknown:
                raise ValueError(_("unknown rules: {names}").format(names=", ".join(sorted(unknown))))
            return cls(
                who=Who(kept.get("who", Who.EVERYONE)),
                series=tuple(map(str, kept.get("series", ()))),
                progress=tuple(Progress(one) for one in kept.get("progress", ())),
                languages=tuple(map(str, kept.get("languages", ()))),
                enrolled_from=day(kept.get("enrolled_from")),
                enrolled_to=day(kept.get("enrolled_to")),
                not_reached_by=str(UUID(kept["not_reached_by"])) if kept.get("not_reached_by") else "",
            )
        except (TypeError, ValueError) as problem:
            raise Refusal(_("The audience can't be read: {problem}.").format(problem=problem)) from None

    def as_json(self) -> dict[str, Any]:
        kept = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}


def day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def chosen(rules: Rules, zone: ZoneInfo) -> QuerySet[Patient]:
    """Everybody the rules name, whether or not they may be mailed. `zone` is the clinic's: its days are meant."""
    people = Patient.objects.known()
    if rules.who != Who.EVERYONE:
        people = people.filter(contact=rules.who == Who.CONTACTS)
    if rules.languages:
        spoken = Q()
        for language in rules.languages:
            spoken |= Q(language=language) | Q(language__startswith=f"{language}-")
        people = people.filter(spoken)
    if rules.not_reached_by:
        people = people.filter(pk__in=not_reached(UUID(rules.not_reached_by)))
    if asks_of_enrolments(rules):
        people = people.filter(Exists(enrolments(rules, zone).filter(patient=OuterRef("pk"))))
    return people


def asks_of_enrolments(rules: Rules) -> bool:
    return bool(rules.series or rules.progress or rules.enrolled_from or rules.enrolled_to)


def enrolments(rules: Rules, zone: ZoneInfo) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.order_by()
    if rules.series:
        rows = rows.filter(series__slug__in=rules.series)
    if rules.progress:
        rows = rows.filter(state__in=[state for one in rules.progress for state in STATES[Progress(one)]])
    if rules.enrolled_from:
        rows = rows.filter(enrolled_at__gte=datetime.combine(rules.enrolled_from, time(), tzinfo=zone))
    if rules.enrolled_to:
        rows = rows.filter(enrolled_at__lt=datetime.combine(rules.enrolled_to + timedelta(days=1), time(), tzinfo=zone))
    return rows


NOT_REACHED = (
    Message.State.BOUNCED, Message.State.DROPPED, Message.State.REJECTED, Message.State.SUPPRESSED, Message.State.CANCELLED,
)  # fmt: skip


def not_reached(newsletter: UUID) -> QuerySet[Message, Any]:
    """Those of a newsletter's audience whose email never left or never arrived. Not the uncertain ones: they may have it."""
    return Message.objects.filter(newsletter=newsletter, state__in=NOT_REACHED).values("patient")


def why_left_out(languages: tuple[str, ...] | None) -> Case:
    """SQL for the first reason that holds, or "". `languages`: those there is a text in; None when any will do."""
    own = Consent.objects.filter(patient=OuterRef("pk"), stream=NEWS)
    shut = Suppression.objects.filter(email_index=OuterRef("email_index"), index_key=OuterRef("index_key"))
    reasons = [
        When(~Exists(own), then=Value(LeftOut.NEVER_AGREED.value)),
        When(~Exists(own.filter(withdrawn_at=None)), then=Value(LeftOut.UNSUBSCRIBED.value)),
        When(Exists(shut), then=Value(LeftOut.SUPPRESSED.value)),
        When(address_confirmed_at=None, then=Value(LeftOut.UNCONFIRMED.value)),
    ]
    if languages is not None:
        reasons.append(When(~speaks(languages), then=Value(LeftOut.NO_TEXT.value)))
    return Case(*reasons, default=Value(""), output_field=CharField())


def speaks(languages: tuple[str, ...]) -> Q:
    spoken = Q(pk__in=[])
    for language in languages:
        spoken |= Q(language=language) | Q(language__startswith=f"{language}-")
    return spoken


@dataclass(frozen=True)
class Counted:
    """People whom the rules choose, by what becomes of them. `by_language` counts those who get it."""

    people: int
    left_out: Counter[str]
    by_language: Counter[str]

    @property
    def gets_it(self) -> int:
        return self.people - self.left_out.total()


def count(newsletter: Newsletter, zone: ZoneInfo) -> Counted:
    """As if it left now. Three queries, however many people there are."""
    languages = texts_wanted(newsletter)
    people = chosen(Rules.read(newsletter.audience), zone).annotate(why=why_left_out(languages)).order_by()
    left_out = Counter({why: number for why, number in people.values_list("why").annotate(number=Count("pk")) if why})
    first = Patient.objects.filter(pk__in=first_of_address(people.filter(why=""))).order_by()
    by_language = Counter(dict(first.values_list("language").annotate(number=Count("pk"))))
    in_all = people.count()
    left_out[LeftOut.SAME_ADDRESS] = in_all - left_out.total() - by_language.total()
    return Counted(in_all, +left_out, by_language)


def first_of_address(people: QuerySet[Patient]) -> QuerySet[Patient, Any]:
    """The ids of these people but for those whose address somebody before them has, in the order planning goes through them."""
    nth = Window(RowNumber(), partition_by=[F("email_index")], order_by=[F("id")])
    return people.annotate(nth=nth).filter(nth=1).values("pk")


def texts_wanted(newsletter: Newsletter) -> tuple[str, ...] | None:
    """The languages there is a text in, when the others wait for theirs; None when they get another language's."""
    if newsletter.untranslated != Enrolment.Untranslated.WAIT:
        return None
    return tuple(newsletter.editions.values_list("language", flat=True))

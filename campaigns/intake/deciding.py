"""What becomes of one visit and one series: the rule for every source. Pure; what must be looked up is handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from patients.addresses import clean_address
from patients.dates import OLDEST_VISIT
from patients.models import Identity
from patients.of_age import is_minor
from patients.substance_use import is_substance_use
from patients.visits import ICD_10_CM, OTHER_ICD_10, Code, Setting, Standing, Status, Visit

UNDER_WAY: Final = gettext_noop("The visit isn’t over: it is looked at when the record system says that it has ended.")
TODAY: Final = gettext_noop(
    "The visit began today and nothing says that it has ended: bring it in again tomorrow, or send its A03."
)
RECORD_CLOSED: Final = gettext_noop("The patient’s record was closed or merged into another in the record system.")
SAID_NO: Final = gettext_noop("The record system says that this patient wants no lessons by email.")
NO_LONGER: Final = {
    Standing.PAST: gettext_noop("The diagnosis isn’t active any more: it starts nothing."),
    Standing.UNSURE: gettext_noop("The diagnosis isn’t confirmed: it starts nothing before it is."),
    Standing.REFUTED: gettext_noop("The diagnosis was refuted: it starts nothing."),
    Standing.MISTAKE: gettext_noop("The diagnosis was entered in error: it starts nothing."),
}


@dataclass(frozen=True)
class Known:
    """What our own records say. `series`: the slug that this visit would start; empty when none of its codes starts one."""

    zone: ZoneInfo  # of the clinic
    substance_use: bool = False  # the clinic has declared its consent process
    series: str = ""
    suppressed: bool = False
    died: bool = False  # another visit told so
    before: str = ""  # why this visit or patient is done with, as a sentence
    waits: str = ""  # that the desk is to ask already, as a sentence
    agreed: bool = False  # the patient's own yes to lessons stands here


@dataclass(frozen=True)
class Start:
    """`consent`: how it was given, as a consent records it; empty where one stands already."""

    person: Identity
    consent: str


@dataclass(frozen=True)
class Skip:
    """Nothing of it is kept. `again`: it was taken in before."""

    why: str
    again: bool = False


@dataclass(frozen=True)
class Wait:
    """Kept for the desk, which asks the patient."""

    person: Identity
    why: str


Decision = Start | Skip | Wait


def decide(visit: Visit, known: Known, now: datetime) -> Decision:
    """In order: what the visit is, whom it is about, what we know, what was agreed."""
    today = now.astimezone(known.zone).date()
    if why := unfit(visit, today) or no_code(visit, known):
        return Skip(why)
    if known.before:
        return Skip(known.before, again=True)
    if known.died:
        return Skip(_("The patient has died."))
    person = learner(visit, today)
    if why := unreachable(visit, person, known, today):
        return Skip(why)
    if visit.agreed is False:
        return Skip(_(SAID_NO))
    if visit.agreed or known.agreed:
        return Start(person, visit.agreed_how if visit.agreed else "")
    if known.waits:
        return Skip(known.waits, again=True)
    return Wait(person, _("Nobody has asked this patient yet: the visit waits on the page Pending, under Patients."))


def unfit(visit: Visit, today: date) -> str:
    """Why this visit starts nothing, whoever the patient is; empty when it may."""
    if visit.status == Status.CANCELLED:
        return _("The visit was cancelled or entered in error.")
    if visit.deceased:
        return _("The patient has died.")
    if not visit.record_in_use:
        return _(RECORD_CLOSED)
    if visit.status == Status.ARRIVED and (visit.ended_on is None or visit.ended_on >= today):
        return _(TODAY)
    if visit.status not in (Status.FINISHED, Status.ARRIVED):
        under_way = visit.status == Status.UNDER_WAY
        return _(UNDER_WAY) if under_way else _("The record system doesn’t say that the visit is over.")
    if visit.setting != Setting.OUTPATIENT:
        said = visit.setting == Setting.OTHER
        return _("It wasn’t an outpatient visit.") if said else _("Nothing says that it was an outpatient visit.")
    if visit.ended_on and visit.ended_on > today:
        return _("The visit date lies in the future: check it, and the clock of the record system.")
    if visit.ended_on and today - visit.ended_on > OLDEST_VISIT:
        return _("The visit was more than a year ago.")
    return ""


def no_code(visit: Visit, known: Known) -> str:
    if is_about_substance_use(visit) and not known.substance_use:
        return _(
            "The visit has a substance-use code (F10 to F19): nothing of it is kept until the clinic declares how it asks for that consent, in its settings."
        )
    if known.series:
        return ""
    doubtful = [code.standing for code in visit.codes if code.standing != Standing.COUNTS]
    if doubtful and not counting(visit):
        return _(NO_LONGER[doubtful[0]])
    return _("No code of this visit starts a series that is active.")


def counting(visit: Visit) -> list[Code]:
    return [code for code in visit.codes if code.standing == Standing.COUNTS]


def is_about_substance_use(visit: Visit) -> bool:
    """Any such code, whatever is said of it: the record is protected even where the diagnosis was refuted."""
    return any(code.system in (ICD_10_CM, OTHER_ICD_10) and is_substance_use(code.code) for code in visit.codes)


def learner(visit: Visit, today: date) -> Identity:
    """Whom the lessons go to: a minor's go to the mailbox of a parent or guardian."""
    if is_minor(youngest(visit), today):
        return replace(visit.person, email=visit.guardian_email)
    return visit.person


def youngest(visit: Visit) -> date | None:
    """The birth date; where only a year or month is told, its last day: who may be a minor counts as one."""
    return visit.person.birth_date or visit.born_by


def unreachable(visit: Visit, person: Identity, known: Known, today: date) -> str:
    if is_minor(youngest(visit), today) and not person.email:
        return _(
            "The patient is under 18, and no parent or guardian with an email address is named: enrol them at the desk."
        )
    if not person.email:
        return _("The record system has no email address of this patient.")
    try:
        clean_address(person.email)
    except ValidationError:
        return _("The email address isn’t one that mail can reach: correct it in the record system.")
    if known.suppressed:
        return _("This address must not be mailed: it bounced, or its owner asked for no more email.")
    return ""

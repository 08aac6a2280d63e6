"""The rules a series follows, the clinic's and its own, in sentences."""

from __future__ import annotations

from datetime import date, datetime, time

from babel.dates import format_time, get_day_names
from django.utils.translation import gettext as _

from campaigns.hours import sending_hours
from campaigns.models import Series
from campaigns.series.rules import SeriesRules
from clinic.models import ClinicProfile
from staff.speaking import locale_spoken
from staff.wording import counted, dated, in_words, local_date, whole_day

MOST_CODES = 6


def rules(series: Series, clinic: ClinicProfile, now: datetime) -> list[dict[str, str]]:
    own, shown = series.rules, sending_hours(clinic, series)
    holidays = [day.isoformat() for day in shown.holidays]
    found = [
        (_("Starts"), starts([one.code for one in series.start_codes.all()])),
        (_("Before"), before(own)),
        (_("Leaves"), leaves(list(shown.weekdays), shown.start, shown.end)),
        (_("Skips"), skips(holidays, local_date(now))),
        (_("At most"), most(clinic.per_address, own.days_between)),
        (_("Ends when"), ends(own)),
        *([(_("Sponsor"), sponsor(series))] if series.sponsor else []),
    ]
    return [{"name": name, "text": text} for name, text in found]


def starts(codes: list[str]) -> str:
    if not codes:
        return _("by hand, from a file, or from the command line")
    shown = (
        [*codes[:MOST_CODES], counted(len(codes) - MOST_CODES, "more", "more")] if len(codes) > MOST_CODES else codes
    )
    named = _(" or ").join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
    return _("after a visit with {codes}, or by hand").format(codes=named)


def before(own: SeriesRules) -> str:
    if own.confirm_address:
        return _("an email asks if the address is theirs, with one reminder after three days")
    return _("a yes at the desk or in a file is enough: nobody is asked to confirm the address")


def leaves(weekdays: list[int], start: time, end: time) -> str:
    said = _("{days}, {hours} where the patient lives")
    return said.format(days=days(weekdays), hours=hours(start, end))


def most(per_address: int, between: int) -> str:
    """`between`: days from one lesson to the next."""
    said = _("one lesson a day from this series")
    if per_address:
        said = _("{lessons} a day to one address").format(lessons=counted(per_address, "lesson", "lessons"))
    if between > 1:
        return _("{most}, at least {n} days from one to the next").format(most=said, n=between)
    return said


def ends(own: SeriesRules) -> str:
    found = [_("finished"), _("stopped by the patient or by you"), _("the address is refused")]
    if own.ends_after is not None:
        found.append(_("{days} after the visit are over").format(days=counted(own.ends_after, "day", "days")))
    if own.ends_with:
        found.append(_("the patient is enrolled in {series}").format(series=_(" or ").join(own.ends_with)))
    return _("{reasons}, or {last}").format(reasons=", ".join(found[:-1]), last=found[-1])


def sponsor(series: Series) -> str:
    if series.waits_for_authorization or series.authorization is None:
        return _("{sponsor}: no authorization is recorded, so nothing leaves").format(sponsor=series.sponsor)
    return _("{sponsor}, authorized on {day}").format(sponsor=series.sponsor, day=dated(series.authorization.agreed_on))


def days(weekdays: list[int]) -> str:
    """Monday to Friday; Monday, Wednesday and Friday."""
    names = get_day_names("wide", locale=locale_spoken())
    chosen = sorted(set(weekdays))
    if len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1)):
        return _("{first} to {last}").format(first=names[chosen[0]], last=names[chosen[-1]])
    return in_words([names[day] for day in chosen]) or _("on no day")


def hours(start: time, end: time) -> str:
    return _("{first} to {last}").format(first=hour(start), last=hour(end))


def hour(at: time) -> str:
    return format_time(at, "h a" if at.minute == 0 else "h:mm a", locale=locale_spoken()).lower().replace(".", "")


def skips(holidays: list[str], today: date) -> str:
    ahead = sorted(day for day in map(date.fromisoformat, holidays) if day >= today)
    if not ahead:
        return _("no holidays are set")
    return _("{holidays}, next {day}").format(
        holidays=counted(len(ahead), "holiday", "holidays"), day=whole_day(ahead[0])
    )

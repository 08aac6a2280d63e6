"""The clinic's settings as people write them: `name=value`, for the command and the page alike."""

from __future__ import annotations

import re
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop

from clinic.holidays import read_holidays, show_holidays
from clinic.inbound_settings import INBOUND
from clinic.keeping_settings import KEEPING
from clinic.models import ClinicProfile, Picture
from clinic.models.profile import PicturesTravel
from clinic.pace_settings import PACE
from clinic.refusal import Refusal
from clinic.setting import Setting, this, wrong
from clinic.sign_in_settings import SIGN_IN
from clinic.told_settings import TOLD

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_TEST_ADDRESSES = 5
LONGEST = {"name": 120, "mail_name": 60, "postal_address": 200, "hours": 120}


def plain(field: str) -> Setting:
    def read(text: str) -> dict[str, Any]:
        text = text.strip()
        if re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text):
            raise this(field, gettext_noop("This holds a line break or a control character: write it on one line."))
        if len(text) > LONGEST.get(field, 200):
            raise this(
                field,
                gettext_noop("This is longer than {most} characters: shorten it."),
                most=LONGEST.get(field, 200),
            )
        if field == "mail_name" and re.search(r"[;,<>\"@]", text):
            raise this(field, gettext_noop("This can't hold ; , < > \" or @, because mail programs cut it there."))
        return {field: text}

    return Setting(read, lambda profile: str(getattr(profile, field)))


def address(field: str, name: str) -> Setting:
    def read(text: str) -> dict[str, Any]:
        try:
            validate_email(text.strip())
        except ValidationError:
            raise wrong(name, text, gettext_noop("Write a whole address such as desk@clinic.example.")) from None
        if not text.isascii() or len(text.strip()) > 254 or len(text.strip().rpartition("@")[0]) > 64:
            sentence = gettext_noop(
                "This must be in plain letters (ASCII), at most 64 before the @ and 254 in all (RFC 5321)."
            )
            raise this(name, sentence)
        return {field: text.strip()}

    return Setting(read, lambda profile: str(getattr(profile, field)))


def number(field: str) -> Setting:
    def read(text: str) -> dict[str, Any]:
        digits = re.sub(r"[^0-9+*#]", "", text)
        if not re.fullmatch(r"\+?[0-9*#]{2,16}", digits) or re.search(r"[^0-9+*#() .\-/]", text):
            raise wrong(field, text, gettext_noop("Write a phone number such as +1 555 555 0100."))
        return {field: text.strip()}

    return Setting(read, lambda profile: str(getattr(profile, field)))


def read_zone(text: str) -> dict[str, Any]:
    if text.strip() not in available_timezones():
        raise wrong("time_zone", text, gettext_noop("Write a name such as America/Chicago or Europe/Berlin."))
    return {"time_zone": text.strip()}


def read_window(text: str) -> dict[str, Any]:
    match = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*", text)
    try:
        parts = [int(part) for part in match.groups()] if match else []
        start, end = time(parts[0], parts[1]), time(parts[2], parts[3])
    except (IndexError, ValueError):
        raise wrong("window", text, gettext_noop("Write it as 09:00-17:00.")) from None
    if not parts or start >= end:
        raise wrong("window", text, gettext_noop("Write a start before an end, as in 09:00-17:00."))
    return {"window_start": start, "window_end": end}


def read_weekdays(text: str) -> dict[str, Any]:
    days: set[int] = set()
    for part in filter(None, re.split(r"[\s,]+", text.lower())):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise wrong("weekdays", text, gettext_noop("Write mon-fri, or a list such as mon,wed,fri."))
        start, end = DAYS.index(first), DAYS.index(last or first)
        days |= {day % 7 for day in range(start, end + 1 + (7 if end < start else 0))}
    if not days:
        raise wrong("weekdays", None, gettext_noop("Name at least one day, such as mon-fri."))
    return {"weekdays": sorted(days)}


def read_brake(text: str) -> dict[str, Any]:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text.strip()):
        raise wrong("brake", text, gettext_noop("Write how many emails one run may send, such as 500."))
    return {"brake": int(text)}


def read_test_addresses(text: str) -> dict[str, Any]:
    listed = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", text))))
    if len(listed) > MOST_TEST_ADDRESSES:
        raise this(
            "test_addresses",
            gettext_noop("This holds {n}: write at most {most} of your own addresses."),
            n=len(listed),
            most=MOST_TEST_ADDRESSES,
        )
    one_of = address("test_addresses", "test_addresses")
    return {"test_addresses": [one_of.read(one)["test_addresses"] for one in listed]}


def read_languages(text: str) -> dict[str, Any]:
    tags = [tag for tag in re.split(r"[\s,]+", text.strip()) if tag]
    if not tags or not all(is_language(tag) for tag in tags):
        raise wrong("languages", text, gettext_noop("Write language tags such as en,es."))
    return {"languages": tags}


def is_language(tag: str) -> bool:
    """A tag (BCP 47) in small letters that Babel knows: es, pt-BR. What Babel doesn't know has no name, dates or numbers."""
    try:
        return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) and Locale.parse(tag, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


def read_logo(text: str) -> dict[str, Any]:
    name = text.strip().removeprefix("media/")
    if name and not Picture.objects.filter(name=name).exists():
        sentence = gettext_noop("There is no such picture. Add it on the Pictures page, then write its name.")
        raise wrong("logo", text, sentence)
    return {"logo": name}


def read_pictures(text: str) -> dict[str, Any]:
    if text.strip() not in PicturesTravel.values:
        raise wrong("pictures", text, gettext_noop("Write linked or inlined."))
    return {"pictures": text.strip()}


def yes_or_no(field: str) -> Setting:
    def read(text: str) -> dict[str, Any]:
        if text.strip().lower() not in ("yes", "no"):
            raise wrong(field, text, gettext_noop("Write yes or no."))
        return {field: text.strip().lower() == "yes"}

    return Setting(read, lambda profile: "yes" if getattr(profile, field) else "no")


def read_look(text: str) -> dict[str, Any]:
    from clinic.look import checked_look

    return {"look": checked_look(text)}


SETTINGS: dict[str, Setting] = {
    "name": plain("name"),
    "mail_name": plain("mail_name"),
    "from": address("sender", "from"),
    "reply_to": address("reply_to", "reply_to"),
    "postal_address": plain("postal_address"),
    "phone": number("phone"),
    "hours": plain("hours"),
    "emergency": number("emergency"),
    "crisis": number("crisis"),
    "time_zone": Setting(read_zone, lambda profile: profile.time_zone),
    "window": Setting(read_window, lambda profile: f"{profile.window_start:%H:%M}-{profile.window_end:%H:%M}"),
    "weekdays": Setting(read_weekdays, lambda profile: ",".join(DAYS[day] for day in profile.weekdays)),
    "holidays": Setting(read_holidays, show_holidays),
    "brake": Setting(read_brake, lambda profile: str(profile.brake)),
    **PACE,
    **SIGN_IN,
    **TOLD,
    **KEEPING,
    "look": Setting(read_look, lambda profile: profile.look.get("accent", "")),
    "test_addresses": Setting(read_test_addresses, lambda profile: ",".join(profile.test_addresses)),
    "logo": Setting(read_logo, lambda profile: profile.logo),
    "pictures": Setting(read_pictures, lambda profile: profile.pictures),
    "languages": Setting(read_languages, lambda profile: ",".join(profile.languages)),
    "own_edits_signed": yes_or_no("own_edits_signed"),
    "sign_up": yes_or_no("sign_up"),
    "substance_use_consent": yes_or_no("substance_use_consent"),
    **INBOUND,
}


def show(profile: ClinicProfile) -> dict[str, str]:
    return {name: setting.show(profile) for name, setting in SETTINGS.items()}


def change(profile: ClinicProfile, written: dict[str, str]) -> None:
    """Read every value first, then save them together: a faulty one leaves all as they were. Raises Refusal."""
    fields: dict[str, Any] = {}
    for name, text in written.items():
        if name not in SETTINGS:
            raise Refusal(f"There is no setting {name!r}: the settings are {', '.join(SETTINGS)}.")  # not said
        fields |= SETTINGS[name].read(text)
    changed = {field for field, value in fields.items() if getattr(profile, field) != value}
    for field, value in fields.items():
        setattr(profile, field, value)
    profile.made_up = [field for field in profile.made_up if field not in changed]
    profile.save()

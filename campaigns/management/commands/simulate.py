from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns import calendar
from campaigns.console import CampaignCommand
from campaigns.hours import sending_hours
from campaigns.models import Series
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.time_zones import clean_time_zone

EARLIEST, LATEST = 2000, 2200


class Command(CampaignCommand):
    help = "Show when each email of a series would leave. Writes nothing."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("series")
        parser.add_argument("--enrolled", required=True, metavar="ISO", help="such as 2026-11-02T15:00:00Z")
        parser.add_argument("--time-zone", required=True, metavar="TZ")

    def run(self, series: str, enrolled: str, time_zone: str, **_: Any) -> dict[str, Any]:
        zone, moment = ZoneInfo(clean_time_zone(time_zone)), read_moment(enrolled)
        steps = list(Series.objects.named(series).way())
        hours = sending_hours(ClinicProfile.current())
        anchored = moment.astimezone(zone).date()
        dues = calendar.schedule((step.day for step in steps), anchored, moment, zone, hours)
        messages = [
            {
                "position": step.position,
                "lesson": step.lesson.name,
                "due_utc": due.isoformat(),
                "due_local": due.astimezone(zone).isoformat(),
            }
            for step, due in zip(steps, dues, strict=True)
        ]
        for one in messages:
            self.say(f"{one['position']:>2}  {one['due_local']}  {one['lesson']}")
        return {"messages": messages}


def read_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{text!r} isn't a moment: write it as 2026-11-02T15:00:00Z.") from None
    if moment.tzinfo is None:
        raise Refusal(f"{text!r} has no time zone: add Z for UTC, or an offset such as -06:00.")
    if not EARLIEST <= moment.year <= LATEST:
        raise Refusal(f"{text!r} isn't in a year we plan for: choose one from {EARLIEST} to {LATEST}.")
    return moment

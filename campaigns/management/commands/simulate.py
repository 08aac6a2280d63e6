from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.console import CampaignCommand
from campaigns.hours import sending_hours
from campaigns.models import Series
from campaigns.steps.choosing import Traveller
from campaigns.steps.conditions import Facts
from campaigns.steps.course import MadeUp, course
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
        named = Series.objects.named(series)
        steps, hours = {step.position: step for step in named.way()}, sending_hours(ClinicProfile.current(), named)
        traveller = Traveller(moment.astimezone(zone).date(), zone)
        made_up = MadeUp(moment, traveller, Facts(named.language))
        stops = list(course(list(steps.values()), made_up, hours, ends_after=named.rules.ends_after))
        messages = [
            {
                "position": one.position,
                "lesson": steps[one.position].lesson.name,
                "due_utc": one.leaves.isoformat(),
                "due_local": one.leaves.astimezone(zone).isoformat(),
            }
            for one in stops
            if one.leaves
        ]
        skipped = [
            {"position": one.position, "lesson": steps[one.position].lesson.name, "why": one.why}
            for one in stops
            if one.leaves is None
        ]
        for one in messages:
            self.say(f"{one['position']:>2}  {one['due_local']}  {one['lesson']}")
        for left_out in skipped:
            self.say(f"{left_out['position']:>2}  skipped: {left_out['why']}")
        return {"messages": messages, "skipped": skipped}


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

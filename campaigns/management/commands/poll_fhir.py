import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.intake.taking import Result, try_all
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk
from campaigns.record_systems.fhir_server.polling import Busy, look, poll
from campaigns.record_systems.fhir_server.searching import Searching
from campaigns.record_systems.fhir_server.server import FhirServer, server_of_settings
from campaigns.record_systems.fhir_server.signing_key import read_key
from campaigns.record_systems.here import why_not_into_this_copy
from clinic.models import ClinicProfile, Installation
from clinic.refusal import Refusal
from patients.dates import clean_visit_date


class Command(CampaignCommand):
    help = "Ask the FHIR server of FHIR_URL for visits that ended, and take them in."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DATE", help="begin on this day, such as 2026-10-01"
        )
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")
        parser.add_argument("--public-key", action="store_true", help="print what the server's people register, and ask nothing")  # fmt: skip

    def run(self, since: date | None, dry_run: bool, public_key: bool, **_: Any) -> dict[str, Any]:
        server = server_of_settings()
        if server is None:
            raise Refusal("No FHIR server is set: set FHIR_URL, FHIR_CLIENT_ID and FHIR_KEY_FILE.")
        try:
            return self.public_keys(server) if public_key else self.asked(server, beginning(since), dry_run)
        except CannotAsk as problem:
            raise Refusal(str(problem)) from None
        except Busy:
            raise Refusal("Another program is asking this server just now: run this again when it is done.") from None

    def public_keys(self, server: FhirServer) -> dict[str, Any]:
        found = {"keys": [read_key(server.key_file).public_jwk()]}
        self.say(json.dumps(found, indent=2))
        return found

    def asked(self, server: FhirServer, since: datetime | None, dry_run: bool) -> dict[str, Any]:
        if not dry_run and (why := why_not_into_this_copy(Installation.current())):
            raise Refusal(f"{why} With --dry-run it only reports.")
        searching = Searching(server, timezone.now)
        results = tried(searching, since) if dry_run else poll(searching, by="command line", since=since)
        rows = [self.tell(result).as_json() for result in results]
        enrolled = sum(row["outcome"] == "enrolled" for row in rows)
        pending = sum(bool(row["pending"]) for row in rows)
        would = "would be " if dry_run else ""
        self.say(f"{enrolled} {would}enrolled, {pending} {would}waiting for the desk, {len(rows)} rows in all.")
        return {"rows": rows, "enrolled": enrolled, "pending": pending, "dry_run": dry_run}

    def tell(self, result: Result) -> Result:
        self.say(f"{result.file}, {result.row}: {result.outcome}{f': {result.why}' if result.why else ''}")
        return result


def tried(searching: Searching, since: datetime | None) -> Iterator[Result]:
    """The server is asked before anything is tried: a transaction that waits for it would hold the sending back."""
    found = list(look(searching, since))
    yield from try_all(found, timezone.now(), by="command line")


def beginning(day: date | None) -> datetime | None:
    """The first moment of that day at the clinic. Raises ValidationError for one in the future or more than a year ago."""
    if day is None:
        return None
    zone = ClinicProfile.current().zone
    clean_visit_date(day, today=timezone.now().astimezone(zone).date())
    return datetime.combine(day, time.min, zone)

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils import timezone

from campaigns.consents.words import agreed_how
from campaigns.console import CampaignCommand
from campaigns.enrolling.one_patient import Request, enrol
from campaigns.enrolling.same_person import address_in_use
from clinic.refusal import Refusal
from patients.of_age import GuardianIs
from patients.readers.written_dates import parse_written_date


class Command(CampaignCommand):
    help = "Enrol one patient in a series after a visit."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--series", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--given-name", required=True)
        parser.add_argument("--family-name", default="")
        parser.add_argument("--birth-date", default="", metavar="YYYY-MM-DD")
        parser.add_argument("--language", default="", help="such as en or es")
        parser.add_argument("--time-zone", default="", help="such as America/Chicago; the clinic's own if left out")
        parser.add_argument("--mrn", default="", help="the medical record number")
        parser.add_argument(
            "--guardian-name", default="", help="of a patient under 18: the parent or guardian whose address it is"
        )
        parser.add_argument("--guardian-is", choices=GuardianIs.values, default=GuardianIs.PARENT.value)
        parser.add_argument("--visit-date", default="", metavar="YYYY-MM-DD")
        parser.add_argument("--visit-id", default="", help="the same visit never starts a series twice")
        parser.add_argument(
            "--consent",
            nargs="?",
            const="yes",
            default="",
            metavar="HOW",
            help='the patient agreed, and how, such as "signed form"; also confirms the address',
        )

        parser.add_argument(
            "--untranslated",
            choices=("fall-back", "wait"),
            default="fall-back",
            help="while a lesson has no signed text in the patient's language: send the series' own with a note, or wait",
        )

    def run(self, birth_date: str, visit_date: str, consent: str, **fields: Any) -> dict[str, Any]:
        agreed = agreed_how(consent)
        names = (
            "series",
            "email",
            "given_name",
            "family_name",
            "mrn",
            "language",
            "time_zone",
            "visit_id",
            "guardian_name",
            "guardian_is",
        )
        request = Request(
            **{name: fields[name] for name in names},
            birth_date=read_date(birth_date, "birth date"), visit_date=read_date(visit_date, "visit date"),
            visit_source="command line", consent=agreed, confirmed=bool(agreed),
            untranslated=fields["untranslated"].replace("-", " "),
        )  # fmt: skip
        self.ask_about_a_shared_address(request)
        done = enrol(request, now=timezone.now(), by="command line")
        self.say(
            *filter(
                None,
                (
                    f"{done.outcome}. {done.why}".strip(),
                    done.pin and f"PIN to tell the patient, shown once: {done.pin}",
                ),
            )
        )
        return done.as_json()

    def ask_about_a_shared_address(self, request: Request) -> None:
        """A person at a terminal is asked; a script goes on, and reads it in `why`."""
        if self.as_json or not sys.stdin.isatty():
            return
        if address_in_use(request.identity):
            answer = input("Another patient uses this address. Families share mailboxes. Go on? [y/N] ")
            if answer.strip().lower() not in ("y", "yes"):
                raise Refusal("Nobody was enrolled.")


def read_date(text: str, what: str) -> date | None:
    try:
        return parse_written_date(text) if text else None
    except ValueError:  # the text itself isn't repeated: errors end up in logs
        raise Refusal(f"The {what} isn't a date we read: write it as 2026-03-14.") from None

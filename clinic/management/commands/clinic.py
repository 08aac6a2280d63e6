from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from clinic import profile_settings
from clinic.console import ConsoleCommand
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal


class Command(ConsoleCommand):
    help = "Show or set what every email says of the clinic, and when it may leave."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("show", "set"))
        parser.add_argument("values", nargs="*", metavar="KEY=VALUE")

    def run(self, verb: str, values: list[str], **_: Any) -> dict[str, Any]:
        profile = ClinicProfile.current()
        if verb == "set":
            written = dict(pair(value) for value in values)
            if not written:
                raise Refusal("Name at least one KEY=VALUE to set, such as mail_name='Learning Desk'.")
            profile_settings.change(profile, written)
            AuditEntry.objects.record("clinic.set", actor="command line", now=timezone.now(), settings=sorted(written))
        shown = profile_settings.show(profile)
        self.say(*(f"{name:15} {value}" for name, value in shown.items()))
        if missing := profile.missing():
            self.say("", f"Nothing can be mailed before these are filled in: {', '.join(missing)}")
        return {"clinic": shown, "missing": missing, "made_up": profile.made_up}


def pair(value: str) -> tuple[str, str]:
    name, found, text = value.partition("=")
    if not found:
        raise Refusal(f"{value!r} isn't KEY=VALUE: write it as mail_name='Learning Desk'.")
    return name.strip(), text

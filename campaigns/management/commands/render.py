import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.preview import personas
from campaigns.preview.lesson_email import preview, step_of
from campaigns.preview.made import Preview


class Command(CampaignCommand):
    help = "Print exactly what the send would make of a lesson."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lesson", help="as simulate names it, such as fibromyalgia/01-what-it-is")
        parser.add_argument("--language", default="")
        parser.add_argument("--persona", default="default", help=", ".join(personas.PERSONAS))
        parser.add_argument("--format", required=True, choices=("html", "text", "eml", "headers"))
        parser.add_argument("--link", action="store_true", help="the neutral email with a link instead of the lesson")

    def run(self, lesson: str, language: str, persona: str, format: str, link: bool, **_: Any) -> dict[str, Any]:
        step = step_of(lesson)
        who = personas.persona(persona)
        made = preview(step, language or step.series.language, who, timezone.now(), link_only=link)
        shown = getattr(self, f"as_{format}")(made)
        if not self.as_json and format == "eml":
            self.stdout.flush()
            sys.stdout.buffer.write(made.eml())  # bytes as they leave, not as the terminal would have them
        else:
            self.say(
                shown if isinstance(shown, str) else "\n".join(f"{name}: {value}" for name, value in shown.items())
            )
        return {format: shown, "lesson": step.lesson.name}

    def as_html(self, made: Preview) -> str:
        return made.filled().html.decode()

    def as_text(self, made: Preview) -> str:
        return made.filled().text.decode()

    def as_eml(self, made: Preview) -> str:
        return made.eml().decode("ascii")

    def as_headers(self, made: Preview) -> dict[str, str]:
        return dict(made.headers())

"""The first shipped lesson, compiled, and any number of people to fill it for."""

from __future__ import annotations

from collections.abc import Iterator

from campaigns.emails.kept_emails import kept
from campaigns.emails.making import Words, lesson_source
from clinic.models import ClinicProfile
from mailer.compiled import CompiledEmail
from mailer.compiling import EmailSource
from operations.benchmarks import population


def source() -> EmailSource:
    """Furnishes the benchmark's home."""
    step = population.furnish().way()[0]
    text = step.lesson.text_to_send(["en"], population.START, practising=False)
    assert text is not None
    return lesson_source(Words.of(step, text.revision, text.review, None), ClinicProfile.current())


def lesson() -> CompiledEmail:
    return kept(source(), population.START).compiled


def people(email: CompiledEmail, count: int) -> Iterator[dict[str, str]]:
    """Each person's own merge values."""
    for number in range(count):
        yield {
            field: f"https://learn.willow-street.example/{field}/{number}"
            if field.endswith("_url")
            else f"Given{number} & Co"
            for field in email.fields
        }

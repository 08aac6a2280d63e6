"""What every command of ours shares: a clear no instead of a traceback, `--json`, and a look at the database first."""

from __future__ import annotations

import json
import logging
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from clinic.fitness import check_database
from clinic.refusal import Refusal

log = logging.getLogger("aftervisit.console")


class ConsoleCommand(BaseCommand):
    """Subclasses write `arguments` and `run`. `run` returns what `--json` prints; `say` prints for people.

    With `--json` a no is one document as well, `{"refused": …}`, beside the sentence on stderr: a script always has something to read.
    Exit status: 0 done, 1 refused with a clear reason, 2 wrong usage, 3 a fault of ours.
    """

    refusals: ClassVar[tuple[type[Exception], ...]] = (Refusal, ValidationError)
    needs_database: ClassVar[bool] = True
    run: Callable[..., dict[str, Any]]  # takes this command's own arguments by name
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.arguments(parser)
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON document")

    def arguments(self, parser: ArgumentParser) -> None:
        """Add this command's own arguments."""

    def handle(self, *args: Any, as_json: bool = False, **options: Any) -> None:
        self.as_json = as_json
        try:
            answer = self.answer(options)
        except CommandError as no:
            if as_json:
                self.stdout.write(json.dumps({"refused": str(no)}, ensure_ascii=False))
            raise
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `run` returns. Raises CommandError, whatever went wrong."""
        try:
            refuse_broken_text(options)
            if self.needs_database:
                check_database()
            return self.run(**{name.replace("-", "_"): value for name, value in options.items()})
        except self.refusals as refusal:
            raise CommandError(sentence(refusal)) from None
        except DatabaseError as problem:
            raise CommandError(f"The database answers: {str(problem).strip().splitlines()[0]}. Try again.") from None
        except BrokenPipeError:
            raise  # nobody reads any more: manage.py ends without a word
        except OSError as problem:
            raise CommandError(f"{problem.filename or 'A file'} can't be used: {problem.strerror}.") from None
        except CommandError:
            raise
        except (
            Exception
        ) as fault:  # a bug of ours: its place goes to the log, and its text, which may quote a patient, nowhere
            log.exception("this command failed")
            raise CommandError(
                f"This command failed with {type(fault).__name__}: see the lines above.", returncode=3
            ) from fault

    def say(self, *lines: str) -> None:
        """Print for people; silent with --json, so that the output is one document."""
        if not self.as_json:
            for line in lines:
                self.stdout.write(line)


def refuse_broken_text(options: dict[str, Any]) -> None:
    """Bytes of the command line that aren't UTF-8 arrive as lone surrogates (PEP 383), which nothing can store."""
    for value in options.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str | Path) and any("\ud800" <= character <= "\udfff" for character in str(text)):
                raise Refusal("An argument holds a character that isn't UTF-8: type it again.")


def sentence(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)

"""The local inbox: every email becomes a file on this machine and reaches nobody."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mailer.compiled import CompiledEmail
from mailer.mime import message_id_for, mime
from mailer.transports.base import Outcome, Recipient, Verdict
from mailer.transports.making import made_for_all


class InboxTransport:
    """Writes `<message>.eml` whole or not at all; handing over again overwrites, so nothing is there twice."""

    name = "inbox"
    batch_size = 100
    reaches_people = False
    carries_health_information = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hand_over(
        self, email: CompiledEmail, recipients: Sequence[Recipient], *, attempt: str, now: datetime
    ) -> Outcome:
        made = made_for_all(recipients, lambda r: (r.message, _message(email, r, now)))
        if isinstance(made, Outcome):
            return made
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for message, raw in made:
                _write(self.folder / f"{message}.eml", raw)
            _settle(self.folder)
        except OSError as error:
            reason = f"The inbox folder {self.folder} can't be written: {error.strerror}. Free space or set its owner."
            return Outcome(Verdict.REFUSED, reason=reason)
        return Outcome(Verdict.ACCEPTED, provider_id=attempt)


def _message(email: CompiledEmail, recipient: Recipient, now: datetime) -> bytes:
    message_id = message_id_for(email, recipient.message)
    return mime(email, recipient.values, to=recipient.address, message_id=message_id, date=now)


def _write(path: Path, raw: bytes) -> None:
    """On disk under its name only when it is there to the last byte."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """The names too must outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

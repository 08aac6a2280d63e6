"""Notes on a patient: short texts by staff, sealed under the patient's own key, added and never changed.

Erasing the patient forgets that key, and with it every note.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from patients.dates import aware
from patients.hidden_characters import JOINERS, has_hidden
from patients.identifiers import new_id
from patients.models.patient import Patient

NOTE_LABEL: Final = "patients.note.v1"  # frozen: part of what binds a seal to its row
MAX_NOTE: Final = 500


class Notes(models.QuerySet["Note"]):
    """The vocabulary of writing down."""

    def write(self, patient: Patient, text: str, *, by: str, now: datetime) -> Note:
        """Seal and add a note. `by`: an opaque user id. Raises ValidationError with one sentence, and PatientErased."""
        cleaned = clean_note(text)
        note = Note(patient=patient, author=by, at=aware(now))
        note.sealed = patient.seal(NOTE_LABEL, note.id, {"text": cleaned})
        note.save(force_insert=True)
        return note

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("A note is never changed: write another one.")

    def delete(self) -> NoReturn:
        raise TypeError("A note is never deleted: it goes when the patient is erased.")


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="notes")
    author = models.CharField(max_length=100)  # an opaque user id
    at = models.DateTimeField()
    sealed = models.BinaryField()

    objects = Notes.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]  # ids are made in order of time

    def __str__(self) -> str:
        return f"Note {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A note is never changed: write another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A note is never deleted: it goes when the patient is erased.")

    def text(self, patient: Patient) -> str:
        """What it says. `patient` is its own, read already. Raises PatientErased, KeyMissing, SealBroken."""
        return str(patient.open_seal(NOTE_LABEL, self.id, self.sealed)["text"])


def clean_note(raw: str) -> str:
    """Single-spaced within a line; lines stay. Raises ValidationError for an empty, a long or a hidden text."""
    lines = [" ".join(line.split()) for line in raw.strip().splitlines()]
    text = "\n".join(lines)
    if not text:
        raise ValidationError(_("Type what your colleagues should know."), code="empty")
    if len(text) > MAX_NOTE:
        raise ValidationError(_("Shorten it to at most {most} characters.").format(most=MAX_NOTE), code="too-long")
    if has_hidden(text.replace("\n", ""), allowed=JOINERS):
        raise ValidationError(_("Type it again by hand: it holds a hidden character."), code="hidden")
    return text

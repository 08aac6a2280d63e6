"""The few columns of a patient that sending looks at, and what they open. For a batch of hundreds a model each would cost more than all the rest."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from patients.data_keys import unwrap
from patients.models.identity import Identity
from patients.models.patient import PatientErased
from patients.sealing import IDENTITY_LABEL, open_sealed, seal


@dataclass(slots=True, repr=False)
class SealedPatient:
    """Reads like a `Patient`, and unwraps its data key once for all that is opened and sealed with it. Kept no longer than a batch."""

    COLUMNS: ClassVar = ("wrapped_key", "identity", "email_index", "time_zone", "erased_at")

    id: uuid.UUID
    wrapped_key: bytes | memoryview | None
    identity: bytes | memoryview
    email_index: str
    time_zone: str
    erased_at: datetime | None
    _key: bytes | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Raises ZoneInfoNotFoundError when this machine doesn't know it."""
        return ZoneInfo(self.time_zone)

    def open_identity(self) -> Identity:
        """Raises PatientErased, KeyMissing, SealBroken."""
        return Identity.from_payload(open_sealed(self.data_key(), IDENTITY_LABEL, self.id, self.identity))

    def seal(self, label: str, row_id: uuid.UUID, payload: Mapping[str, Any]) -> bytes:
        """Raises PatientErased, KeyMissing."""
        return seal(self.data_key(), label, row_id, payload)

    def data_key(self) -> bytes:
        if self._key is None:
            if self.wrapped_key is None:
                raise PatientErased(f"Patient {self.id} was erased: nothing is left to read.")
            self._key = unwrap(self.wrapped_key, self.id)
        return self._key

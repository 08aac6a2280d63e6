"""Who a patient is: the values that lie sealed in one blob."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from patients.addresses import address_key, clean_address
from patients.blind_index import Purpose, index_of
from patients.dates import clean_birth_date
from patients.names import clean_mrn, clean_name, mrn_key, name_birth_key
from patients.of_age import GuardianIs


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """An opened identity. Never logged: its repr shows nothing."""

    email: str
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    mrn: str = ""
    guardian_name: str = ""  # of somebody under 18: whose address it is
    guardian_is: str = ""  # a value of GuardianIs, where there is a name

    def __repr__(self) -> str:
        return "<Identity>"

    def cleaned(self, *, today: date) -> "Identity":
        """The same person as we store them. Raises ValidationError with one sentence that says what to do."""
        guardian = clean_name(self.guardian_name)
        return replace(
            self,
            email=clean_address(self.email),
            given_name=clean_name(self.given_name, "given name"),
            family_name=clean_name(self.family_name, "family name"),
            birth_date=self.birth_date and clean_birth_date(self.birth_date, today=today),
            mrn=clean_mrn(self.mrn),
            guardian_name=guardian,
            guardian_is=GuardianIs(self.guardian_is or GuardianIs.PARENT).value if guardian else "",
        )

    def blind_indexes(self) -> dict[str, str | None]:
        """Values for the index columns of `Patient`, under the current key."""
        by_name = bool(self.birth_date) and any(map(str.isalnum, self.family_name))
        return {
            "email_index": index_of(Purpose.EMAIL, address_key(self.email)),
            "mrn_index": index_of(Purpose.MRN, mrn_key(self.mrn)) if self.mrn else None,
            "name_birth_index": self._name_birth_index() if by_name else None,
        }

    def same_mailbox(self, other: "Identity") -> bool:
        """Whether mail to both lands in one place, however the addresses are spelt."""
        return address_key(self.email) == address_key(other.email)

    def to_payload(self) -> dict[str, Any]:
        """JSON-able values to seal."""
        return {
            "email": self.email,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birth_date": self.birth_date and self.birth_date.isoformat(),
            "mrn": self.mrn,
            "guardian_name": self.guardian_name,
            "guardian_is": self.guardian_is,
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> "Identity":
        """The identity that `to_payload` described."""
        born = payload["birth_date"]
        return cls(**payload | {"birth_date": born and date.fromisoformat(born)})

    def _name_birth_index(self) -> str:
        assert self.birth_date is not None
        return index_of(Purpose.NAME_AND_BIRTH, name_birth_key(self.family_name, self.birth_date))

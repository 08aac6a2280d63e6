from clinic.models.audit import AuditEntry
from clinic.models.installation import Installation
from clinic.models.person import Person
from clinic.models.picture import Picture
from clinic.models.profile import ClinicProfile

__all__ = ["AuditEntry", "ClinicProfile", "Installation", "Person", "Picture"]

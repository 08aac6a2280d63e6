from clinic.models.agreement import Agreement
from clinic.models.api_call import ApiCall
from clinic.models.api_token import ApiToken
from clinic.models.audit import AuditEntry
from clinic.models.audit_seal import AuditSeal
from clinic.models.installation import Installation
from clinic.models.invitation import Invitation
from clinic.models.person import Person
from clinic.models.picture import Picture
from clinic.models.profile import ClinicProfile

__all__ = [
    "Agreement", "ApiCall", "ApiToken", "AuditEntry", "AuditSeal", "ClinicProfile", "Installation", "Invitation", "Person", "Picture",
]  # fmt: skip

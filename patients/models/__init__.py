from patients.models.consent import Consent
from patients.models.identity import Identity
from patients.models.note import Note
from patients.models.patient import Patient, PatientErased
from patients.models.soft_bounces import SoftBounces
from patients.models.suppression import Suppression

__all__ = ["Consent", "Identity", "Note", "Patient", "PatientErased", "SoftBounces", "Suppression"]

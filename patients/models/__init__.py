from patients.models.consent import Consent
from patients.models.identity import Identity
from patients.models.patient import Patient, PatientErased
from patients.models.soft_bounces import SoftBounces
from patients.models.suppression import Suppression

__all__ = ["Consent", "Identity", "Patient", "PatientErased", "SoftBounces", "Suppression"]

"""What practice systems call the columns we take, so that most of a file's header is recognised before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy

# Our name → what a person reads, in the order of a form.
MEANINGS: Final = {
    "email": gettext_lazy("Email address"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "full_name": gettext_lazy("Whole name, such as Ruiz, Ana"),
    "birth_date": gettext_lazy("Birth date"),
    "mrn": gettext_lazy("Record number (MRN)"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
    "visit_date": gettext_lazy("Visit date"),
    "visit_id": gettext_lazy("Visit number"),
    "status": gettext_lazy("Status of the visit"),
    "cancelled": gettext_lazy("Cancelled or not"),
    "codes": gettext_lazy("Diagnosis codes (ICD-10)"),
    "visit_type": gettext_lazy("Visit type"),
    "consent": gettext_lazy("Consent to emails"),
}
# As headers write them, folded as `folded` does. No name stands in two places.
_CALLED: Final = {
    "email": "email e_mail email_address e_mail_address patient_email mail pat_email home_email",
    "given_name": "given_name first_name first fname patient_first_name pat_first firstname givenname",
    "family_name": "family_name last_name last lname surname patient_last_name pat_last lastname familyname",
    "full_name": "name patient patient_name full_name pat_name",
    "birth_date": "birth_date birthdate date_of_birth dob patient_dob birthday pat_dob",
    "mrn": "mrn medical_record_number patient_id chart chart_number chart_no account account_number account_no acct_no patient_number patient.mrn",
    "language": "language preferred_language lang primary_language",
    "time_zone": "time_zone timezone tz",
    "visit_date": "visit_date date_of_service dos appointment_date appt_date appt_date/time encounter_date date start_date service_date checkout_date",
    "visit_id": "visit_id appointment_id appt_id encounter_id encounter_number visit_number appointment_number encounter_no encounter",
    "status": "status appointment_status appt_status visit_status encounter_status checkout_status",
    "cancelled": "cancelled canceled is_cancelled no_show cancelled?",
    "codes": "codes icd icd10 icd_10 icd_10_codes icd10_codes diagnosis_codes diagnosis_code dx dx_codes diagnoses icd_10_cm icd_code icd10_code",
    "visit_type": "visit_type appointment_type appt_type reason type type1 appointment_reason",
    "consent": "consent email_consent consent_flag consented email_ok ok_to_email may_email",
}  # fmt: skip
_OURS: Final = {theirs: ours for ours, names in _CALLED.items() for theirs in names.split()}


def folded(name: str) -> str:
    """One form for a column's name: case, hyphens, blanks and underscores make no difference."""
    return "_".join(name.replace("-", " ").replace("_", " ").casefold().split())


def recognised(headers: Iterable[str]) -> dict[str, str]:
    """Their name → ours, each of ours once: the first column that goes by it."""
    found: dict[str, str] = {}
    for theirs in headers:
        ours = _OURS.get(folded(theirs).removesuffix(":"))
        if ours and ours not in found.values():
            found[theirs] = ours
    if "full_name" in found.values() and "given_name" in found.values():
        found = {theirs: ours for theirs, ours in found.items() if ours != "full_name"}
    return found

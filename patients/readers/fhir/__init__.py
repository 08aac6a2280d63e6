"""Visits from FHIR R4: our own few fields, straight from the JSON."""

from patients.readers.fhir.files import read_fhir

__all__ = ["read_fhir"]

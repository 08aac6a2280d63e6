"""Asking record systems by ourselves: a FHIR server for visits that ended, and a folder for HL7 files that were put there."""

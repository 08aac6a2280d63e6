"""Visits from HL7 v2 ADT messages: PID, PV1, DG1 and MRG, and of these our own few fields.

Not called `hl7`: that is the name of the package that takes the messages apart.
"""

from patients.readers.hl7v2.files import read_hl7

__all__ = ["read_hl7"]

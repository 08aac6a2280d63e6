from campaigns.management.intake_command import IntakeCommand
from patients.readers.hl7v2 import read_hl7


class Command(IntakeCommand):
    help = "Take in visits from HL7 v2 ADT messages, one a file or many."
    read = staticmethod(read_hl7)

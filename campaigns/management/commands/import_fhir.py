from campaigns.management.intake_command import IntakeCommand
from patients.readers.fhir import read_fhir


class Command(IntakeCommand):
    help = "Take in visits from FHIR R4 files: Bundles or single resources, which may point to one another."
    read = staticmethod(read_fhir)

"""A folder into which a record system puts HL7 v2 files: each is read once and removed."""

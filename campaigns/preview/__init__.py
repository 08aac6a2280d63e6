"""Any email exactly as it would arrive, for made-up patients: from the rows of this installation, or from a folder of files."""

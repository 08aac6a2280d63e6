"""Who waits for the desk to ask: rows of files without a consent, and slips that patients filled in themselves."""

class UnreadableFile(ValueError):
    """Nothing of the file was taken. The text is one sentence that says what to do."""

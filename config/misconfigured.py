"""A setting that can't be right stops every program before it starts."""


class Misconfigured(Exception):
    """A setting stops us from starting. The text is one sentence that says which and what to do."""

"""A clear no to a person."""


class Refusal(Exception):
    """What can't be done. The text is one sentence or two: what happened, to what, and what to do next."""

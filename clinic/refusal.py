"""A clear no to a person."""


class Refusal(Exception):
    """What can't be done. The text is one sentence or two: what happened, to what, and what to do next.

    `here`: what a page says beside the very field, in the reader's language; the text itself where nothing else is given.
    """

    def __init__(self, text: str = "", here: str = "") -> None:
        super().__init__(text)
        self.here = here or text

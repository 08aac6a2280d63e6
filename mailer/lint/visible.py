"""The words of the HTML that people can see."""

from functools import lru_cache

from mailer.compiled import CompiledEmail
from mailer.lint.looks import looks
from mailer.lint.page import own_text, page_of


@lru_cache(maxsize=8)
def visible_text(email: CompiledEmail) -> str:
    """Without what is hidden or of no size, and without the preheader; a merge field counts as one word."""
    page = page_of(email)
    found = looks(page)
    return " ".join(words for element in page.body if found[element].is_read for words in own_text(element))

"""The one way an import says no."""


class ArticleRefused(ValueError):
    """An article that can't be imported: one sentence that says what is wrong and what to do."""

"""From a clinic's article to draft lessons: pure functions, no database. Start at `import_article`."""

from content.importing.article import ImportedArticle, import_article, import_bytes
from content.importing.outline import Outline, Section
from content.importing.readers import READERS
from content.importing.refusal import ArticleRefused
from content.importing.splitting import DraftLesson

__all__ = [
    "READERS",
    "ArticleRefused",
    "DraftLesson",
    "ImportedArticle",
    "Outline",
    "Section",
    "import_article",
    "import_bytes",
]

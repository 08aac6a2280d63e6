from content.models.article import Article
from content.models.lesson import Lesson
from content.models.review import Review
from content.models.revision import Revision

__all__ = ["Article", "Lesson", "Review", "Revision"]

from content.models.accepted_claim import AcceptedClaim
from content.models.article import Article
from content.models.author_at_work import AuthorAtWork
from content.models.draft_save import DraftSave
from content.models.lesson import Lesson
from content.models.review import Review
from content.models.review_request import ReviewRequest
from content.models.revision import Revision

__all__ = ["AcceptedClaim", "Article", "AuthorAtWork", "DraftSave", "Lesson", "Review", "ReviewRequest", "Revision"]

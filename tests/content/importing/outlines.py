"""Short ways to import a text and to say what came out."""

from content.importing import ImportedArticle, Section, import_bytes


def imported(text: str, name: str = "back-pain.txt") -> ImportedArticle:
    return import_bytes(name, text.encode())


def rows(article: ImportedArticle) -> list[tuple[int, str, int, int]]:
    """Level, title, paragraphs and bullets of each section."""
    return [(s.level, s.title, len(s.paragraphs), len(s.bullets)) for s in article.outline.sections]


def titles(article: ImportedArticle) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in article.outline.sections]


def only_section(article: ImportedArticle) -> Section:
    (section,) = article.outline.sections
    return section

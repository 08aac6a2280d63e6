"""The newsletter file: TOML front matter between `+++` lines (title, subject, preheader), then Markdown."""

from dataclasses import dataclass
from functools import cached_property

from content.figures import Figure, figures_in
from content.lesson_text import checked_markdown, parted, plain
from content.markdown import parsed
from content.toml_section import LessonFault, Section


@dataclass(frozen=True)
class NewsletterText:
    """One newsletter in one language; `body` is Markdown. `source` is the file as it was read."""

    title: str
    subject: str
    preheader: str
    body: str
    source: str

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The pictures it shows, with the lines of the body they stand on."""
        return tuple(figures_in(parsed(self.body)))


def parse_newsletter(source: str, name: str) -> NewsletterText:
    """Read a newsletter file; `name` is what faults call it. Raises LessonFault."""
    front, markdown, first_line = parted(plain(source), name)
    top = Section.read(front, name, offset=1).only("title subject preheader")
    body = checked_markdown(markdown, name, first_line).strip("\n")
    if not body.strip():
        raise LessonFault(f"{name}:{first_line}: the text after the second +++ is missing")
    return NewsletterText(top.line("title"), top.line("subject"), top.line("preheader"), body, source)

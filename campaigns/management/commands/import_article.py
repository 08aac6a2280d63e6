from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.utils import timezone

from campaigns.console import CampaignCommand
from campaigns.series.drafting import check_slug, draft_series
from clinic.refusal import Refusal
from content.importing import ArticleRefused, ImportedArticle, import_article
from patients.languages import clean_language


class Command(CampaignCommand):
    help = "Turn an article (.txt, .md, .html, .docx) into a draft series; print its outline, lessons and what was left out."
    refusals: ClassVar = (*CampaignCommand.refusals, ArticleRefused)

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--series", default="", metavar="SLUG", help="what to call the series; from the title if left out"
        )
        parser.add_argument("--language", default="en")
        parser.add_argument("--dry-run", action="store_true", help="print the report, write nothing")

    def run(self, file: Path, series: str, language: str, dry_run: bool, **_: Any) -> dict[str, Any]:
        imported = import_article(file)
        slug = series or imported.series
        self.tell(imported)
        if not slug and not dry_run:
            raise Refusal("The article has no title to name the series after: add --series SLUG.")
        if slug:
            check_slug(slug)
        tag = clean_language(language)
        if dry_run or not slug:
            return {**imported.as_json(), "series": slug}
        draft_series(imported, slug, tag, file.name, timezone.now())
        self.say("", f"The draft series {slug} is made. It needs its actions, questions and a clinician's signature.")
        return {**imported.as_json(), "series": slug}

    def tell(self, imported: ImportedArticle) -> None:
        outline = imported.outline
        self.say(f"{outline.title}" + (f", by {outline.author}" if outline.author else ""), "")
        for section in outline.sections:
            flags = f"  [{', '.join(section.flags)}: left out of the lessons]" if not section.in_lessons else ""
            self.say(f"{'  ' * section.level}{section.title or '(no title)'}: {section.words} words{flags}")
        self.say("", "Lessons:")
        for lesson in imported.lessons:
            self.say(
                f"  {lesson.position}. {lesson.title}: {lesson.words} words, {lesson.minutes} min, grade {lesson.grade:.1f}"
            )
        nameless = [picture for picture in imported.shown_pictures if not picture.alt]
        if nameless:
            self.say("", "Say in the lesson what these pictures show, between the brackets of ![](media/NAME):")
        for picture in nameless:
            self.say(f"  line {picture.line}: {picture.name}")
        self.say("", "Left out:")
        for drop in outline.dropped:
            self.say(f"  line {drop.line}: {drop.text!r} ({drop.why})")

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.emails import linting
from campaigns.emails.linting import findings, newest, of_link, of_revision, of_welcome
from clinic.models import ClinicProfile
from content.models import Revision


@pytest.fixture
def rewritten(series, now):
    """The first lesson with other words; its step and newest text."""

    def with_words(old: str, new: str):
        step = series.way().first()
        source = step.lesson.latest("en").source
        assert old in source
        step.lesson.revise("en", source.replace(old, new), now=now, by="test")
        return step, step.lesson.latest("en")

    return with_words


def codes(found):
    return {(one.severity, one.code) for one in found}


def test_the_shipped_series_is_clean_but_for_two_sources_a_reviewer_must_complete(signed_in_spanish, now):
    assert [
        (one.severity, one.code, one.where, one.message.partition(" “")[0]) for one in findings(signed_in_spanish, now)
    ] == [
        ("note", "source", "fibromyalgia/03-nerves-family-infection.md:14", "Source 1 has no year."),
        ("note", "source", "fibromyalgia/es/03-nerves-family-infection.md:15", "Source 1 has no year."),
        ("note", "source", "fibromyalgia/07-procedures.md:17", "Source 4 has no year."),
        ("note", "source", "fibromyalgia/07-procedures.md:17", "Source 4 has no address, doi or volume and page."),
        ("note", "source", "fibromyalgia/es/07-procedures.md:18", "Source 4 has no year."),
        ("note", "source", "fibromyalgia/es/07-procedures.md:18", "Source 4 has no address, doi or volume and page."),
    ]


def test_a_finding_names_the_lesson_file_and_its_line(series, rewritten, clinic, now):
    source = newest(series.way().first())[0].source
    opening = source.rpartition("+++\n")[2].strip().partition("\n\n")[0]
    step, revision = rewritten(opening, f"{opening}\n\nSee [the map](http://old.example/map) first.")
    (found,) = [one for one in of_revision(step, revision, clinic, now) if one.code == "link"]
    line = revision.source[: revision.source.index("http://old")].count("\n") + 1
    assert found.where == f"{step.lesson.name}.md:{line}"


def test_neutral_emails_may_not_name_the_series(series, clinic, now):
    series.private_words = ["lesson"]
    step = series.way().first()
    step.series = series
    assert ("error", "private-word") in codes(of_link(step, newest(step)[0], clinic, now))
    assert ("error", "private-word") in codes(of_welcome(series, "en", ClinicProfile.current()))


def test_a_language_reads_its_own_files(series):
    step = series.way().first()
    for language, words in (("es", "words/es.toml"), ("fr", "words/en.toml")):
        text = Revision(lesson=step.lesson, language=language, source="words", title="x")
        assert list(linting.written_in(step, text)) == [f"fibromyalgia/{language}/{step.lesson.slug}.md", words]


def test_lint_ends_with_1_when_there_is_an_error_and_prints_its_findings_first(series, rewritten):
    subject = next(line for line in newest(series.way().first())[0].source.splitlines() if line.startswith("subject"))
    rewritten(subject, 'subject = "About fibromyalgia and {mail_name}"')
    out = StringIO()
    with pytest.raises(CommandError, match="Errors to mend before a send: [1-9]") as refused:
        call_command("lint", "fibromyalgia", as_json=True, stdout=out)
    assert refused.value.returncode == 1 and '"private-word"' in out.getvalue()

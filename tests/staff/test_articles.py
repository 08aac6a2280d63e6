"""Articles at the desk: uploaded or pasted, refused in plain words, listed with what became of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import Client as Browser

from campaigns.series.drafting import series_from
from clinic.models import AuditEntry
from content.models import Article
from tests.staff.conftest import Page, said

URL, NEW = "/staff/articles/", "/staff/articles/new/"
PAGE = Path(__file__).parents[1] / "fixtures" / "articles" / "clinic-page.txt"
TEXT = "## What it is\n\nA sore back is common.\n\n## What helps\n\nWalk a little every day."


def upload(staff: Client, content: bytes = PAGE.read_bytes(), *, name: str = "page.txt", **more: str):
    return staff.post(NEW, {"file": SimpleUploadedFile(name, content), "language": "en", **more})


def paste(staff: Client, text: str = TEXT, **more: str):
    return staff.post(NEW, {"title": "Sore backs", "text": text, "language": "en", **more})


def test_an_uploaded_article_is_kept_and_shown_cut_into_lessons(clinic, staff: Client):
    answer = upload(staff)
    row = Article.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{URL}{row.pk}/split/"
    assert row.file_name == "page.txt" and row.text.split() == PAGE.read_text().split()
    assert len(row.split["lessons"]) > 3 and row.imported_by != ""
    noted = AuditEntry.objects.get(action="article.import")
    assert noted.actor == row.imported_by and noted.subject == str(row.pk)
    assert noted.detail == {"lessons": len(row.split["lessons"]), "left_out": len(row.split["left_out"])}


def test_pasted_text_gets_the_title_that_was_typed(clinic, staff: Client):
    assert paste(staff).status_code == 302
    row = Article.objects.get()
    assert row.title == "Sore backs" and [one["title"] for one in row.split["sections"]][1:] == [
        "What it is",
        "What helps",
    ]


@pytest.mark.parametrize("first", ["Sore backs", "# Sore Backs", "**Sore backs**"], ids=["plain", "marked", "bold"])
def test_a_title_the_text_starts_with_already_is_not_there_twice(clinic, staff: Client, first: str):
    paste(staff, f"{first}\n\n{TEXT}")
    row = Article.objects.get()
    assert row.title.casefold() == "sore backs" and row.text.casefold().count("sore backs") == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "The file is empty"),
        ("a.txt", b"%PDF-1.7 ...", "The file is a PDF"),
        ("a.exe", b"words", "can't be imported: save the article as one of"),
        ("a.txt", b"\x00\x01", "binary data"),
        ("a.txt", b"word " * 40_001, "at most 40,000"),
    ],
    ids=["empty", "pdf", "ending", "binary", "long"],
)
def test_what_cant_be_imported_is_refused_in_a_sentence(clinic, staff: Client, name: str, content: bytes, why: str):
    answer = upload(staff, content, name=name)
    assert (
        answer.status_code == 200
        and why in said(answer)
        and "The article isn’t here yet. One answer to mend" in said(answer)
    )
    assert not Article.objects.exists() and not AuditEntry.objects.filter(action="article.import").exists()


def test_pasted_text_stays_when_it_is_refused(clinic, staff: Client):
    for answer in (paste(staff, "Search\n\nHome"), upload(staff, title="Mine", text="Search\n\nHome")):
        assert answer.status_code == 200 and "Search\n\nHome" in answer.content.decode().replace("\r\n", "\n")
    assert "Bring one article at a time" in said(answer) and Page(answer).field("title")["value"] == "Mine"


def test_nothing_to_bring_is_said(clinic, staff: Client):
    assert "Choose a file, or paste" in said(staff.post(NEW, {"language": "en"}))
    assert "Choose one of the list." in said(paste(staff, language="xx")) and not Article.objects.exists()


def test_the_list_says_what_became_of_each(clinic, staff: Client, now):
    assert "No articles yet" in said(staff.get(URL))
    paste(staff)
    first = Article.objects.get()
    assert "Go on splitting" in said(staff.get(URL)) and f"{URL}{first.pk}/split/" in Page(staff.get(URL)).addresses
    series_from(first, "Backs", "backs", now)
    listed = staff.get(URL)
    assert "Series Backs" in said(listed) and "/staff/series/backs/" in Page(listed).addresses
    assert "Go on splitting" not in said(listed)


def test_a_long_list_comes_in_pages(clinic, staff: Client):
    for number in range(26):
        paste(staff, title=f"Back {number}")
    assert "1 to 25 of 26 articles" in said(staff.get(URL)) and "Back 0" in said(staff.get(f"{URL}?page=2"))


def test_nobody_else_may_look_or_bring(clinic, staff: Client, django_user_model):
    paste(staff)
    here = f"{URL}{Article.objects.get().pk}"
    stranger, patient = Browser(), Browser()
    patient.force_login(django_user_model.objects.create_user("pat", password="x"))
    for url in (URL, NEW, f"{here}/split/", f"{here}/series/", f"{here}/ready/"):
        assert stranger.get(url).status_code == 302 and patient.get(url).status_code == 403
        assert patient.post(url, {"text": TEXT, "step": "merge 1"}).status_code in (403, 405)
    assert Article.objects.count() == 1 and Article.objects.get().split["version"] == 1


def test_a_form_from_another_site_is_refused(clinic, admin_user):
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert paste(strict).status_code == 403 and not Article.objects.exists()

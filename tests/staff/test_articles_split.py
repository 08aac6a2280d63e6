"""The split wizard at the desk: every step is a form, kept at once, and nothing typed is lost."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from clinic.models import AuditEntry
from content.articles import bring
from content.models import Article
from tests.staff.conftest import Page, said

TEXT = """# Sore backs

Opening words.

## What it is

First part.

Second part.

## What helps

Do this:

- Walk a little.
- Rest in between.

Then sleep.

## About us

Our team of board-certified specialists is here to help. Call us to book an appointment.
"""


@pytest.fixture
def article(clinic, now) -> Article:
    """One lesson of blocks 1 to 7 (4 to 6 are a list), and block 8, which is advertising."""
    return bring("back.md", TEXT.encode(), language="en", now=now, by="test")


def url(article: Article) -> str:
    return f"/staff/articles/{article.pk}/split/"


def split(article: Article) -> dict:
    return Article.objects.get(pk=article.pk).split


def blocks(article: Article) -> list[list[int]]:
    return [lesson["blocks"] for lesson in split(article)["lessons"]]


def press(staff: Client, article: Article, step: str, block: int | str = "", **typed: str):
    return staff.post(url(article), {"version": split(article)["version"], "step": step, "block": block, **typed})


def test_the_article_and_its_lessons_stand_side_by_side(article: Article, staff: Client):
    page = staff.get(url(article))
    words = said(page)
    for part in (
        "Opening words.",
        "Walk a little.",
        "Do this: and 2 more lines",
        "Subject: Lesson 1 of 1 is ready",
        "1 minute, grade",
    ):
        assert part in words
    assert "Promotional" in words and "Left out because it looks promotional." in words
    assert Page(page).field("title_1")["value"] == "Sore backs" and Page(page).field("day_1")["value"] == "1"


def test_a_picture_is_named_by_what_it_shows(article: Article, staff: Client):
    kept = split(article)
    kept["blocks"][1] |= {"kind": "picture", "picture": "bar.png", "text": "A bar"}
    kept["blocks"][2] |= {"kind": "picture", "picture": "none.png", "text": ""}
    Article.objects.filter(pk=article.pk).update(split=kept)
    words = said(staff.get(url(article)))
    assert words.count("Picture: A bar") == 2 and words.count("Picture without a description") == 2


def test_furniture_is_listed(clinic, staff: Client, now):
    page = bring(
        "p.txt", f"Search\n\n{TEXT.replace('# ', '')}\n\n© 2026 Clinic".encode(), language="en", now=now, by="test"
    )
    words = said(staff.get(url(page)))
    assert "2 lines were no part of the article" in words and "© 2026 Clinic copyright line of the page" in words


def test_splitting_merging_and_taking_back(article: Article, staff: Client):
    answer = press(staff, article, "split", 2)
    assert blocks(article) == [[1], [2, 3, 4, 5, 6, 7]] and answer["Location"] == f"{url(article)}?block=2#part-2"
    page = staff.get(answer["Location"])
    assert "Last step: Lesson 1 split in two." in said(page)
    assert [attrs["value"] for tag, attrs in Page(page).tags if "checked" in attrs] == ["2"]
    press(staff, article, "merge 1")
    assert blocks(article) == [[1, 2, 3, 4, 5, 6, 7]]
    press(staff, article, "undo")
    press(staff, article, "undo")
    assert (
        blocks(article) == [[1, 2, 3, 4, 5, 6, 7]] and split(article)["version"] == 5 and split(article)["before"] == []
    )


def test_a_lesson_that_moved_is_followed_to_its_new_place(article: Article, staff: Client):
    press(staff, article, "split", 4)
    answer = press(staff, article, "down 1")
    assert blocks(article) == [[4, 5, 6, 7], [1, 2, 3]] and urlsplit(answer["Location"]).fragment == "lesson-2"
    assert urlsplit(press(staff, article, "up 2")["Location"]).fragment == "lesson-1" and blocks(article)[0] == [
        1,
        2,
        3,
    ]


def test_a_part_moves_leaves_and_comes_back(article: Article, staff: Client):
    press(staff, article, "split", 4)
    press(staff, article, "earlier", 6)
    assert blocks(article) == [[1, 2, 3, 4, 5, 6], [7]]
    press(staff, article, "later", 4)
    assert blocks(article) == [[1, 2, 3], [4, 5, 6, 7]]
    assert press(staff, article, "out", 4)["Location"].endswith("?block=7#part-7")
    assert blocks(article) == [[1, 2, 3], [7]] and split(article)["left_out"]["5"] == "not needed in these lessons"
    press(staff, article, "save", why_4="it is for another series")
    assert split(article)["left_out"]["6"] == "it is for another series"
    assert press(staff, article, "take 4")["Location"].endswith("?block=4#part-4")
    press(staff, article, "take_section 3")
    assert blocks(article) == [[1, 2, 3, 4, 5, 6], [7, 8]] and split(article)["left_out"] == {}


def test_a_whole_lesson_is_left_out_and_the_page_says_how_to_go_on(article: Article, staff: Client):
    press(staff, article, "leave 1")
    words = said(staff.get(url(article)))
    assert blocks(article) == [] and "Every part of the article is left out." in words
    assert "Make the draft series" not in words and "Take the last step back" in words


def test_titles_and_days_that_were_typed_are_kept_by_whatever_button_is_pressed(article: Article, staff: Client):
    press(staff, article, "split", 2)
    press(staff, article, "merge 1", title_1="  Your\tback ", day_1="3", title_2="What it is")
    (lesson,) = split(article)["lessons"]
    assert (lesson["title"], lesson["day"]) == ("Your back", 3)
    press(staff, article, "undo")
    assert [one["title"] for one in split(article)["lessons"]] == ["Your back", "What it is"]


def test_taking_a_step_back_keeps_the_title_that_was_being_typed(article: Article, staff: Client):
    press(staff, article, "split", 4)
    press(staff, article, "undo", title_1="A new title")
    assert blocks(article) == [[1, 2, 3, 4, 5, 6, 7]] and split(article)["lessons"][0]["title"] == "A new title"


def test_days_may_all_be_typed_at_once(article: Article, staff: Client):
    press(staff, article, "split", 2)
    press(staff, article, "split", 7)
    press(staff, article, "save", day_1="7", day_2="14", day_3="21")
    assert [one["day"] for one in split(article)["lessons"]] == [7, 14, 21]


@pytest.mark.parametrize(
    ("step", "typed", "why"),
    [
        ("split", {}, "Choose a part of a lesson first"),
        ("merge 1", {}, "there is no next lesson"),
        ("save", {"title_1": " "}, "Lesson 1 needs a title"),
        ("save", {"day_1": "soon"}, "'soon' is no day"),
        ("save", {"day_1": "99999"}, "A series ends on day 3650"),
        ("undo", {}, "There is no step left to take back"),
        ("take 2", {}, "in a lesson already"),
    ],
    ids=["nothing chosen", "last", "blank", "no number", "far", "no step", "not out"],
)
def test_what_cant_be_done_is_said_and_changes_nothing(
    article: Article, staff: Client, step: str, typed: dict, why: str
):
    before = split(article)
    answer = press(staff, article, step, **typed)
    assert answer.status_code == 302 and why in said(staff.get(answer["Location"])) and split(article) == before


@pytest.mark.parametrize(
    "step", ["", "nonsense", "merge", "merge x", "merge 99", "split 3", "take 99", "take_section 77"]
)
def test_nonsense_changes_nothing(article: Article, staff: Client, step: str):
    before = split(article)
    assert press(staff, article, step, block="x").status_code == 302
    assert press(staff, article, step, block="999").status_code == 302 and split(article) == before


def test_a_step_on_a_split_that_moved_on_is_refused_and_what_was_typed_is_shown(article: Article, staff: Client):
    press(staff, article, "split", 2)
    answer = staff.post(url(article), {"version": 1, "step": "merge 1", "title_1": "My long thought-out title"})
    assert answer.status_code == 409 and blocks(article) == [[1], [2, 3, 4, 5, 6, 7]]
    words = said(answer)
    assert "Your last step wasn’t taken. Somebody changed this split" in words and "My long thought-out title" in words
    assert Page(answer).field("version")["value"] == "2"


def test_steps_are_noted_with_counts_only(article: Article, staff: Client):
    press(staff, article, "split", 2, title_1="Something private")
    press(staff, article, "merge 5")
    (noted,) = AuditEntry.objects.filter(action="article.split")
    assert noted.subject == str(article.pk) and noted.detail == {"version": 3, "lessons": 2, "left_out": 1}


def test_a_long_article_makes_no_heavier_page_than_its_words_ask_for(clinic, staff: Client, now):
    text = "# Long\n\n" + "\n\n".join(f"## Part {number}\n\n" + "Some words that teach. " * 40 for number in range(150))
    long = bring("long.md", text.encode(), language="en", now=now, by="test")
    assert len(staff.get(url(long)).content) < 5 * len(text)


def test_an_article_is_shown_in_its_language_and_from_the_side_it_is_read_from(staff: Client, clinic, now):
    brought = bring("back.md", "# العناية\n\nامشِ قليلا كل يوم.\n".encode(), language="ar", now=now, by="test")
    page = staff.get(f"/staff/articles/{brought.pk}/split/").content.decode()
    assert '<p class="paragraph" lang="ar" dir="auto">امشِ' in page and '<h3 lang="ar" dir="auto">العناية</h3>' in page

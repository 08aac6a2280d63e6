"""Reports: numbers as numbers while they are small, what isn't tracked said, and the same for a spreadsheet."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.test import Client

from campaigns.models import Answer, Helpfulness, Message, Series, Tally
from staff.reports.month_chart import between, months_back
from staff.reports.words import arrival, duration, share
from tests.staff.conftest import said

URL = "/staff/reports/series/fibromyalgia/"


def cells(staff: Client, url: str) -> list[list[str]]:
    answer = staff.get(url)
    assert answer["Content-Type"] == "text/csv; charset=utf-8" and answer["Content-Disposition"].endswith('.csv"')
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_before_anybody_is_enrolled_the_pages_teach_what_they_are_for(db, signed_series, staff: Client):
    assert "Reports" in said(staff.get("/staff/reports/"))
    assert "Nobody has been enrolled yet" in said(staff.get(URL))
    assert staff.get("/staff/reports/series/none/").status_code == 404


def test_the_way_of_the_patients_is_told_in_numbers(filled, staff: Client, now):
    words = said(staff.get(URL))
    assert "Enrolled 3 1 · What fibromyalgia is 2 of 3" in words and "Finished 0 of 3" in words
    assert "1 ended early Staff stopped the lessons. 1" in words
    assert "Opens and clicks Not tracked." in words and "Neill" not in words
    assert "How long they took: not tracked." in words


def test_what_was_understood_and_helpful_is_shown_once_somebody_said_so(filled, staff: Client, now):
    before = said(staff.get(URL))
    assert "Nobody has answered a question yet." in before and "Was it helpful?" not in before
    message = Message.objects.get(pk=filled.message)
    Answer.objects.give(message, 1, now, right=False)
    Helpfulness.objects.create(message=message, said="yes", given_at=now)
    words = said(staff.get(URL))
    assert "Right at once: 0 of 1. Right in the end: 0 of 1." in words and "(right)" in words
    assert "Was it helpful? Lesson Yes Partly No 1 · What fibromyalgia is 1 0 0" in words


def test_the_view_to_print_has_its_tables_open(filled, staff: Client):
    assert "<details open>" not in staff.get(URL).content.decode()
    page = staff.get(f"{URL}?view=print").content.decode()
    assert page.count("<details open>") == page.count("<summary>") == 2


def test_a_spreadsheet_holds_the_same_numbers(filled, staff: Client):
    rows = cells(staff, f"{URL}report.csv")
    assert rows[0] == ["Part", "Of", "What", "Number"]
    assert ["Patients", "", "Enrolled", "3"] in rows and ["Patients", "1 · What fibromyalgia is", "Had it", "2"] in rows
    assert ["Ended early", "", "Staff stopped the lessons.", "1"] in rows
    months = cells(staff, "/staff/reports/months.csv")
    assert months[0][0] == "Month" and months[1][0] == "2026-10"
    assert sum(map(int, months[1][1:])) == Message.objects.count()


def test_a_title_that_is_a_formula_stays_text_in_the_spreadsheet(filled, staff: Client):
    from content.models import Revision

    Revision.objects.filter(lesson__steps__series=Series.objects.get(slug="fibromyalgia")).update(
        title='=HYPERLINK("x")'
    )
    assert not [cell for row in cells(staff, f"{URL}report.csv") for cell in row if cell.startswith("=")]


def test_the_months_of_all_series_stand_on_the_first_page(filled, staff: Client):
    Tally.objects.add({(date(2026, 8, 1), Series.objects.get().pk, "delivered"): 1_200})
    words = said(staff.get("/staff/reports/"))
    assert "August 2026" in words and "1,200" in words and "September 2026" in words, (
        "a month without any stands between"
    )


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "0"), (3, 7, "3 of 7"), (19, 19, "19 of 19"), (62, 118, "62 of 118 (53%)"), (1200, 2400, "1,200 of 2,400 (50%)")],
    ids=["none", "few", "almost enough", "enough", "many"],
)  # fmt: skip
def test_a_share_is_a_percentage_only_of_enough(part: int, whole: int, words: str):
    assert share(part, whole) == words


def test_a_few_times_have_no_percentile():
    few = [timedelta(seconds=n) for n in range(19)]
    assert arrival(few) == [{"name": "The slowest", "text": "18 seconds"}] and arrival([]) == []
    many = [timedelta(minutes=n) for n in range(1, 21)]
    assert [one["text"] for one in arrival(many)] == ["10 minutes", "18 minutes"]
    assert duration(timedelta()) == "under a second"


@pytest.mark.parametrize("number", [0, 1, 11, 12, 25])
def test_months_are_counted_back_over_the_years(number: int):
    found = months_back(date(2026, 11, 23), number)
    assert found.day == 1 and (2026 - found.year) * 12 + 11 - found.month == number
    assert [month for month, _ in between([(found, None)], date(2026, 11, 23))][-1] == date(2026, 11, 1)  # type: ignore[list-item]

from django.test import Client

from config.desk_sheet import FOLDER, SHEETS, desk_sheet_url


def test_the_sheets_of_every_page_come_in_one_request_and_are_kept():
    answer = Client().get(desk_sheet_url())
    assert all((FOLDER / f"{name}.css").read_bytes() in answer.content for name in SHEETS)
    assert "immutable" in answer["Cache-Control"] and answer["Content-Type"] == "text/css; charset=utf-8"


def test_an_old_address_is_not_kept():
    assert Client().get("/desk.css?v=old")["Cache-Control"] == "no-cache"

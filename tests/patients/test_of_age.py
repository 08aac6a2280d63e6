"""Who is under age: by the birthday, in the day of whoever asks."""

from datetime import date

from patients.of_age import is_minor


def test_of_age_is_the_eighteenth_birthday():
    today = date(2026, 10, 12)
    assert not is_minor(date(2008, 10, 12), today) and is_minor(date(2008, 10, 13), today)
    assert not is_minor(None, today) and is_minor(date(2008, 2, 29), date(2026, 2, 28))

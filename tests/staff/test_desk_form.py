"""What a form of the desk says when something is wrong: the field's name and what to do, in our words."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module

import pytest
from django import forms

import staff
from staff.desk_form import DeskForm, say_plainly, stock_messages
from staff.newsletters.schedule import ScheduleForm


def forms_of_the_desk() -> list[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(staff.__path__, "staff."):
        import_module(module.name)
    return sorted(found(forms.BaseForm), key=lambda one: f"{one.__module__}.{one.__name__}")


def found(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("staff."):
            yield one
        yield from found(one)


def test_every_form_of_the_desk_is_made_from_the_one_that_says_it_plainly():
    assert [one for one in forms_of_the_desk() if not issubclass(one, DeskForm)] == []


def test_no_field_of_the_desk_answers_with_stock_words():
    for form in forms_of_the_desk():
        for name, made in form.base_fields.items():  # type: ignore[attr-defined]
            field = deepcopy(made)
            say_plainly(field, name)
            stock = stock_messages(field)
            left = [code for code, said in field.error_messages.items() if str(said) == str(stock.get(code))]
            unsaid = {one.code for one in field.validators} - set(field.error_messages)
            assert (form.__name__, name, left, unsaid) == (form.__name__, name, [], set())


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "send_on", "Type the day, such as 12/02/2026."),
        ({}, "send_at", "Type a time, such as 10:00."),
        ({"where": "moon"}, "where", "“Whose time” has an answer that isn’t on the list: choose one of the list."),
        ({"send_on": "soon"}, "send_on", "Write the date as 11/02/1959 or 1959-11-02."),
    ],
    ids=["no day", "no time", "not on the list", "no date"],
)
def test_the_schedule_says_what_to_do(typed, field, said):
    assert ScheduleForm(typed).errors[field] == [said]


def test_a_limit_is_said_with_its_number():
    class Asked(DeskForm):
        days = forms.IntegerField(label="Days", max_value=60)
        name = forms.CharField(max_length=3, required=False)

    form = Asked({"days": "61", "name": "Anna"})
    assert form.errors == {
        "days": ["“Days” is too large: write 60 or less."],
        "name": ["“Name” is too long: write it in 3 characters."],
    }

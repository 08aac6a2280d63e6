"""No cell is ever a formula, whatever somebody wrote into a title."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.spreadsheet import FORMULA, safe, table


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"], ids=range(8))
def test_a_formula_is_only_text(cell: str):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Lesson 1", "", 0, 12, "a=b", "5.1.1"], ids=range(6))
def test_anything_else_stays_as_it_is(cell):
    assert safe(cell) == cell


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.integers(0), min_size=1)))
def test_every_table_comes_back_with_all_its_cells_and_none_of_them_a_formula(rows):
    text = table(rows)
    assert text.startswith("\ufeff")
    back = list(csv.reader(StringIO(text[1:], newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [str(cell).removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip(" ").startswith(FORMULA) for row in back for cell in row)

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from patients.names import clean_mrn, clean_name, mrn_key, name_birth_key

BORN = date(1971, 3, 9)


@pytest.mark.parametrize("name", ["María José", "O’Neill", "Nguyễn", "李", "محمد", "नेहा", "می\u200cنا", "X Æ A-12", ""])
def test_names_of_the_world_are_kept(name: str) -> None:
    assert clean_name(name) == name


def test_spaces_are_tidied_and_letters_composed() -> None:
    assert clean_name("  Ana \u00a0 Mari\u0301a ") == "Ana María"


@pytest.mark.parametrize("raw", ["Ana\r\nBcc: x", "Ana\x00", "Ana\u202eadE", "A\tB", "Ana\u2028", "\ud800", "A\u200b"])
def test_hidden_characters_are_refused(raw: str) -> None:
    with pytest.raises(ValidationError, match="family name"):
        clean_name(raw, "family name")


def test_a_name_of_more_than_100_characters_is_refused() -> None:
    assert clean_name("ä" * 100)
    with pytest.raises(ValidationError, match="100"):
        clean_name("a" * 101)


@given(st.text(max_size=120))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    try:
        cleaned = clean_name(raw)
    except ValidationError:
        return
    assert clean_name(cleaned) == cleaned
    assert len(cleaned) <= 100


@pytest.mark.parametrize("spelling", ["O’NEILL-MUÑOZ", "o'neill munoz", "ONeill Mun\u0303oz", "O'Neill-Muñoz "])
def test_spellings_of_one_family_name_are_found(spelling: str) -> None:
    assert name_birth_key(spelling, BORN) == name_birth_key("O’Neill-Muñoz", BORN)


def test_another_name_or_another_day_is_another_person() -> None:
    keys = {name_birth_key(name, day) for name in ("Ruiz", "Ruis") for day in (BORN, date(1971, 9, 3))}
    assert len(keys) == 4


@pytest.mark.parametrize("name", ["", "  ", "-", "..."])
def test_a_birth_date_is_never_looked_up_alone(name: str) -> None:
    with pytest.raises(ValidationError, match="family name"):
        name_birth_key(name, BORN)


def test_record_numbers_ignore_case_and_spaces_but_not_zeros() -> None:
    assert mrn_key(" ab 0012 ") == mrn_key("AB0012")
    assert mrn_key("0012") != mrn_key("12")
    assert clean_mrn(" AB 12 ") == "AB 12"


@pytest.mark.parametrize("raw", ["", "   "])
def test_an_empty_record_number_finds_nobody(raw: str) -> None:
    with pytest.raises(ValidationError, match="record number"):
        mrn_key(raw)

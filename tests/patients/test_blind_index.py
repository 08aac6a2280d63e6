import hmac
from collections.abc import Callable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from patients.addresses import address_key
from patients.blind_index import Purpose, index_of, indexes_of
from patients.comparison import ComparisonForm
from patients.keys import KeyRing
from patients.names import mrn_key, name_birth_key

ANA = address_key("ana@example.org")


def test_indexes_are_frozen() -> None:
    assert [purpose.value for purpose in Purpose] == ["email", "mrn", "name-birth", "visit"]
    assert index_of(Purpose.EMAIL, ANA) == "d993d6af5031c6e4122b348eda6eb251"


def test_forms_of_comparison_are_frozen() -> None:
    assert address_key("Ana.M@MÜNCHEN.example.") == "ana.m@xn--mnchen-3ya.example"
    assert name_birth_key("O’Neill-Muñoz", date(1971, 3, 9)) == "oneillmunoz|1971-03-09"
    assert mrn_key(" Mrn 00-4711") == "mrn00-4711"


def test_an_index_is_hmac_sha256_cut_to_16_bytes() -> None:
    key = KeyRing.from_settings().current.index
    whole = hmac.new(key, b"email|ana@example.org", "sha256").hexdigest()
    assert index_of(Purpose.EMAIL, ANA) == whole[:32]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_index_is_32_hex_digits_whatever_the_value(value: str) -> None:
    index = index_of(Purpose.MRN, ComparisonForm(value))
    assert len(index) == 32
    assert set(index) <= set("0123456789abcdef")


def test_the_same_value_for_another_purpose_has_another_index() -> None:
    assert len({index_of(purpose, ANA) for purpose in Purpose}) == len(Purpose)


def test_a_retained_key_gives_the_index_it_gave_before(rotate: Callable[[], None]) -> None:
    [(old_key, old_index)] = indexes_of(Purpose.EMAIL, ANA).items()
    rotate()
    indexes = indexes_of(Purpose.EMAIL, ANA)
    assert indexes[old_key] == old_index
    assert next(iter(indexes.values())) == index_of(Purpose.EMAIL, ANA) != old_index

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from patients.addresses import MAX_ADDRESS, address_key, clean_address

ASCII_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
atoms = st.text(ASCII_LETTERS + "!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=12)
locals_ = st.lists(atoms, min_size=1, max_size=4).map(".".join)
labels = st.text(ASCII_LETTERS, min_size=1, max_size=10)
domains = st.builds(
    lambda parts, top: ".".join([*parts, top]), st.lists(labels, min_size=1), st.sampled_from(["org", "COM"])
)
addresses = st.builds(lambda local, domain: f"{local}@{domain}", locals_, domains).filter(
    lambda one: len(one) <= MAX_ADDRESS
)


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


def refusal(raw: str) -> str:
    with pytest.raises(ValidationError) as refused:
        clean_address(raw)
    [sentence] = refused.value.messages
    return sentence


@given(addresses)
def test_an_ordinary_address_is_accepted_and_cleaning_again_changes_nothing(address: str) -> None:
    cleaned = clean_address(f"  {address} ")
    assert cleaned.rpartition("@")[0] == address.rpartition("@")[0]
    assert clean_address(cleaned) == cleaned


@given(addresses)
def test_case_width_spaces_and_a_trailing_dot_are_the_same_mailbox(address: str) -> None:
    same = [address, address.upper(), address.swapcase(), full_width(address), f" {address}. "]
    assert len({address_key(spelling) for spelling in same}) == 1


@given(st.text())
@example("a@ß.org")
@example("a@İ.org")
@example("a@a\u0338.org")
@example("@\u0338.org")
def test_any_text_is_either_refused_or_safe_in_a_header(raw: str) -> None:
    try:
        cleaned = clean_address(raw)
    except ValidationError:
        return
    assert cleaned.isascii()
    assert cleaned.isprintable()
    assert " " not in cleaned
    assert len(cleaned) <= MAX_ADDRESS
    assert clean_address(cleaned) == cleaned
    assert address_key(raw) == address_key(cleaned)


@given(locals_, st.text(st.characters(min_codepoint=0xA1), min_size=1, max_size=8))
def test_any_foreign_domain_is_either_refused_or_stable(local: str, label: str) -> None:
    raw = f"{local}@{label}.org"
    try:
        cleaned = clean_address(raw)
    except ValidationError:
        return
    assert cleaned.isascii()
    assert clean_address(cleaned) == cleaned
    assert address_key(raw) == address_key(cleaned)


def test_a_foreign_domain_is_mailed_in_ascii() -> None:
    assert clean_address("info@MÜNCHEN.example") == "info@xn--mnchen-3ya.example"
    assert clean_address("info@例え。テスト") == "info@xn--r8jz45g.xn--zckzah"
    assert address_key("info@münchen.example") == address_key("INFO@XN--MNCHEN-3YA.example.")
    assert address_key("info@mu\u0308nchen.example") == address_key("info@münchen.example")


def test_the_local_part_is_mailed_as_written() -> None:
    assert clean_address("Maria.Q+visit@Example.ORG") == "Maria.Q+visit@example.org"


def test_different_mailboxes_stay_different() -> None:
    keys = {address_key(f"{local}@example.org") for local in ["ana", "ana+a", "an.a", "ann"]}
    assert len(keys) == 4


@pytest.mark.parametrize(
    "injected", ["a@example.org\r\nBcc: b@example.org", "a\n@example.org", "a@example.org\n", "a@exam\x00ple.org"]
)
def test_line_breaks_and_nul_are_refused_even_at_the_end(injected: str) -> None:
    assert "line break or a hidden character" in refusal(injected)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\u200f", "\ufeff", "\u2028", "\u00ad"])
def test_hidden_and_bidi_characters_are_refused(hidden: str) -> None:
    assert "hidden character" in refusal(f"ana{hidden}@example.org")
    assert "hidden character" in refusal(f"ana@exam{hidden}ple.org")


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ("", "Enter an email address"),
        ("ana.example.org", "one @"),
        ("ana@b@example.org", "one @"),
        ("ana b@example.org", "spaces"),
        ("Ana <ana@example.org>", "brackets"),
        ("a@example.org, b@example.org", "one plain address"),
        ("ana@[192.0.2.1]", "brackets"),
        ('"ana"@example.org', "quotation marks"),
        ("ana(work)@example.org", "comments"),
        ("josé@example.org", "SMTPUTF8"),
        ("@example.org", "before the @"),
        (".ana@example.org", "before the @"),
        ("an..a@example.org", "two dots"),
        ("ana@", "after the @"),
        ("ana@example", "after the @"),
        ("ana@exa_mple.org", "after the @"),
        ("ana@-example.org", "after the @"),
        ("ana@example..org", "after the @"),
        ("ana@192.0.2.1", "after the @"),
        ("ana@\u2100.org", "after the @"),
        ("ana@straße.example", "xn--"),
        (f"{'a' * 65}@example.org", "64"),
        (f"a@{'b' * 64}.org", "after the @"),
        (f"a@{'.'.join(['b' * 61] * 4)}.example", "254"),
    ],
)
def test_a_refusal_is_one_sentence_that_says_what_to_do(raw: str, advice: str) -> None:
    sentence = refusal(raw)
    assert advice in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence


def test_a_refusal_does_not_repeat_the_address() -> None:
    assert "quintanilla" not in refusal("quintanilla@josé@example.org")

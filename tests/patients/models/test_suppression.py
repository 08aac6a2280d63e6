import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from patients.models import Patient, Suppression

BOUNCE, COMPLAINT = Suppression.Reason.HARD_BOUNCE, Suppression.Reason.COMPLAINT
UNSUBSCRIBED, STAFF = Suppression.Reason.UNSUBSCRIBED, Suppression.Reason.STAFF
Spell = Callable[[str], str]
pytestmark = pytest.mark.django_db


def wide(text: str) -> str:
    """In the full-width letters of an East Asian keyboard."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def dotted(text: str) -> str:
    return text if text.endswith((".", "．", "。")) else f"{text}."


def at_domain(text: str) -> tuple[str, str, str]:
    sign = "@" if "@" in text else "＠"
    return text.partition(sign)


def punycode(text: str) -> str:
    local, sign, domain = at_domain(unicodedata.normalize("NFKC", text))
    return f"{local}{sign}{domain.lower().encode('idna').decode()}"


def ideographic(text: str) -> str:
    local, sign, domain = at_domain(text)
    return f"{local}{sign}{domain.replace('.', '。')}"


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def padded(text: str) -> str:
    return f"\u3000 {text.strip()}\u00a0"


def test_a_suppressed_address_is_covered_in_any_spelling(now: datetime) -> None:
    Suppression.objects.suppress("Ana@Example.org", BOUNCE, now)
    asked = ["ana@example.org", "ANA@EXAMPLE.ORG.", "ａｎａ@example.org", "ben@example.org"]
    assert Suppression.objects.covering(asked) == set(asked[:3])


# What one address can be typed as: letters that mean the same, the domain in either of its two forms, a dot at its end.
LOCALS = st.text("abcxyz0129._-", min_size=1, max_size=8).filter(
    lambda one: one[0].isalnum() and one[-1].isalnum() and ".." not in one
)
DOMAINS = st.sampled_from(["example.org", "münchen.example", "例え.example", "CAFÉ.example", "xn--bcher-kva.example"])
WAYS = st.lists(
    st.sampled_from([str.lower, str.upper, wide, dotted, punycode, ideographic, decomposed, padded]), max_size=5
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(local=LOCALS, domain=DOMAINS, ways=WAYS)
def test_a_suppression_holds_for_every_spelling(
    db: None, now: datetime, local: str, domain: str, ways: list[Spell]
) -> None:
    typed = f"{local}@{domain}"
    Suppression.objects.suppress(typed, UNSUBSCRIBED, now)
    for way in ways:
        typed = way(typed)
    assert Suppression.objects.covering([typed]) == {typed}
    assert Suppression.objects.covering([f"x{local}@another.example"]) == set()


def test_a_whole_batch_is_one_query(now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Suppression.objects.suppress("p7@example.org", STAFF, now)
    with django_assert_num_queries(1):
        assert Suppression.objects.covering(f"p{n}@example.org" for n in range(5000)) == {"p7@example.org"}


def test_more_than_one_statement_can_hold_is_asked_in_parts(now: datetime) -> None:
    Suppression.objects.suppress("p39999@example.org", STAFF, now)
    assert Suppression.objects.covering(f"p{n}@example.org" for n in range(40_000)) == {"p39999@example.org"}


def test_nobody_asked_about_is_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert Suppression.objects.covering([]) == set()


def test_what_is_no_address_is_covered() -> None:
    assert Suppression.objects.covering(["nobody", "ana@example.org"]) == {"nobody"}


def test_old_keys_still_find_suppressions(now: datetime, rotate: Callable[[], None]) -> None:
    Suppression.objects.suppress("ana@example.org", BOUNCE, now)
    rotate()
    Suppression.objects.suppress("ben@example.org", BOUNCE, now)
    asked = ["ana@example.org", "ben@example.org", "eva@example.org"]
    assert Suppression.objects.covering(asked) == set(asked[:2])


def test_suppressing_again_under_a_new_key_keeps_one_row(now: datetime, rotate: Callable[[], None]) -> None:
    Suppression.objects.suppress("ana@example.org", BOUNCE, now)
    rotate()
    Suppression.objects.suppress("ana@example.org", BOUNCE, now + timedelta(days=1))
    assert Suppression.objects.get().since == now


def test_lifting_works_under_every_key_and_says_whether_there_was_one(
    now: datetime, rotate: Callable[[], None]
) -> None:
    Suppression.objects.suppress("ana@example.org", STAFF, now)
    rotate()
    assert Suppression.objects.lift("ANA@example.org")
    assert not Suppression.objects.lift("ana@example.org")
    assert not Suppression.objects.covering(["ana@example.org"])


def test_a_forgotten_key_is_noticed(now: datetime, settings: Settings) -> None:
    kept = Suppression.objects.suppress("ana@example.org", STAFF, now)
    assert not Suppression.objects.under_missing_keys().exists()
    settings.FIELD_ENCRYPTION_KEYS = (b"9" * 32,)
    assert Suppression.objects.under_missing_keys().get() == kept


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (BOUNCE, UNSUBSCRIBED, UNSUBSCRIBED),
        (UNSUBSCRIBED, COMPLAINT, COMPLAINT),
        (UNSUBSCRIBED, BOUNCE, UNSUBSCRIBED),
        (COMPLAINT, STAFF, COMPLAINT),
        (BOUNCE, STAFF, BOUNCE),
    ],
)
def test_the_persons_own_word_is_the_reason_that_stays(
    now: datetime, first: Suppression.Reason, second: Suppression.Reason, kept: Suppression.Reason
) -> None:
    Suppression.objects.suppress("ana@example.org", first, now)
    Suppression.objects.suppress("ana@example.org", second, now + timedelta(days=1))
    row = Suppression.objects.get()
    assert (row.reason, row.since) == (kept, now)


@pytest.mark.parametrize("note", ["ana@example.org called", "x" * 201])
def test_a_note_holds_no_address(now: datetime, note: str) -> None:
    with pytest.raises(ValidationError, match="without an address"):
        Suppression.objects.suppress("ana@example.org", STAFF, now, note=note)


def test_a_suppression_outlives_the_patient(maria: Patient, now: datetime) -> None:
    address = maria.open_identity().email
    Suppression.objects.suppress(address, UNSUBSCRIBED, now)
    maria.erase(now)
    assert Suppression.objects.covering([address]) == {address}


def test_off_the_newsletters_stops_no_lesson(db: None, now: datetime) -> None:
    Suppression.objects.suppress("ana@example.org", UNSUBSCRIBED, now, only_news=True)
    Suppression.objects.suppress("ben@example.org", BOUNCE, now)
    asked = ["ana@example.org", "ben@example.org", "eva@example.org"]
    assert Suppression.objects.covering(asked) == {"ben@example.org"}
    assert Suppression.objects.covering(asked, news=True) == {"ana@example.org", "ben@example.org"}


def test_the_two_kinds_stand_side_by_side_and_are_lifted_apart(db: None, now: datetime) -> None:
    for only_news in (True, False, True):
        Suppression.objects.suppress("ana@example.org", UNSUBSCRIBED, now, only_news=only_news)
    assert Suppression.objects.count() == 2
    assert Suppression.objects.lift("ana@example.org")
    assert Suppression.objects.covering(["ana@example.org"], news=True)
    assert Suppression.objects.lift_news("ANA@example.org")
    assert not Suppression.objects.covering(["ana@example.org"], news=True)


def test_many_at_once_keep_what_was_said_before(db: None, now: datetime, rotate: Callable[[], None]) -> None:
    Suppression.objects.suppress("ana@example.org", COMPLAINT, now)
    rotate()
    Suppression.objects.suppress_all(
        ["ana@example.org", "ben@example.org", "Ben@example.org", "no"], BOUNCE, now, only_news=False
    )
    assert sorted(row.reason for row in Suppression.objects.all()) == [COMPLAINT, BOUNCE]

"""The settings of pace: read strictly, shown again as they were typed, and saved together or not at all."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic import profile_settings
from clinic.models import AuditEntry, ClinicProfile
from clinic.pace_settings import MOST, PACE
from clinic.refusal import Refusal

pytestmark = pytest.mark.django_db
UNTOUCHED = {"per_second": "0", "per_day": "0", "warm_up": "", "per_domain": "", "per_address": "1"}


def pace() -> dict[str, str]:
    shown = profile_settings.show(ClinicProfile.current())
    return {name: shown[name] for name in PACE}


def set_to(**written: str) -> ClinicProfile:
    profile_settings.change(ClinicProfile.current(), written)
    return ClinicProfile.current()


def test_out_of_the_box_there_is_one_limit_one_lesson_a_day_for_an_address():
    assert pace() == UNTOUCHED


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("per_second", "10", "10"),
        ("per_second", " 7 ", "7"),
        ("per_second", "007", "7"),
        ("per_day", "0", "0"),
        ("per_day", str(MOST), "10000000"),
        ("per_address", "2", "2"),
        ("per_address", "0", "0"),
        ("warm_up", "50,100,200", "50,100,200"),
        ("warm_up", "50, 100 200,", "50,100,200"),
        ("warm_up", "", ""),
        ("warm_up", " , ", ""),
        ("per_domain", "gmail.com=500", "gmail.com=500"),
        ("per_domain", "outlook.com=200,gmail.com=500", "gmail.com=500,outlook.com=200"),
        ("per_domain", "GMail.COM=5 mail.example.co.uk=7", "gmail.com=5,mail.example.co.uk=7"),
        ("per_domain", "xn--mnchen-3ya.de=1", "xn--mnchen-3ya.de=1"),
        ("per_domain", "gmail.com=0", "gmail.com=0"),
        ("per_domain", "", ""),
    ],
)
def test_a_setting_is_shown_as_it_was_typed_and_reads_the_same_again(name, written, shown):
    for text in (written, shown):
        set_to(**{name: text})
        assert pace() == UNTOUCHED | {name: shown}


def test_what_is_typed_is_what_counts():
    found = set_to(per_second="10", per_day="5000", warm_up="50,100", per_domain="gmail.com=500", per_address="2")
    assert (found.per_second, found.per_day, found.per_address) == (10, 5_000, 2)
    assert found.warm_up == [50, 100] and found.per_domain == {"gmail.com": 500}


NO_NUMBERS = [
    "",
    " ",
    "-1",
    "1.5",
    "1e3",
    "1,000",
    "ten",
    "١٠",
    "²",
    "0x10",
    "+5",
    "1_000",
    "10000001",
    "9" * 30,
    "5\n6",
]


@pytest.mark.parametrize("name", ["per_second", "per_day", "per_address"])
@pytest.mark.parametrize("written", NO_NUMBERS)
def test_what_is_no_number_is_refused_in_one_sentence_that_names_it(name, written):
    with pytest.raises(Refusal) as refused:
        set_to(**{name: written})
    assert str(refused.value).startswith(f"{name} is {written!r}: write a number such as 100")
    assert "\n" not in str(refused.value) and pace() == UNTOUCHED


@pytest.mark.parametrize("written", ["0", "50,0,100", "50;100", "50,-1", "a,b", "50.5", "10000001"])
def test_a_warm_up_plan_that_cant_be_right_is_refused(written):
    with pytest.raises(Refusal, match="^warm_up "):
        set_to(warm_up=written)
    assert pace() == UNTOUCHED


BAD_DOMAINS = [
    "gmail.com", "=5", "gmail.com=", "gmail.com=x", "gmail.com=-1", "gmail.com=5=6", "gmail=5", "@gmail.com=5", "a@gmail.com=5", "gmail.com = 5",
    ".com=5", "gmail..com=5", "-gmail.com=5", "gmail.com.=5", "münchen.de=5", "gmail.123=5", "http://gmail.com=5", "*.gmail.com=5", f"{'a' * 64}.com=5",
    f"{'a.' * 130}com=5", "gmail.com:5", "gmail.com=5;outlook.com=6",
]  # fmt: skip


@pytest.mark.parametrize("written", BAD_DOMAINS)
def test_what_is_no_domain_with_a_limit_is_refused(written):
    with pytest.raises(Refusal, match="^per_domain ") as refused:
        set_to(per_domain=written)
    assert "\n" not in str(refused.value) and pace() == UNTOUCHED


def test_one_faulty_setting_leaves_all_as_they_were():
    with pytest.raises(Refusal):
        set_to(per_second="10", per_day="100", per_domain="gmail.com")
    assert pace() == UNTOUCHED


# ---- any of them

numbers = st.integers(0, MOST).map(str)
names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?\.[a-z]{2,6}", fullmatch=True)
plans = st.lists(st.integers(1, MOST).map(str), max_size=9).map(",".join)
shares = st.dictionaries(names, numbers, max_size=5).map(
    lambda found: ",".join("=".join(one) for one in sorted(found.items()))
)


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(per_second=numbers, per_day=numbers, per_address=numbers, warm_up=plans, per_domain=shares)
def test_whatever_is_right_is_shown_as_it_was_typed(db, **written):
    set_to(**written)
    assert pace() == written


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(sorted(PACE)), written=st.text(max_size=30) | st.text("0123456789,.=- @com", max_size=30))
def test_whatever_is_typed_is_kept_or_refused_and_never_a_fault(db, name, written):
    before = pace()
    try:
        set_to(**{name: written})
    except Refusal:
        assert pace() == before
    else:
        shown = pace()[name]
        set_to(**{name: shown})
        assert pace()[name] == shown


# ---- the command


def clinic(*words: str) -> dict:
    out = StringIO()
    call_command("clinic", *words, as_json=True, stdout=out)
    return json.loads(out.getvalue())["clinic"]


def test_the_command_sets_them_together_and_shows_them_again():
    typed = [
        "per_second=10",
        "per_day=5000",
        "warm_up=50,100",
        "per_domain=gmail.com=500,outlook.com=200",
        "per_address=2",
    ]
    written = dict(one.split("=", 1) for one in typed)
    assert clinic("set", *typed).items() >= written.items() and clinic("show").items() >= written.items()
    assert AuditEntry.objects.get().detail == {"settings": sorted(written)}, "which settings, not what they hold"


def test_the_command_refuses_what_cant_be_right_and_sets_none_of_it():
    with pytest.raises(CommandError, match="per_second is 'fast': write a number such as 100, or 0 for no limit") as no:
        clinic("set", "per_day=5", "per_second=fast")
    assert no.value.returncode == 1 and clinic("show")["per_day"] == "0"

from datetime import date

import pytest

from campaigns.newsletters.repeating import LAST, Rule
from clinic.refusal import Refusal

TUESDAY = 1


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        (Rule(1, TUESDAY), date(2026, 11, 3), date(2026, 12, 1)),
        (Rule(1, TUESDAY), date(2026, 11, 2), date(2026, 11, 3)),
        (Rule(1, TUESDAY), date(2026, 12, 1), date(2027, 1, 5)),
        (Rule(LAST, 4), date(2026, 11, 27), date(2026, 12, 25)),
        (Rule(LAST, 0), date(2026, 2, 1), date(2026, 2, 23)),
        (Rule(2, 6, months=3), date(2026, 11, 8), date(2027, 2, 14)),
        (Rule(4, TUESDAY, months=12), date(2026, 2, 24), date(2027, 2, 23)),
    ],
    ids=["next month", "this month", "over the year", "the last", "a short February", "a quarter", "a year"],
)
def test_the_next_date_is_counted_in_months(rule, after, expected):
    assert rule.next_after(after) == expected


def test_a_rule_is_read_as_it_was_kept():
    assert Rule.read(Rule(LAST, 4, 2).as_json()) == Rule(LAST, 4, 2)
    assert Rule.read({}) is None


@pytest.mark.parametrize("kept", [{"nth": 5, "weekday": 1}, {"nth": 1}, {"nth": 1, "weekday": 7}, {"nth": "x", "weekday": 0}],
                         ids=["a fifth", "no weekday", "an eighth day", "no number"])  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(kept):
    with pytest.raises(Refusal):
        Rule.read(kept)

"""For whom a step is meant: one table, and what is refused."""

import pytest

from campaigns.steps.conditions import ALWAYS, Answered, Conditions, Facts, read, unmet
from clinic.refusal import Refusal

ANA = Facts("en")
SPANISH = Facts("es-MX")
TABLE = {
    "without conditions it is for everyone": (ALWAYS, ANA, True),
    "its language": (Conditions(languages=("es",)), SPANISH, True),
    "another language": (Conditions(languages=("es",)), ANA, False),
    "answered wrong, as wanted": (Conditions(answered=Answered.WRONG), Facts("en", Answered.WRONG), True),
    "answered right instead": (Conditions(answered=Answered.WRONG), Facts("en", Answered.RIGHT), False),
    "not answered, as wanted": (Conditions(answered=Answered.NOT_AT_ALL), ANA, True),
    "not answered, but right is wanted": (Conditions(answered=Answered.RIGHT), ANA, False),
    "help asked for": (Conditions(asked_for_help=True), Facts("en", asked_for_help=True), True),
    "help not asked for": (Conditions(asked_for_help=True), ANA, False),
    "only those who asked for none": (Conditions(asked_for_help=False), Facts("en", asked_for_help=True), False),
    "all of several": (Conditions(("en",), Answered.WRONG, True), Facts("en", Answered.WRONG, True), True),
    "one of several fails": (Conditions(("en",), Answered.WRONG, True), Facts("en", Answered.WRONG), False),
    "a procedure changes the day, not for whom it is": (Conditions(before_procedure=3), ANA, True),
}


@pytest.mark.parametrize(("wanted", "facts", "holds"), TABLE.values(), ids=TABLE.keys())
def test_a_step_is_for_those_its_conditions_name(wanted: Conditions, facts: Facts, holds: bool):
    why = unmet(wanted, facts)
    assert (why == "") is holds
    assert holds or why.endswith(".")


@pytest.mark.parametrize("wanted", [one for one, _, _ in TABLE.values()], ids=TABLE.keys())
def test_conditions_are_kept_without_loss(wanted: Conditions):
    assert read(wanted.as_json()) == wanted


@pytest.mark.parametrize(
    "kept",
    [{"colour": "red"}, {"languages": "en"}, {"answered": "maybe"}, {"asked_for_help": 1}, {"before_procedure": -1}],
    ids=["unknown", "no list", "no such answer", "no yes or no", "negative"],
)
def test_other_conditions_are_refused_with_what_to_write(kept):
    with pytest.raises(Refusal):
        read(kept)

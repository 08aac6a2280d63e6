from __future__ import annotations

from uuid import UUID

import pytest

from campaigns.columns import Key
from campaigns.models import Enrolment

pytestmark = pytest.mark.django_db


def test_a_key_names_the_row_it_was_read_from(signed_series, enrol):
    enrolment = enrol().enrolment
    found = Enrolment.objects.values_list(Key("pk"), Key("series")).get()
    assert [UUID(key) for key in found] == [enrolment.pk, enrolment.series_id]
    assert Enrolment.objects.get(pk=found[0]) == enrolment


def test_a_key_that_is_empty_stays_empty(planned_welcome):
    assert planned_welcome.values_list(Key("step")).get() == (None,)


@pytest.fixture
def planned_welcome(signed_series, enrol):
    from campaigns.models import Message

    enrol(consent="", confirmed=False)
    return Message.objects.filter(kind=Message.Kind.WELCOME)

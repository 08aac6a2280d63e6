"""What a form may send: names, and patterns for those with a number in them."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest
from django.utils.translation import override

from clinic.form_fields import refuse_unknown


@pytest.mark.parametrize("name", ["title", "day_3", "csrfmiddlewaretoken"])
def test_a_field_that_is_declared_is_let_through(name: str, rf):
    refuse_unknown(rf.post("/", {name: "1"}), ("title", "day_*"))


@pytest.mark.parametrize("name", ["day", "xday_3", "Title", "title[]"])
def test_a_field_that_isnt_declared_is_refused_by_name(name: str, rf):
    with override("es"), pytest.raises(BadRequest, match="has no field"):  # a log reads it, in English
        refuse_unknown(rf.post("/", {"title": "A title", name: "1"}), ("title", "day_*"))

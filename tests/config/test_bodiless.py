"""HEAD gets the headers of GET, and nothing after them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from config.bodiless import no_body_for_head


@pytest.mark.parametrize(("method", "body"), [("head", b""), ("get", b"a page"), ("post", b"a page")])
def test_only_head_goes_without_a_body(rf, method, body):
    answer = no_body_for_head(lambda request: HttpResponse(b"a page", headers={"Content-Length": "6"}))
    response = answer(getattr(rf, method)("/"))
    assert response.content == body and response["Content-Length"] == "6"

"""No page shows an address somebody could own, a folder of a machine of ours, or a place packages come from."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import every_page, text_of, where


@pytest.mark.parametrize("page", every_page(), ids=where)
def test_addresses_are_of_domains_that_nobody_can_own(page):
    """RFC 2606: .example, example.org, example.com, example.net."""
    found = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text_of(page))
    assert [one for one in found if not re.fullmatch(r"(.+\.)?(example|example\.(org|com|net))", one)] == []


@pytest.mark.parametrize("page", every_page(), ids=where)
def test_no_page_names_a_machine_of_ours_or_a_place_packages_come_from(page):
    text = text_of(page)
    assert re.findall(r"(?<![\w.<])/(?:work|root|tmp|home/(?!aftervisit)\w)[\w/]*", text) == []
    assert re.findall(r"(?:pypi|pythonhosted|registry\.|ghcr\.io|docker\.io|quay\.io)[\w./]*", text) == []

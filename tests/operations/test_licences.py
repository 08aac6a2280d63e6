"""docs/licences.md is what is pinned and installed, and nothing in it is under a licence we don't accept."""

from email.message import Message

import pytest

from operations import licences


def test_the_page_is_what_the_tool_would_write_now():
    assert licences.PAGE.read_text() == licences.page(), "run make licences"


def test_every_pinned_package_has_a_line():
    for file in ("run", "cluster", "test"):
        written = (licences.BASE / "requirements" / f"{file}.txt").read_text()
        names = [line.partition("==")[0].partition("[")[0] for line in written.splitlines() if "==" in line]
        assert [name for name in names if f"| {name} |" not in licences.PAGE.read_text()] == []
        assert len(names) == len(licences.pins(file)) > 50


def test_every_licence_is_one_we_accept():
    assert licences.faults() == []


@pytest.mark.parametrize(
    ("expression", "fine"),
    [
        ("MIT", True), ("Apache-2.0 AND CNRI-Python", True), ("MPL-1.1 OR GPL-2.0-only", True), ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False), ("unknown", False), ("Other/Proprietary License", False), ("", False),
    ],
)  # fmt: skip
def test_one_of_the_alternatives_must_be_fine_with_all_its_parts(expression, fine):
    assert licences.acceptable(expression) is fine


def test_a_package_that_says_nothing_is_unknown_and_so_a_fault():
    said = Message()
    said["License"] = "see the file"
    said["Classifier"] = "Programming Language :: Python"
    assert licences.stated(said) == "unknown"
    said["Classifier"] = "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"
    assert not licences.acceptable(licences.stated(said))


def test_our_own_licence_is_the_whole_apache_licence():
    text = (licences.BASE / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text and len(text) > 11_000

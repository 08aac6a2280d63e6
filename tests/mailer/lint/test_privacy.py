import pytest

from mailer.lint.privacy import neutral_findings
from tests.mailer.lint.conftest import as_email
from tests.mailer.small_emails import TEXT


@pytest.mark.parametrize(
    "html",
    ['<a href="https://learn.clinic.example/fibromyalgia/1">Our page</a>', '<a href="https://learn.clinic.example/?s=back%20pain">Our page</a>',
     '<img src="https://learn.clinic.example/brain-tumor.png" alt="" width="9">', '<img src="cid:depression" alt="" width="9">'],
)  # fmt: skip
def test_our_addresses_and_file_names_tell_nothing(found, html):
    assert ("error", "private-word", "html") in found(html, public_host="learn.clinic.example")


def test_the_address_of_another_site_is_only_noted(found):
    url = "https://library.example/chronic-pain"
    text = f"{TEXT} {url}"
    assert {one[:2] for one in found(f'<p>See <a href="{url}">their page</a></p>', text=text)} == {
        ("note", "private-word")
    }


@pytest.mark.parametrize(
    "url", ["https://learn.clinic.example/l/7Kq2painkL0aVb9sD3fGh7jKl", "https://learn.clinic.example/lessons"]
)
def test_random_tokens_and_plain_words_are_fine(found, url):
    assert (
        found(f'<p>See <a href="{url}">our page</a></p>', text=f"{TEXT} {url}", public_host="learn.clinic.example")
        == []
    )


def test_a_neutral_email_names_its_series_nowhere():
    email = as_email("x", "Your fibro lesson")
    assert len(list(neutral_findings(email, ("fibro",), "Your lesson about fibro"))) == 2
    assert list(neutral_findings(email, ("arthritis",), "x")) == [] == list(neutral_findings(email, (), "fibro"))


@pytest.mark.parametrize(
    ("subject", "telling"),
    [
        pytest.param("Vivir con dolor", True, id="at the end"),
        pytest.param("DOLOR, y qué hacer", True, id="capitals, before a comma"),
        pytest.param("A letter from Dolores", False, id="a name that begins so"),
        pytest.param("Es indoloro", False, id="inside a word"),
    ],
)
def test_a_private_word_with_a_full_stop_is_a_whole_word(subject, telling):
    found = list(neutral_findings(as_email("x", subject), ("dolor.",), ""))
    assert bool(found) == telling

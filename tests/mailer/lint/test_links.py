import pytest

from tests.mailer.small_emails import TEXT


@pytest.mark.parametrize(
    "href",
    ["tel:", "tel:call us", "tel:911 now", "mailto:", "mailto:desk", "mailto:a b@clinic.example", "https://", "https://nowhere",
     "https://[", "https:///x", "https://clinic.example/a b", "", "ftp://clinic.example/x", "www.clinic.example", "vbscript:x"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_stops_the_email(found, href):
    assert ("error", "link", "html") in found(f'<a href="{href}">Our page</a>')


@pytest.mark.parametrize(
    "href",
    [
        "tel:+1-217-555-0100",
        "tel:988",
        "sms:988",
        "mailto:desk@clinic.example?subject=x",
        "https://clinic.example:8443/a?b=1#c",
    ],
)
def test_addresses_that_are_whole_are_fine(found, href):
    assert not [one for one in found(f'<a href="{href}">Our page</a>', text=f"{TEXT} {href}") if one[0] == "error"]


@pytest.mark.parametrize("words", ["Click here", "here", "Read more…", "MORE", "this link", "haga clic aquí"])
def test_words_that_say_nothing_alone_are_found(says, words):
    (message,) = says("link-text", f'<p>For tips, <a href="https://a.example/">{words}</a></p>')
    assert words in message


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://a.example/"></a>', '<a href="https://a.example/"> &nbsp; </a>',
        '<a href="https://a.example/"><img src="cid:x" alt=""></a>',
        '<a href="https://evil.example/">https://clinic.example/pay</a>', '<a href="https://evil.example/">clinic.example</a>',
        '<a href="tel:911">Call 988</a>', '<a href="tel:5555550141">(555) 555-0140</a>',
        '<a href="mailto:other@clinic.example">desk@clinic.example</a>',
    ],
)  # fmt: skip
def test_a_link_that_says_nothing_or_something_else_is_found(says, link):
    assert len(says("link-text", f"<p>See {link}</p>")) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://clinic.example/map">The map of our building</a>',
        '<a href="https://www.clinic.example/pay">clinic.example/pay</a>', '<a href="https://a.example/">e.g. this kind</a>',
        '<a href="https://a.example/"><img src="cid:x" alt="The map"></a>', '<a href="https://a.example/" aria-label="Map"></a>',
        '<a href="tel:+12175550100">Call us: (217) 555-0100</a>', '<a href="tel:911">Call 911 now</a>',
        '<a href="mailto:Desk@clinic.example">desk@clinic.example</a>', "<a>no link</a>",
    ],
)  # fmt: skip
def test_a_link_that_says_where_it_goes_is_fine(says, link):
    assert says("link-text", f"<p>See {link}</p>") == []

import pytest

from tests.mailer.small_emails import MJML, SOURCE, TEXT


def test_a_good_email_has_no_findings(found):
    assert found() == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"subject": "Your fibromyalgia lesson"}, "subject"),
        ({"subject": "Living with PAIN"}, "subject"),
        ({"subject": "Tu depresión"}, "subject"),
        ({"preheader": "What chronic illness means"}, "preheader"),
        ({"sender_name": "Springfield Pain Center"}, "sender name"),
        ({"sender_address": "lessons@paincenter.example"}, "sender address"),
        ({"headers": SOURCE.headers | {"List-Id": "<fibro-1.clinic.example>"}}, "header List-Id"),
        ({"headers": SOURCE.headers | {"X-Series": "back_pain"}}, "header X-Series"),
        ({"subject": "About Morbus X", "private_words": ("morbus",)}, "subject"),
    ],
)
def test_nothing_tells_before_the_email_is_opened(found, change, where):
    assert ("error", "private-word", where) in found(**change)


@pytest.mark.parametrize("subject", ["A trip to Spain", "Your next step", "A new lesson"])
def test_words_that_only_look_alike_are_fine(found, subject):
    assert found(subject=subject) == []


def test_random_tokens_may_spell_anything(found):
    assert found(headers=SOURCE.headers | {"X-Message": "pain7Kq2kL0aVb9sD3fGh7jKl"}) == []


def test_merge_fields_that_broke_on_the_way_are_found(found):
    assert ("error", "leftover", "text") in found(text=TEXT + "{{ field.given_name | upper }}")
    assert ("error", "leftover", "html") in found("<p>{{ field.given_name | truncate(12) }}</p>")


@pytest.mark.parametrize("rest", ["{{ '{{ x }}' }}", "{{ '{% if %}' }}", r"\u{94d}"])
def test_pieces_of_templates_are_found(found, rest):
    assert ("error", "leftover", "html") in found(f"<p>{rest}</p>")


def test_a_long_email_warns_then_stops(found):
    assert ("warning", "size", "html") in found("<p>" + "x " * 46_000 + "</p>")
    assert ("error", "size", "html") in found("<p>" + "x " * 52_000 + "</p>")


def test_a_thin_or_empty_text_part_is_found(found):
    assert ("error", "text-part", "text") in found(text=" ")
    assert ("warning", "text-part", "text") in found("<p style='font-size:16px'>" + "word " * 80 + "</p>")


def test_subject_and_preheader_have_a_length(found):
    assert found(subject="x" * 61) == [("warning", "subject", "subject")]
    assert found(subject=" ") == [("error", "subject", "subject")]
    assert found(preheader="") == [("warning", "preheader", "preheader")]
    assert found(preheader="x" * 111) == [("note", "preheader", "preheader")]


@pytest.mark.parametrize("value", ["", "<mailto:stop@clinic.example>", "<http://clinic.example/u>", "<{given_name}>"])
def test_one_click_unsubscribe_needs_an_https_address(found, value):
    assert ("error", "one-click", "header List-Unsubscribe") in found(
        headers=SOURCE.headers | {"List-Unsubscribe": value}
    )


def test_plain_http_is_for_this_machine_only(found):
    assert found(headers=SOURCE.headers | {"List-Unsubscribe": "<http://127.0.0.1:8000/u/x>"}) == []


def test_the_post_header_must_say_one_click(found):
    without = {k: v for k, v in SOURCE.headers.items() if k != "List-Unsubscribe-Post"}
    assert ("error", "one-click", "header List-Unsubscribe-Post") in found(headers=without)


@pytest.mark.parametrize("name", ["Subject", "to", "X Y", "Content-Type", "X:Y"])
def test_headers_made_elsewhere_cannot_be_set(found, name):
    assert ("error", "header-name", f"header {name}") in found(headers=SOURCE.headers | {name: "x"})


def test_both_parts_show_how_to_stop(found):
    assert ("error", "stop-link", "html") in found(mjml=MJML.replace("Unsubscribe</a>", "x</a>"))
    hidden = MJML.replace("Unsubscribe</a>", '<span style="display:none">Unsubscribe</span> x</a>')
    assert ("error", "stop-link", "html") in found(mjml=hidden)
    assert ("error", "stop-link", "text") in found(text=TEXT.replace("Unsubscribe: {{ field.unsubscribe_url }}", ""))


def test_in_other_languages_the_link_itself_counts(found):
    spanish = TEXT.replace("Unsubscribe", "Darse de baja")
    assert found(language="es", text=spanish, mjml=MJML.replace("Unsubscribe</a>", "Baja</a>")) == []


@pytest.mark.parametrize(
    ("html", "finding"),
    [
        ('<img src="cid:a">', "alt"),
        ('<img src="https://tracker.example/x.gif" alt="">', "third-party"),
        ('<img srcset="https://tracker.example/x.gif 2x" alt="">', "third-party"),
        ('<table background="https://tracker.example/x.gif"></table>', "third-party"),
        ('<p style="background:url(https://tracker.example/x.gif)">x</p>', "third-party"),
        ('<!--[if mso]><img src="https://tracker.example/x.gif" alt=""><![endif]-->', "third-party"),
        ("<style>@import 'https://tracker.example/x.css';</style>", "third-party"),
        ('<img src="//tracker.example/x.gif" alt="">', "third-party"),
        ('<img src="http://learn.clinic.example/x.gif" alt="">', "image"),
        ('<img src="/x.gif" alt="">', "image"),
        ("<script>x</script>", "active"),
        ("<form></form>", "active"),
        ('<iframe src="cid:x"></iframe>', "active"),
        ("<svg></svg>", "active"),
        ('<p onclick="x()">x</p>', "active"),
        ('<a href="javascript:x()">x</a>', "link"),
        ('<a href="data:text/html,x">x</a>', "link"),
        ('<a href="#top">x</a>', "link"),
        ('<a href="/about">x</a>', "link"),
        ('<a href="{{ field.given_name }}">x</a>', "link"),
        ('<p style="color:{{ field.given_name }}">x</p>', "field-in-style"),
    ],
)
def test_what_an_inbox_would_block_or_tell_strangers_stops_it(found, html, finding):
    assert ("error", finding, "html") in found(html, public_host="learn.clinic.example")


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://learn.clinic.example/x.png" alt="A walk" width="300">',
        '<img src="{{ field.read_url }}" alt="" width="300">',
    ],
)
def test_what_is_ours_is_fine(found, html):
    assert found(html, public_host="learn.clinic.example") == []


@pytest.mark.parametrize(
    "href", ["mailto:desk@clinic.example", "tel:911", "https://who.example/a", "http://localhost:8000/x"]
)
def test_a_link_that_both_parts_have_is_fine(found, href):
    assert found(f'<a href="{href}">x</a>', text=f"{TEXT} {href}", public_host="learn.clinic.example") == []


def test_a_link_without_tls_and_an_image_in_the_html_warn(found):
    assert found('<a href="http://old.example/">x</a>', text=TEXT + "http://old.example/") == [
        ("warning", "link", "html")
    ]
    assert found('<img src="data:image/png;base64,xx" alt="" width="9">') == [("warning", "image", "html")]


def test_the_language_is_said_and_right(found):
    assert ("warning", "language", "html") in found(mjml=MJML.replace("{{ language }}", "fr"))
    assert ("error", "language", "html") in found(mjml=MJML.replace('lang="{{ language }}"', 'lang=""'))


@pytest.mark.parametrize(
    "change", [{"subject": "a\nb"}, {"sender_name": "a\r\nBcc: x"}, {"headers": SOURCE.headers | {"X-A": "a\nb"}}]
)
def test_no_header_holds_a_line_end(found, change):
    assert "line-end" in [code for _, code, _ in found(**change)]


def test_the_sender_is_an_address(found):
    assert ("error", "address", "sender address") in found(sender_address="clinic")


def test_errors_come_first(found):
    severities = [
        severity for severity, _, _ in found('<a href="http://old.example/">x</a>', subject="", preheader="x" * 111)
    ]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert set(severities) == {"error", "warning", "note"}

"""What mrml passes over in silence, or stops at without saying where, is found first with file, line and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.finding import EmailError, Finding
from mailer.merge import Tokens
from mailer.mjml.includes import Includes
from mailer.mjml.page import Page, cleaned
from mailer.mjml.rendering import html_of
from mailer.mjml.validating import findings

TOKEN = Tokens(["url"]).url


def email(body: str = "", head: str = "") -> str:
    return f"<mjml><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>"


def column(inside: str) -> str:
    return email(f"<mj-section><mj-column>{inside}</mj-column></mj-section>")


def found(source: str) -> list[Finding]:
    return findings(source, "x.mjml.j2")


def said(source: str) -> str:
    """All that is said, without where."""
    return "\n".join(f"{one.severity}: {one.message} {one.hint}".strip() for one in found(source))


def shown(source: str) -> list[str]:
    """What stands where each finding points."""
    line_starts = [0, *(n + 1 for n, character in enumerate(source) if character == "\n")]
    places = [tuple(map(int, one.where.removeprefix("x.mjml.j2:").split(":"))) for one in found(source)]
    return [source[line_starts[line - 1] + column - 1 :] for line, column in places]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (email("<mj-sektion></mj-sektion>"), "error: <mj-sektion> isn't a tag that our MJML renderer knows. Did you mean mj-section?"),
        (email("<MJ-SECTION></MJ-SECTION>"), "error: <MJ-SECTION> isn't a tag that our MJML renderer knows. Did you mean mj-section?"),
        (column("<mj-bullet>x</mj-bullet>"), "error: <mj-bullet> isn't a tag that our MJML renderer knows. Did you mean"),
        (email("<mj-text>x</mj-text>"), "error: <mj-text> stands in <mj-body>; it belongs in <mj-column> or <mj-hero>."),
        (column("<div>x</div>"), "error: <div> stands in <mj-column>, which takes MJML only. Put HTML into mj-text"),
        (column("<mj-text><mj-image src='a' /></mj-text>"), "error: <mj-image> stands in <mj-text>, which takes HTML. Close <mj-text>"),
        (email(head="<mj-title>a <b>b</b></mj-title>"), "error: <b> stands in <mj-title>, which takes plain words. Write < as &lt;."),
        (column("<mj-image alt=''>x</mj-image>"), "error: `x` stands in <mj-image>, which takes no words. Put words into mj-text."),
        (email("<mj-section>\n  loose\n</mj-section>"), "error: `loose` stands in <mj-section>, which takes no words."),
        (email() + "x", "error: `x` stands in front of or behind <mjml>. Put words"),
        ("<html></html>", "error: <html> isn't a tag that our MJML renderer knows."),
        ("<mj-body></mj-body>", "error: <mj-body> stands outside <mjml>; it belongs in <mjml>."),
        ("<mjml></mjml>", "error: There is no <mj-body>."),
        ("<mjml><mj-body></mj-body><mj-body></mj-body></mjml>", "error: There is a second <mj-body>."),
        ("", "error: There is no <mjml> element."),
        (email("<mj-section paddin='1px' />"), "error: <mj-section> has no attribute paddin. Did you mean padding?"),
        (email("<mj-group zzz='1px' />"), "it belongs in <mj-section>.\nerror: <mj-group> has no attribute zzz. It takes background-color, css-class,"),
        (email("<mj-section padding='1px' padding='2px' />"), "error: padding stands twice in <mj-section>. Keep one"),
        (email("<mj-section mj-class='blu' />", "<mj-attributes><mj-class name='blue' color='red' /></mj-attributes>"),
         "error: No mj-class is called blu. Did you mean blue?"),
        (email("<mj-section mj-class='red' />"), 'error: No mj-class is called red. Define it in mj-attributes: <mj-class name="red" …/>.'),
        (email(head="<mj-attributes><mj-class color='red' /></mj-attributes>"), "error: <mj-class> has no name."),
        (email(head="<mj-attributes><mj-class name='a'><mj-text /></mj-class></mj-attributes>"), "error: <mj-text> stands in <mj-class>, which takes nothing."),
        (email(head="<mj-attributes><mj-all colour='red' /></mj-attributes>"), "error: <mj-all> has no attribute colour. Did you mean color?"),
        (email(head="<mj-attributes><mj-body width='500px' /></mj-attributes>"), "warning: mrml takes no notice of <mj-body> in <mj-attributes>."),
        (email(head="<mj-attributes><mj-title /></mj-attributes>"), "error: <mj-title> stands in <mj-attributes>; it belongs in <mj-head>."),
        (email(head="<mj-html-attributes><mj-selector path='a'><mj-html-attribute name='b'>c</mj-html-attribute></mj-selector></mj-html-attributes>"),
         "error: mrml can't render <mj-html-attributes>. Write the attributes in HTML"),
        (column("<mj-carousel><mj-carousel-image src='a' /></mj-carousel>"), "warning: <mj-carousel> comes out otherwise than MJML describes it."),
        (column("<mj-image src='a' />"), 'warning: <mj-image> has no alt. Write what the picture says, or alt=""'),
        (column("<mj-social><mj-social-element name='x' /></mj-social>"), "warning: <mj-social-element> has no alt."),
        (column("<!--[if mso]>x<![endif]-->"), "error: mrml can't read a conditional comment in <mj-column>. Put it inside mj-raw or mj-text."),
        (email("<mj-section><!--[if mso]><![endif]--></mj-section>"), "error: mrml can't read a conditional comment in <mj-section>."),
        (email(head="<mj-style>/* <!-- x --> */</mj-style>"), "error: mrml can't read a comment in <mj-style>."),
        (column("<mj-text><![CDATA[a]]></mj-text>"), "error: CDATA can't be read by mrml. Write < as &lt; and & as &amp; instead."),
        ("<!doctype html>" + email(), "error: A doctype can't be read by mrml. Leave it out: MJML writes its own."),
        ("<?xml version='1.0'?>" + email(), "error: An XML declaration can't be read by mrml."),
        (column("<mj-text>3 < 4</mj-text>"), "error: This < opens no tag. Write < as &lt;."),
        (column("<mj-image alt='' src=a />"), "error: The value of src needs quotes. Mend the tag."),
        (column("<mj-text><p align=left>x</p></mj-text>"), "error: The value of align needs quotes."),
        (column("<mj-image alt='a />"), "error: The quote around the value of alt isn't closed. Mend the tag."),
        (column("<mj-text><p / >x</p></mj-text>"), "error: `/` can't stand in the tag <p>."),
        ("<mjml><mj-body></mjml>", "error: <mj-body> isn't closed before </mjml>. Write </mj-body>."),
        (email("<mj-raw><p>x</mj-raw>"), "error: <p> isn't closed before </mj-raw>. Write </p>."),
        (email("</mj-text>"), "error: </mj-text> closes nothing."),
        ("<mjml><!-- x", "error: This comment isn't closed."),
        ("<mjml><mj-body", "error: <mj-body> lacks its >."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_to_do(source, says):
    assert says in said(source)


@pytest.mark.parametrize(
    ("source", "starts"),
    [
        ('<mjml>\n<mj-body>\n  <mj-section\n    paddin="1px"></mj-section></mj-body></mjml>', 'paddin="1px"'),
        ('<mjml><mj-body>\n<mj-section padding="é\u200d 1"></mj-section></mj-body></mjml>', "é\u200d 1"),
        (column("\n\n <mj-text>a\n  <b>c</mj-text>"), "<b>c"),
        (column("<mj-text>\n a < b</mj-text>"), "< b"),
        (column("<mj-image alt='' src = a />"), "= a"),
        (email("<mj-section>\n\n   loose</mj-section>"), "loose"),
    ],
)
def test_a_finding_points_at_the_very_place(source, starts):
    assert shown(source)[0].startswith(starts)


@pytest.mark.parametrize("place", ["alt", "src", "href", "title"])
def test_a_merge_field_may_stand_in_words_and_addresses(place):
    image = "<mj-image alt='a' />" if place != "alt" else "<mj-image />"
    assert found(column(image.replace(" />", f' {place}="x{TOKEN}" /><mj-text>{TOKEN}</mj-text>'))) == []


@pytest.mark.parametrize("attribute", ["width", "padding", "container-background-color", "align", "border"])
def test_a_merge_field_cannot_stand_where_mrml_reads_a_value(attribute):
    assert "holds a merge field. A merge field can't stand here" in said(
        column(f'<mj-image alt="" {attribute}="{TOKEN}" />')
    )


@pytest.mark.parametrize(
    "source",
    [
        email("<mj-section mj-class='a b' />", "<mj-attributes><mj-all font-family='x' /><mj-class name='a' /><mj-class name='b' padding='0' /><mj-text color='red' /></mj-attributes>"),
        column("<!-- a --><mj-text><!--[if mso]><table><tr><td><![endif]-->x<!--[if mso]></td></tr></table><![endif]--></mj-text>"),
        column("<mj-raw><!--[if !mso]><!--><p>x</p><!--<![endif]--></mj-raw>"),
        column('<mj-text>a > b &amp; c & d<br>e<BR/><P align="left">f</p></mj-text><mj-button href="a?b=c&d=e">x</mj-button>'),
        email("<mj-section full-width padding = '1px 2px 0 4.5%'></mj-section >"),
        "\ufeff\n<!-- first --> " + email() + "<!-- last -->\n",
    ],
)  # fmt: skip
def test_what_mrml_renders_has_no_findings(source):
    assert found(source) == []
    assert html_of(Page("x", cleaned(source)), Includes(None))


def test_warnings_are_not_errors_and_what_stands_first_comes_first():
    source = column("<mj-image src='a' />\n<mj-text color='#fff' font-size='x'>a</mj-text>")
    assert [(one.severity, one.code) for one in found(source)] == [
        ("warning", "mjml"),
        ("warning", "mjml"),
        ("error", "mjml"),
    ]


FRAGMENTS = [
    "<mjml>", "</mjml>", "<mj-head>", "</mj-head>", "<mj-body>", "</mj-body>", "<mj-section padding='1px'>", "</mj-section>",
    "<mj-column>", "</mj-column>", "<mj-text color='red'>", "</mj-text>", "<mj-raw>", "</mj-raw>", "<mj-image src='a' alt=\"b\" />",
    "<!-- c -->", "<!--[if mso]>", "<![endif]-->", "<![CDATA[x]]>", "<?x?>", "<!doctype html>", "<p>", "</p>", "<br>", "words", " ", "\n",
    "<", ">", "=", "'", '"', "/>", "<mj-button", " href=a", "<mj-style>", "</mj-style>", "<mj-include path='a' />", "<mj-group>",
    "<mj-social>", "</mj-social>", "<mj-attributes>", "</mj-attributes>", "<mj-all color='red' />", "<mj-title>", "</mj-title>", "&", "é",
]  # fmt: skip
BODY = [*FRAGMENTS[6:26], *FRAGMENTS[-1:]]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join) | st.text(max_size=40))
def test_nothing_crashes_the_validator_and_every_finding_has_a_place(source):
    for finding in found(source):
        assert finding.where.startswith("x.mjml.j2:") and finding.message.endswith(".")


@given(st.lists(st.sampled_from(BODY), max_size=12).map("".join), st.sampled_from([email, column]))
def test_mrml_stops_at_nothing_that_the_validator_lets_through(inside, around):
    source = around(inside)
    if any(finding.severity == "error" for finding in found(source)):
        return
    try:
        html_of(Page("x", source), Includes(None))
    except EmailError as error:
        raise AssertionError(f"mrml stops at {source!r}: {error}") from error

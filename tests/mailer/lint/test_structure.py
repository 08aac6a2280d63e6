import pytest

from mailer.lint.page import Page, words_of
from mailer.lint.structure import structure_findings


def messages(html, language="en"):
    return [finding.message for finding, _ in structure_findings(Page.of(html), language)]


@pytest.mark.parametrize(
    ("tag", "language", "found"),
    [
        ('<html lang="en">', "en", 0), ('<html lang="en-US" dir="ltr">', "en", 0), ('<html lang="ar" dir="rtl">', "ar", 0),
        ("<html>", "en", 1), ('<html lang="fr">', "en", 1), ('<html lang="ar">', "ar", 1),
        ('<html lang="ar" dir="ltr">', "ar-EG", 1), ('<html lang="en" dir="rtl">', "en", 1),
    ],
)  # fmt: skip
def test_language_and_direction_belong_together(tag, language, found):
    assert len(messages(f"{tag}<body>x</body></html>", language)) == found


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("<h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2>", 0), ("", 0), ("<h1>A</h1><h3>C</h3>", 1), ("<h2>A</h2>", 1),
        ("<h1>A</h1><h1>B</h1>", 1), ("<h1>A</h1><h2> &nbsp;</h2>", 1),
    ],
)  # fmt: skip
def test_headings_go_down_step_by_step(headings, found):
    assert len(messages(f'<html lang="en"><body>{headings}</body></html>')) == found


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ('<table role="presentation"><tr><td>x</td></tr></table>', 0),
        ('<table><tr><th scope="col">Sign</th></tr><tr><td>x</td></tr></table>', 0),
        ('<table role="presentation"><tr><td><table><tr><th scope="col">A</th></tr></table></td></tr></table>', 0),
        ("<table><tr><td>x</td></tr></table>", 1), ("<table><tr><th>Sign</th></tr></table>", 1),
        ('<table role="presentation"><tr><th>x</th></tr></table>', 1),
    ],
)  # fmt: skip
def test_tables_say_whether_they_hold_data(table, found):
    assert len(messages(f'<html lang="en"><body>{table}</body></html>')) == found


def test_words_are_read_in_order_with_a_blank_between_blocks():
    page = Page.of(
        '<body><table><tr><th>A <b>b</b>c</th><td>d<!-- no -->e<br>f</td></tr></table>g<img alt="h">i</body>'
    )
    assert words_of(page.root.find("body")) == "A bc de f ghi"
    assert words_of(page.body[1]) == "A bc de f"

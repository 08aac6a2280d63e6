"""mj-include reads below the templates folder only, and what it reads is validated like the template itself."""

from pathlib import Path

import pytest

from mailer.finding import EmailError
from mailer.mjml.rendering import html_and_findings
from mailer.mjml.validating import findings

SECTION = "<mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section>"


def email(include: str, head: str = "") -> str:
    return f"<mjml><mj-head>{head}</mj-head><mj-body>\n {include}</mj-body></mjml>"


def said(source: str, folder: Path | None) -> list[str]:
    return [str(finding) for finding in findings(source, "x.mjml.j2", folder)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.mjml").write_text(SECTION.format("secret"))
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.mjml").write_text(SECTION.format("secret"))
    templates = tmp_path / "templates"
    (templates / "parts").mkdir(parents=True)
    (templates / "part.mjml").write_text(SECTION.format("included"))
    (templates / "parts/part.mjml").write_text(SECTION.format("deeper"))
    (templates / "link.mjml").symlink_to(tmp_path / "secret.mjml")
    (templates / "first.mjml").symlink_to(templates / "link.mjml")
    (templates / "chain.mjml").symlink_to(templates / "first.mjml")
    (templates / "circle.mjml").symlink_to(templates / "circle.mjml")
    (templates / "away").symlink_to(tmp_path / "outside")
    (templates / "near.mjml").symlink_to(templates / "part.mjml")
    (templates / "latin.mjml").write_bytes("é".encode("latin-1"))
    return templates


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/etc/passwd", "leads out"),
        ("../secret.mjml", "leads out"),
        ("parts/../../secret.mjml", "leads out"),
        ("parts/../part.mjml", "leads out"),
        ("..", "leads out"),
        ("file:///etc/passwd", "isn't a plain path"),
        ("http://host.example/x.mjml", "isn't a plain path"),
        ("%2e%2e/secret.mjml", "isn't a plain path"),
        ("..%2fsecret.mjml", "isn't a plain path"),
        ("..\\secret.mjml", "isn't a plain path"),
        ("C:\\secret.mjml", "isn't a plain path"),
        ("~/secret.mjml", "isn't a plain path"),
        ("link.mjml", "is a link that leads out"),
        ("chain.mjml", "is a link that leads out"),
        ("away/secret.mjml", "is a link that leads out"),
        ("circle.mjml", "can't be read"),
        ("latin.mjml", "isn't written in UTF-8"),
        ("none.mjml", "There is no file `none.mjml`"),
        ("parts", "There is no file `parts`"),
        ("", "There is no file ``"),
    ],
)
def test_nothing_outside_the_folder_is_included(folder, path, why):
    source = email(f'<mj-include path="{path}" />')
    (finding,) = findings(source, "x.mjml.j2", folder)
    assert finding.where == "x.mjml.j2:2:20" and finding.message.startswith(f'<mj-include path="{path}">: ')
    assert why in finding.message and finding.severity == "error"
    with pytest.raises(EmailError):
        html_and_findings(source, name="x.mjml.j2", templates=folder)


@pytest.mark.parametrize("holder", ["mj-wrapper", "mj-section", "mj-hero", "mj-body"])
def test_html_is_included_anywhere_in_the_body(tmp_path, holder):
    (tmp_path / "p").write_text('<p title="स्वा">x<br></p><!-- y -->', encoding="utf-8")
    tag = '<mj-include path="p" type="html" />'
    inside = tag if holder == "mj-body" else f"<{holder}>{tag}</{holder}>"
    html, found = html_and_findings(email(inside), name="x", templates=tmp_path)
    assert 'title="स्वा"' in html and not found


@pytest.mark.parametrize(
    ("path", "words"), [("part.mjml", "included"), ("./parts/part.mjml", "deeper"), ("near.mjml", "included")]
)
def test_what_is_below_the_folder_is_included(folder, path, words):
    html, found = html_and_findings(email(f'<mj-include path="{path}" />'), name="x", templates=folder)
    assert words in html and not found


def test_without_a_folder_nothing_is_included():
    assert "Nothing may be included here." in said(email('<mj-include path="part.mjml" />'), None)[0]


@pytest.mark.parametrize(
    ("tag", "text", "says"),
    [
        ('<mj-include path="p" />', "<mj-section>\n  <mj-colum></mj-colum></mj-section>", "p:2:3: <mj-colum> isn't a tag"),
        ('<mj-include path="p" />', "\ufeff<mj-text>", "p:1:1: <mj-text> stands in <mj-body>"),
        ('<mj-include path="p" />', "<mjml><mj-body></mj-body></mjml>", "p:1:1: <mjml> stands in <mj-body>"),
        ('<mj-include path="p" />', "<mj-section mj-class='no' />", "p:1:23: No mj-class is called no."),
        ('<mj-include path="p" />', "\n<mj-include path='p' />", "p:2:1: p includes itself."),
        ('<mj-include path="p" />', "<mj-include path='q' />", "p:1:1: An included file can't include another"),
        ('<mj-include path="p" type="html" />', "<p>a</b></p>", "p:1:5: </b> closes nothing."),
        ('<mj-include path="p" type="html" />', "<!doctype html><p>a</p>", "p:1:1: A doctype can't be read"),
        ('<mj-include path="p" type="html" />', "<p>a</p><!--[if mso]>", "p:1:9: mrml can't read a conditional comment in <mj-include>."),
        ('<mj-include path="p" type="css" />', "p { }", "x.mjml.j2:2:2: A style sheet can't be included in <mj-body>."),
        ('<mj-include path="p" type="zip" />', "", 'type="zip" of <mj-include> isn\'t one of its values. Write mjml or css or html.'),
        ("<mj-include />", "", "x.mjml.j2:2:2: <mj-include> has no path."),
        ('<mj-section><mj-column><mj-text><mj-include path="p" /></mj-text></mj-column></mj-section>', "", "<mj-include> stands in <mj-text>"),
    ],
)  # fmt: skip
def test_what_is_included_is_validated_and_named(tmp_path, tag, text, says):
    (tmp_path / "p").write_text(text, encoding="utf-8")
    assert says in "\n".join(said(email(tag), tmp_path))


@pytest.mark.parametrize(
    ("kind", "says"), [("html", "HTML can't be included in <mj-head>."), ("mjml", "<p> stands in <mj-head>")]
)
def test_html_is_included_in_the_body_only(tmp_path, kind, says):
    """mrml breaks down at HTML in the head."""
    (tmp_path / "p").write_text("<p>x</p>")
    assert says in "".join(said(email("", f'<mj-include path="p" type="{kind}" />'), tmp_path))


@pytest.mark.parametrize(
    ("css", "says"),
    [
        ("p { color: red }\n</style><b>", "p:2:1: A style sheet holds no tags."),
        ("p {\n color: red", "p:1:3: The braces of the style sheet don't match."),
        ("p { content: '{' } /* } */ a > b { }", None),
    ],
)
def test_an_included_style_sheet_is_validated(tmp_path, css, says):
    (tmp_path / "p").write_text(css)
    found = said(email("", '<mj-include path="p" type="css" />'), tmp_path)
    assert [one.startswith(says) for one in found] == [True] if says else not found


def test_classes_may_be_defined_in_an_included_head(tmp_path):
    (tmp_path / "p").write_text("<mj-attributes><mj-class name='a' color='red' /></mj-attributes>")
    source = email(
        "<mj-section><mj-column><mj-text mj-class='a'>x</mj-text></mj-column></mj-section>", '<mj-include path="p" />'
    )
    assert not said(source, tmp_path) and "color:red" in html_and_findings(source, name="x", templates=tmp_path)[0]


def test_findings_of_an_included_file_stand_where_it_is_included(tmp_path):
    (tmp_path / "p").write_text("\n\n\n\n<mj-a></mj-a>")
    found = said(email("<mj-b></mj-b><mj-include path='p' /><mj-c></mj-c>"), tmp_path)
    assert [one.split(": ")[1].split(">")[0] for one in found] == ["<mj-b", "<mj-a", "<mj-c"]

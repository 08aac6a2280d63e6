from dataclasses import replace

import pytest

from mailer.compiled import CompiledEmail, Slot
from mailer.compiling import compile_email, compile_with_findings
from mailer.finding import EmailError
from tests.mailer.small_emails import MJML, SOURCE, TEXT, small_email, templates


def test_an_email_has_slots_for_what_differs_and_words_for_the_rest(email):
    assert email.subject == (Slot("given_name", "header"), ", your lesson is ready")
    assert email.fields == {"given_name", "read_url", "unsubscribe_url"}
    assert email.url_fields == ("read_url", "unsubscribe_url")
    assert dict(email.headers)["List-Unsubscribe"] == ("<", Slot("unsubscribe_url", "header"), ">")
    assert {part.context for part in email.html if isinstance(part, Slot)} == {"html"}
    assert email.text[:2] == ("Dear ", Slot("given_name", "text"))


def test_compiling_twice_gives_the_same_email(tmp_path, email):
    again = small_email(tmp_path)
    assert again == email and again.hash == email.hash and again.boundary == email.boundary


def test_another_word_gives_another_hash(tmp_path, email):
    assert small_email(tmp_path, subject="{given_name}, your lesson is here").hash != email.hash


def test_json_keeps_an_email_whole(email):
    stored = CompiledEmail.from_json(email.to_json())
    assert stored == email and stored.to_json() == email.to_json() and stored.fields == email.fields


def test_the_boundary_stands_in_no_part(email):
    assert email.boundary not in email.to_json().replace(f'"boundary":"{email.boundary}"', "")


def test_styles_are_written_into_elements_and_media_queries_kept(email):
    html = "".join(part for part in email.html if isinstance(part, str))
    assert "color: #112233" in html.partition("<body")[2]
    assert "@media (prefers-color-scheme: dark)" in html.partition("<body")[0]
    assert "fonts.googleapis" not in html


def test_fields_may_stand_anywhere_in_the_context(tmp_path):
    mjml = MJML.replace("{{ body }}", "{{ body.opening[0] }}")
    context = {"body": {"opening": ["Hello {given_name}, " + "word " * 20]}}
    email = small_email(tmp_path, mjml=mjml, text=TEXT.replace("{{ body }}", "{{ body.opening[0] }}"), context=context)
    assert [part.field for part in email.text if isinstance(part, Slot)].count("given_name") == 2


def test_lesson_text_is_data_never_a_template(tmp_path):
    email, findings = compile_with_findings(
        replace(SOURCE, context={"body": "{{ 7 * 7 }} {% raw %} ${ x } { a }"}), templates(tmp_path)
    )
    html = "".join(part for part in email.html if isinstance(part, str))
    assert "{{ 7 * 7 }} {% raw %} ${ x } { a }" in html and "49" not in html
    assert [f.code for f in findings if f.severity == "error"] == ["leftover"] * 2


def test_html_in_the_context_is_escaped_in_html_and_literal_in_text(tmp_path):
    email = small_email(tmp_path, context={"body": "a <b> & c " + "word " * 20})
    assert any("a &lt;b&gt; &amp; c" in p for p in email.html if isinstance(p, str))
    assert any("a <b> & c" in p for p in email.text if isinstance(p, str))


def failure(tmp_path, *, mjml=MJML, text=TEXT, **changes):
    with pytest.raises(EmailError) as caught:
        small_email(tmp_path, mjml=mjml, text=text, **changes)
    return caught.value.findings[0]


def test_a_misspelt_field_in_the_lesson_is_said_with_its_place(tmp_path):
    finding = failure(tmp_path, context={"body": "Dear {given_nam}"})
    assert str(finding) == "body line 1: There is no merge field {given_nam}. Did you mean {given_name}?"


def test_a_misspelt_field_in_a_template_is_said_with_file_and_line(tmp_path):
    finding = failure(tmp_path, text="one\n{{ field.given_nmae }}")
    assert finding.where == "lesson.txt.j2:2" and "given_nmae" in finding.message


def test_a_misspelt_field_in_a_header_is_found(tmp_path):
    assert failure(tmp_path, headers={"List-Id": "<{x_id}>"}).where == "List-Id line 1"


def test_a_name_the_template_misses_is_said_with_file_and_line(tmp_path):
    finding = failure(tmp_path, mjml=MJML.replace("{{ body }}", "{{ bodi }}"))
    assert finding.where == "lesson.mjml.j2:7" and finding.message == "Template: 'bodi' is undefined."


def test_a_broken_template_is_said_with_file_and_line(tmp_path):
    finding = failure(tmp_path, text="{% if x %}\n{{ body }")
    assert finding.where == "lesson.txt.j2:2" and finding.code == "template"


def test_a_filter_that_fails_is_said_with_file_and_line(tmp_path):
    assert failure(tmp_path, text="x\ny\n{{ 1 / 0 }}").where == "lesson.txt.j2:3"


def test_a_missing_template_is_named(tmp_path):
    assert "There is no template welcome.mjml.j2." in failure(tmp_path, template="welcome").message


def test_broken_mjml_is_said_with_its_file(tmp_path):
    assert failure(tmp_path, mjml="<mjml><mj-body>").where.startswith("lesson.mjml.j2")


def test_a_context_json_cannot_hold_is_refused(tmp_path):
    assert failure(tmp_path, context={"body": object()}).code == "context"


def test_an_email_with_errors_cannot_be_had(tmp_path):
    with pytest.raises(EmailError) as caught:
        compile_email(replace(SOURCE, subject="Your fibro lesson"), templates(tmp_path))
    assert caught.value.findings[0].code == "private-word"


def test_a_page_can_have_the_email_and_its_findings(tmp_path):
    email, findings = compile_with_findings(replace(SOURCE, subject=""), templates(tmp_path))
    assert email.subject == () and [f.code for f in findings] == ["subject"]

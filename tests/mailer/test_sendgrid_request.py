import json

from hypothesis import given
from hypothesis import strategies as st

from mailer.filling import fill
from mailer.transports.base import Recipient
from mailer.transports.sendgrid_request import letter, request_json
from tests.mailer.sendgrid_rules import as_delivered, errors_in
from tests.mailer.small_emails import SOURCE, VALUES, small_email
from tests.mailer.values_in_many_scripts import names


def request_for(email, recipients, attempt="a1"):
    return json.loads(request_json(email, [letter(email, recipient) for recipient in recipients], attempt))


def people(*given_names: str) -> list[Recipient]:
    return [
        Recipient(f"m{n}", f"p{n}@home.example", VALUES | {"given_name": name}) for n, name in enumerate(given_names)
    ]


@given(st.lists(names, min_size=1, max_size=4))
def test_substitutions_give_what_fill_gives_whatever_the_names(email, given_names):
    recipients = people(*given_names)
    request = request_for(email, recipients)
    assert list(errors_in(request)) == []
    for number, recipient in enumerate(recipients):
        got, filled = as_delivered(request, number), fill(email, recipient.values)
        assert got["text/html"].encode() == filled.html and got["text/plain"].encode() == filled.text
        assert got["subject"] == filled.subject
        assert got["args"] == {"message": recipient.message, "attempt_id": "a1"}


@given(st.lists(names, min_size=2, max_size=4))
def test_no_value_ever_holds_a_tag(email, given_names):
    request = request_for(email, people(*given_names))
    tags = {tag for one in request["personalizations"] for tag in one["substitutions"]}
    said = [value for one in request["personalizations"] for value in one["substitutions"].values()]
    said += [
        value
        for one in request["personalizations"]
        for value in (*one["headers"].values(), *one["custom_args"].values())
    ]
    assert not any(tag in value for tag in tags for value in said)


def test_a_value_that_guesses_the_tag_gets_another_tag(monkeypatch, email):
    drawn = iter(["00000000", "11111111"])
    monkeypatch.setattr("mailer.transports.sendgrid_request.secrets.token_hex", lambda _: next(drawn))
    request = request_for(email, people("[00000000000]", "Bo"))
    assert all("11111111" in tag for tag in request["personalizations"][0]["substitutions"])
    assert as_delivered(request, 0)["text/plain"].startswith("Dear [00000000000],")


def test_there_is_one_tag_for_each_field_and_context(email):
    (one, _) = request_for(email, people("<Bo>", "Al"))["personalizations"]
    assert sorted(v for v in one["substitutions"].values() if "Bo" in v) == ["&lt;Bo&gt;", "<Bo>", "<Bo>"]
    assert len(one["substitutions"]) == 7


def test_each_recipient_has_headers_of_their_own(email):
    request = request_for(email, people("Bo", "Al"))
    assert "headers" not in request
    for number, one in enumerate(request["personalizations"]):
        assert one["headers"] == {
            "List-Unsubscribe": f"<{VALUES['unsubscribe_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": "Learning Desk <lessons.clinic.example>",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<m{number}@clinic.example>",
        }


def test_a_reply_address_in_another_script_is_written_in_idna(tmp_path):
    email = small_email(
        tmp_path, reply_to="desk@clinic.example", sender_address="lessons@clinic.example", sender_name=""
    )
    request = request_for(email, people("Bo"))
    assert request["from"] == {"email": "lessons@clinic.example"} and request["reply_to"] == {
        "email": "desk@clinic.example"
    }


def test_answers_to_each_email_go_to_an_address_of_its_own(tmp_path):
    email = small_email(tmp_path, reply_field="answer_code", fields={**SOURCE.fields, "answer_code": "text"})
    recipients = [Recipient(f"m{n}", f"p{n}@home.example", VALUES | {"answer_code": f"r.code{n}"}) for n in range(2)]
    request = request_for(email, recipients)
    assert list(errors_in(request)) == []
    written = request["reply_to"]["email"]
    tag, _, host = written.partition("@")
    assert tag.isalnum() and host == "clinic.example", "SendGrid must take it for an address"
    assert [one["substitutions"][tag] for one in request["personalizations"]] == ["r.code0", "r.code1"]
    assert request_for(email, recipients[:1])["reply_to"] == {"email": "r.code0@clinic.example"}

"""What differs from patient to patient: names, dates and links, in the patient's language and zone."""

import re
from datetime import date, timedelta

import pytest

from campaigns.emails.received import received
from campaigns.emails.values import asked, greeting, long_date, weekday_and_date
from campaigns.enrolments.restarting import from_the_beginning
from campaigns.models import Message
from campaigns.sending.claiming import claim_next
from campaigns.sending.planning import plan_due
from clinic.models import ClinicProfile
from patients.tokens import new_token


def test_the_greeting_uses_the_name_where_there_is_one():
    assert greeting("Rosa", "en") == "Hello Rosa," and greeting("", "en") == "Hello,"


def test_a_percent_sign_in_a_name_is_a_percent_sign():
    assert greeting("100%s %(name)s", "en") == "Hello 100%s %(name)s,"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Thursday, December 3"),
        ("es", "jueves 3 de diciembre"),
        ("es-MX", "jueves 3 de diciembre"),
        ("de", "Donnerstag, 3. Dezember"),
        ("pt-BR", "quinta-feira, 3 de dezembro"),
        ("ja", "12月3日(木曜日)"),
        ("ar", "الخميس، 3 ديسمبر"),
    ],
)
def test_dates_are_said_in_the_patients_language(language, told):
    digits = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
    assert weekday_and_date(date(2026, 12, 3), language).translate(digits) == told


def test_dates_carry_no_year_and_no_leading_zero():
    assert long_date(date(2026, 2, 3), "en") == "February 3"


@pytest.mark.parametrize(
    ("language", "with_it", "without"),
    [
        ("en", "They go with your visit on October 9.", "You get this email because you said yes to these lessons."),
        ("es", "Son parte de su visita del 9 de octubre.", "Recibe este correo porque aceptó recibir estas lecciones."),
    ],
)
def test_a_visit_is_named_only_where_its_day_is_known(language, with_it, without):
    assert asked(date(2026, 10, 9), language).endswith(with_it)
    assert asked(None, language) == without


def test_no_email_calls_the_day_of_an_import_or_a_restart_a_visit(live, enrol, run, now):
    visited, imported = enrol(visit_date=date(2026, 10, 9)).enrolment, enrol("bo@example.org", "Bo").enrolment
    run(now + timedelta(days=1))
    anew = from_the_beginning(visited, "Asks to start over.", now + timedelta(days=1), by="test")
    run(now + timedelta(days=2))
    for enrolment, told in ((visited, True), (imported, False), (anew, False)):
        text = received(Message.objects.get(enrolment=enrolment, step__position=1)).text.decode()
        assert ("They go with your visit on October 9." in text, "your visit on" in text) == (told, told)
        assert ("You get this email because you said yes to these lessons." in text) is not told


def test_tokens_are_random_long_and_fit_into_a_link():
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500 and all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)


def test_links_carry_a_random_token_and_nothing_about_the_patient(live, enrol, lesson_day, settings):
    enrolment = enrol().enrolment
    plan_due(lesson_day, practising=False)
    values = claim_next(lesson_day, "w").claim.recipients[0].values
    message = Message.objects.get()
    assert values["read_url"] == f"{settings.PUBLIC_URL}/l/{message.token}/"
    assert values["stop_url"] == f"{settings.PUBLIC_URL}/stop/{enrolment.stop_token}/"
    told = " ".join(value for name, value in values.items() if name.endswith("_url")).lower()
    for word in ("ana", "fibro", "example.org", str(enrolment.patient_id), str(message.id)):
        assert word not in told
    assert len({value for name, value in values.items() if name.startswith("answer_") and name.endswith("_url")}) == 3


def test_the_last_lesson_promises_no_next_one(live, enrol, lesson_day):
    from campaigns.models import Enrolment

    enrol()
    Enrolment.objects.update(position=7)
    plan_due(lesson_day, practising=False)
    assert claim_next(lesson_day, "w").claim.recipients[0].values["next_date"] == ""


def test_the_next_date_is_the_one_on_which_it_will_really_come(live, enrol, run, lesson_day):
    from campaigns.models import Enrolment

    ClinicProfile.objects.update(holidays=["2026-10-16"])
    enrolment = enrol().enrolment
    run(lesson_day)
    told = live.batches[0][0].values["next_date"]
    enrolment = Enrolment.objects.get()
    assert (
        told == weekday_and_date(enrolment.next_due_at.astimezone(enrolment.zone).date(), "en") == "Monday, October 19"
    )


def test_a_clinic_that_will_never_open_again_still_sends_todays_lesson(live, enrol, run, lesson_day):
    from datetime import timedelta

    from campaigns.models import Enrolment

    closed = [(lesson_day.date() + timedelta(days=n)).isoformat() for n in range(1, 450)]
    enrol()
    ClinicProfile.objects.update(holidays=closed)
    assert run(lesson_day).accepted == 1
    assert Enrolment.objects.get().waits_for == Enrolment.WaitsFor.HOURS
    ClinicProfile.objects.update(holidays=[])
    assert run(lesson_day + timedelta(days=3)).accepted == 1, "and goes on when the hours change"

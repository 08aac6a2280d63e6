"""Someone who chose Spanish meets Spanish on every page: nothing of ours is left in English."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from campaigns.models import Enrolment, Message
from clinic import profile_settings
from clinic.models import ClinicProfile
from content.lesson_text import LessonText
from content.series_folder import read_series_folder
from portal.old_links import LINK_LASTS
from portal.views_errors import broken
from tests.portal.conftest import BORN
from tests.spanish import english_in, seen

RIGHT = {"way": "birth_date", "month": "3", "day": "14", "year": "1964"}
LESSONS = read_series_folder(Path(settings.LIBRARY) / "fibromyalgia").lessons["es"]
CLINICS = ("Learning Desk", "1 Main St, Springfield, IL 62701", "Test Reviewer")


@pytest.fixture
def in_spanish(signed_in_spanish) -> None:
    """A clinic that teaches in both languages."""
    profile_settings.change(ClinicProfile.current(), {"languages": "en,es", "hours": "Monday to Friday, 8 am to 5 pm."})


@pytest.fixture
def letter(in_spanish, enrol, send) -> Message:
    enrol(language="es-MX")
    send()
    return Message.objects.get()


@pytest.fixture
def welcomed(in_spanish, enrol, send) -> Message:
    enrol(language="es", consent="", confirmed=False)
    send()
    return Message.objects.get(kind=Message.Kind.WELCOME)


@pytest.fixture
def shut(in_spanish, link_mode, enrol, send) -> Message:
    enrol(language="es", birth_date=BORN)
    send()
    return Message.objects.get()


def words_of(answer) -> str:
    html = answer.content.decode()
    assert '<html lang="es" dir="ltr">' in html
    words = seen(html).replace("\u00a0", " ")
    assert english_in(words, besides=CLINICS) == set()
    return words


def test_the_lesson(browser: Client, letter: Message):
    words = words_of(browser.get(reverse("portal:lesson", args=[letter.token])))
    assert "Hola, Ana:" in words and "Lección 1 de 8" in words and "2 min de lectura" in words
    assert "Su próxima lección llega el viernes 16 de octubre." in words
    assert "Por qué puede pasar: el dolor con el volumen alto (lección 2 de 8)" in words
    assert "Llame ahora al 911" in words and "De lunes a viernes, de 8 a. m. a 5 p. m." in words
    assert "Texto revisado por Test Reviewer, MD el 12 de octubre de 2026." in words


@pytest.mark.parametrize(("number", "said"), [(1, "No del todo. Vea por qué."), (2, "Sí, así es.")])
def test_the_answers(browser: Client, letter: Message, number: int, said: str):
    url = reverse("portal:answer", args=[letter.token, number])
    assert "¿Es esta su respuesta?" in words_of(browser.get(url))
    assert said in words_of(browser.post(url))


def test_stopping_and_starting_again(browser: Client, letter: Message):
    stop = reverse("portal:stop", args=[Enrolment.objects.get().stop_token])
    assert "Nada ha cambiado." in words_of(browser.get(stop))
    assert "Ya no recibirá las lecciones" in words_of(browser.post(stop))
    undo = reverse("portal:undo_stop", args=[Enrolment.objects.get().stop_token])
    assert "La próxima llega el viernes 16 de octubre." in words_of(browser.post(undo))


@pytest.mark.parametrize("name", ["settings", "earlier", "plan", "call_back"])
def test_the_other_pages_of_a_lesson(browser: Client, letter: Message, name: str):
    url = reverse(f"portal:{name}", args=[letter.token])
    browser.post(reverse("portal:answer", args=[letter.token, 1]))
    browser.post(reverse("portal:clear", args=[letter.token, 1]), {"clear": "no"})
    assert english_in(words_beside_names_of_languages(browser.get(url).content.decode()), besides=CLINICS) == set()


def words_beside_names_of_languages(html: str) -> str:
    """A language is called as its speakers call it."""
    return seen(html).replace("Language", " ").replace("English", " ").replace("\u00a0", " ")


def test_saving_and_asking_for_a_call(browser: Client, letter: Message):
    settings_page, call = (reverse(f"portal:{name}", args=[letter.token]) for name in ("settings", "call_back"))
    html = browser.post(settings_page, {"pace": "200", "break": "4", "look": "text"}).content.decode()
    words = words_beside_names_of_languages(html)
    assert "Tiene una pausa hasta el martes 10 de noviembre." in words and english_in(words, besides=CLINICS) == set()
    assert "Le llamaremos" in words_of(browser.post(call))


def test_stopping_everything_and_an_old_link(browser: Client, letter: Message):
    stop = reverse("portal:stop_everything", args=[Enrolment.objects.get().stop_token])
    assert "Nada ha cambiado." in words_of(browser.get(stop))
    assert "Ya no recibirá ningún correo" in words_of(browser.post(stop))
    undo = reverse("portal:undo_everything", args=[Enrolment.objects.get().stop_token])
    assert "Nuestros correos siguen llegando" in words_of(browser.post(undo))
    Message.objects.update(claimed_at=letter.claimed_at - LINK_LASTS)
    assert "Mándenmela otra vez" in words_of(browser.get(reverse("portal:lesson", args=[letter.token])))
    assert "Mire su correo" in words_of(browser.post(reverse("portal:fresh_link", args=[letter.token])))


def test_what_is_kept(browser: Client, shut: Message):
    browser.post(reverse("portal:door", args=[shut.token]), RIGHT)
    url = reverse("portal:my_data", args=[shut.token])
    assert "Lo que guardamos sobre usted" in words_of(browser.get(url))
    assert "Nuestra recepción ya tiene su petición." in words_of(browser.post(url, {"form": "erase"}))


def test_the_door_and_its_errors(browser: Client, shut: Message):
    door = reverse("portal:door", args=[shut.token])
    assert "¿Cuál es su fecha de nacimiento?" in (first := words_of(browser.get(door))) and "marzo" in first
    assert "¿Cuál es su PIN?" in words_of(browser.get(door, {"way": "pin"}))
    assert "escriba el día y el año" in words_of(browser.post(door, {**RIGHT, "day": ""}))
    tries = [words_of(browser.post(door, {**RIGHT, "day": "15"})) for _ in range(5)]
    assert "Le quedan 4 intentos." in tries[0] and "Le queda 1 intento." in tries[3]
    assert "Ese fue el último intento de hoy." in tries[4] and "+1 217 555 0100" in tries[4]


def test_confirming_the_address(browser: Client, welcomed: Message):
    url = reverse("portal:confirm", args=[welcomed.token])
    assert "¿Es este su correo?" in words_of(browser.get(url))
    assert "Su primera lección llega el martes 13 de octubre." in words_of(browser.post(url))


def test_a_link_that_fails_at_a_clinic_whose_first_language_is_spanish(browser: Client, in_spanish):
    profile_settings.change(ClinicProfile.current(), {"languages": "es,en"})
    assert "Este enlace ya no funciona" in words_of(browser.get("/l/nothing-here/"))


@pytest.mark.parametrize("address", ["/l/nothing-here/", "/nothing-at-all/"])
def test_a_link_that_fails_is_said_in_the_language_the_browser_asks_for(browser: Client, in_spanish, address: str):
    in_his_language = browser.get(address, headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"})
    assert "Este enlace ya no funciona" in words_of(in_his_language)
    for other in ("", "fr", "en-US,es;q=0.5", "es;q=0", "*", "\x00" * 5_000):
        assert "This link" in browser.get(address, headers={"accept-language": other}).content.decode()


def test_a_fault_of_ours_is_said_in_the_language_the_browser_asks_for(in_spanish):
    assert "Algo falló de nuestro lado" in words_of(
        broken(RequestFactory().get("/", headers={"accept-language": "es"}))
    )


def test_the_form_of_a_slip_opens_in_the_language_of_the_browser(browser: Client, in_spanish, signed_series):
    url, asks = reverse("portal:join", args=[signed_series.join_code]), {"accept-language": "es"}
    assert "Reciba lecciones cortas por correo" in browser.get(url, headers=asks).content.decode()
    assert "Get short lessons" in browser.get(url, {"language": "en"}, headers=asks).content.decode()


@pytest.mark.parametrize("text", LESSONS.values(), ids=LESSONS)
def test_no_lesson_holds_english_words(text: LessonText):
    told = json.dumps(
        [value for name, value in asdict(text).items() if name not in ("source", "sources")], ensure_ascii=False
    )
    words = re.sub(r"media/\S+|::: [a-z -]+|\\+n", " ", told)
    assert (
        english_in(re.sub(r'"(title|steps|ask|answers|text|right|why|emergency|crisis|clinic)":', " ", words)) == set()
    )


def test_english_left_on_a_page_would_be_found():
    assert english_in(seen("<p>Su lección <b>comes</b> el lunes</p><style>and</style>")) == {"comes"}


def test_a_clinics_own_names_may_be_english_and_a_missing_name_hides_nothing():
    assert english_in("Su equipo en The Clinic", besides=("The Clinic", "")) == set()
    assert english_in("Open this page", besides=("",)) == {"open", "this", "page"}

"""Pictures at the desk: uploaded, described, refused in plain words, shown as a line for a lesson."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import Client as Browser

from clinic.models import AuditEntry, ClinicProfile, Picture
from tests.clinic.drawings import drawing, encoded, noise, photo
from tests.staff.conftest import Page, said
from tests.staff.test_clinic_page import GOOD

URL = "/staff/pictures/"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def upload(staff: Client, content: bytes = drawing(), *, name: str = "My Logo.png", alt: str = "A teal bar"):
    return staff.post(URL, {"file": SimpleUploadedFile(name, content, "image/png"), "alt": alt})


def test_a_picture_is_added_and_shown_with_the_line_for_a_lesson(db, staff: Client):
    answer = upload(staff)
    row = Picture.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{URL}{row.pk}/"
    assert row.name == f"my-logo-{row.sha256[:12]}.png" and row.alt == "A teal bar"
    page = staff.get(answer["Location"])
    assert f"![A teal bar](media/{row.name})" in said(page)
    assert f"/media/{row.name}" in Page(page).addresses
    noted = AuditEntry.objects.get(action="picture.add")
    assert noted.subject == str(row.pk) and noted.detail == {"size": row.size} and noted.actor == row.added_by


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Dear all", "This isn't a picture we know"),
        (SVG, "This is an SVG drawing"),
        (b"", "The file is empty"),
        (encoded(photo(), "JPEG")[:900], "cut short"),
        (encoded(noise(1200, 1200, "RGBA"), "PNG"), "200 KB is the most"),
        (drawing() + bytes(10_000_001), "10 MB is the most"),
    ],
    ids=["text", "svg", "empty", "cut", "heavy", "large"],
)
def test_what_cant_be_mailed_is_refused_and_the_words_stay(db, staff: Client, content: bytes, why: str):
    answer = upload(staff, content)
    assert answer.status_code == 200 and why in said(answer)
    assert "The picture isn’t added yet. One answer to mend" in said(answer)
    assert Page(answer).field("alt")["value"] == "A teal bar" and not Picture.objects.exists()


@pytest.mark.parametrize("alt", ["", "   ", "\n"])
def test_a_picture_nobody_described_isnt_added(db, staff: Client, alt: str):
    answer = upload(staff, alt=alt)
    assert "Say in one sentence what it shows" in said(answer) and not Picture.objects.exists()
    assert "Two answers to mend: picture, what it shows" in said(answer) and "Choose the picture once more" in said(
        answer
    )


def test_a_form_without_a_file_asks_for_one(db, staff: Client):
    answer = said(staff.post(URL, {"alt": "A bar"}))
    assert "Choose a picture." in answer and "One answer to mend" in answer
    assert "Say it in 300 characters." in said(upload(staff, alt="x" * 301)) and not Picture.objects.exists()


def test_the_same_picture_again_leads_to_the_first(db, staff: Client):
    first, again = upload(staff), upload(staff, name="other.png", alt="Something else")
    assert first["Location"] == again["Location"] and Picture.objects.get().alt == "A teal bar"
    assert AuditEntry.objects.filter(action="picture.add").count() == 1


def test_its_words_can_be_changed(db, staff: Client):
    here = upload(staff)["Location"]
    assert staff.post(here, {"alt": "  A bar,\n half wide "}).status_code == 302
    assert Picture.objects.get().alt == "A bar, half wide"
    assert AuditEntry.objects.filter(action="picture.describe").count() == 1
    assert "Nothing was changed." in said(staff.post(here, {"alt": ""}))


def test_words_and_names_that_look_like_code_are_only_words(db, staff: Client):
    upload(staff, name='"><script>x</script>.png', alt="<b>[x](y)</b> *z*")
    row = Picture.objects.get()
    assert row.name == f"script-{row.sha256[:12]}.png"  # browsers and Django keep what follows the last slash
    page = staff.get(f"{URL}{row.pk}/").content.decode()
    assert "<b>[x]" not in page and r"\&lt;b\&gt;\[x\](y)" in page.replace("\\<", "\\&lt;")


def test_nobody_else_may_look_or_add(db, clinic, staff: Client, django_user_model):
    here = upload(staff)["Location"]
    stranger, patient = Browser(), Browser()
    patient.force_login(django_user_model.objects.create_user("pat", password="x"))
    for url in (URL, here):
        assert stranger.get(url).status_code == 302 and patient.get(url).status_code == 403
        assert upload_to(stranger, url) == 302 and upload_to(patient, url) == 403
    assert Picture.objects.count() == 1


def upload_to(browser: Client, url: str) -> int:
    other = SimpleUploadedFile("x.png", drawing(50, 50), "image/png")
    return int(browser.post(url, {"file": other, "alt": "x"}).status_code)


def test_a_form_from_another_site_is_refused(db, staff: Client, admin_user):
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert upload(strict).status_code == 403 and not Picture.objects.exists()


def test_a_long_list_comes_in_pages(db, staff: Client):
    for width in range(20, 46):
        upload(staff, drawing(width, 20), alt=f"Bar {width}")
    assert "1 to 24 of 26 pictures" in said(staff.get(URL)) and "Bar 20" in said(staff.get(f"{URL}?page=2"))


def test_a_picture_becomes_the_logo(clinic, staff: Client):
    upload(staff)
    name = Picture.objects.get().name
    assert staff.post("/staff/clinic/", GOOD | {"logo": name, "pictures": "inlined"}).status_code == 302
    assert (ClinicProfile.current().logo, ClinicProfile.current().pictures) == (name, "inlined")
    assert "It is your logo" in said(staff.get(f"{URL}{Picture.objects.get().pk}/"))
    assert staff.post("/staff/clinic/", GOOD | {"logo": "nobody-0123456789ab.png"}).status_code == 200
    staff.post("/staff/clinic/", GOOD | {"logo": "", "pictures": "linked"})
    assert ClinicProfile.current().logo == ""

"""Who may do what: every page of the desk, by role. A page that isn't in the table fails the test."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, resolve

from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry, Person
from content.models import DraftSave
from patients.identifiers import new_id
from staff.desk import desk_page
from staff.permissions import TABLE, May, may, role_of
from staff.urls import urlpatterns
from tests.staff.conftest import Page, address_of, all_pages, said

Role = Person.Role
LETTERS = {
    "F": Role.FRONT_DESK, "M": Role.MARKETING, "R": Role.REVIEWER, "T": Role.TRANSLATOR, "A": Role.ADMIN, "U": Role.AUDITOR,
}  # fmt: skip
MATRIX = """
    page                  open    post
    today                 FMRTAU  A
    series_list           FMRTAU  A
    series                FMRTAU  A
    lesson                FMRTAU  A
    history               FMRTAU  A
    articles              FMRTAU  A
    article_ready         FMRTAU  A
    pictures              FMRTAU  MRA
    picture               FMRTAU  MRA
    preview               FMRTAU  A
    preview_first         FMRTAU  A
    preview_frame         FMRTAU  A
    preview_stamp         FMRTAU  A
    preview_eml           FMRTAU  A
    preview_test          A       MRTA
    bring_article         MRA     MRA
    split_article         MRA     MRA
    draft_article         MRA     MRA
    own_part              A       MRA
    ask                   A       MRA
    write                 MRTA    A
    write_frame           MRTA    A
    write_save            A       MRTA
    write_here            A       MRTA
    write_ask             A       MRTA
    write_claim           A       MRA
    restore               A       MRTA
    reviews               MRTAU   A
    review                MRTAU   A
    sign_again            A       RTA
    accept_claims         A       RTA
    sign_lesson           A       RTA
    withdraw              RTA     RTA
    received              FRTAU   A
    patients              FAU     FAU
    patient               FAU     A
    enrol                 FA      FA
    new_pin               FA      FA
    bring_file            FA      FA
    patient_file          FA      FA
    go_on_with_file       A       FA
    patient_file_report   FA      A
    slip                  FA      A
    requests              FAU     A
    take_request          A       FA
    hand_request          FA      FA
    finish_request        FA      FA
    write_request         FA      FA
    pending               FAU     FA
    pending_yes           FA      FA
    pending_no            FA      FA
    bounced               FAU     A
    bounce_handled        A       FA
    not_started           FAU     A
    week                  FMRTAU  A
    month                 MAU     A
    who_is_told           AU      A
    stop_enrolment        FA      FA
    resume_enrolment      FA      FA
    go_on                 A       FA
    held                  FAU     A
    it_was_sent           FA      FA
    send_again            FA      FA
    all_were_sent         FA      FA
    send_all_again        FA      FA
    message               FAU     A
    message_frame         FAU     A
    inbox                 FAU     A
    inbox_email           FAU     A
    inbox_frame           FAU     A
    messages              FMAU    A
    sending               FMAU    A
    try_again             A       MA
    pause                 FMRA    FMRA
    resume                MA      MA
    clinic                AU      A
    go_live               A       A
    kept_form             FMRTAU  FMRTAU
    choose_language       A       FMRTAU
    people                AU      A
    sign_in_rules         A       A
    person                AU      A
    person_act            A       A
    tokens                AU      A
    revoke_token          A       A
    webhooks              AU      A
    webhook               AU      A
    remove_webhook        A       A
    audit                 AU      A
    audit_export          AU      A
    series_order          MA      MA
    series_rules          MA      MA
    series_calendar       FMRTAU  A
    series_authorization  MA      MA
    series_activate       MA      MA
    series_pause          MA      MA
    series_resume         MA      MA
    series_end            MA      MA
    series_copy           MA      MA
    series_archive        MA      MA
    step_conditions       MA      MA
    newsletters           MRAU    MA
    newsletter_write      MRAU    MA
    newsletter_frame      MRAU    A
    newsletter_audience   MRAU    MA
    newsletter_count      A       MA
    newsletter_people     FAU     A
    newsletter_left_out   FAU     A
    newsletter_approval   MRAU    RTA
    newsletter_report     MRAU    A
    newsletter_schedule   MA      MA
    newsletter_unschedule MA      MA
    newsletter_stop       MA      MA
    newsletter_again      MA      MA
    newsletter_test       MA      MA
    newsletter_duplicate  A       MA
    newsletter_delete     MA      MA
    known_for_lessons     FA      FA
    contacts              MAU     MAU
    contact               MAU     A
    import_contacts       MA      MA
    stop_contact          MA      MA
    erase_contact         MA      MA
    reports               MAU     A
    months_csv            MAU     A
    newsletters_csv       MAU     A
    series_report         MAU     A
    series_csv            MAU     A
    change_address        FA      FA
    change_details        FA      FA
    consent_lessons       FA      FA
    consent_newsletter    FA      FA
    calendar              FMRAU   A
    provider              AU      A
    opens_and_clicks      AU      A
    test_provider         A       A
    add_agreement         A       A
    check_events          A       A
    check_inbound         A       A
    move_newsletter       MA      MA
    add_note              FA      FA
    unlock                FA      FA
    stop_all              FA      FA
    choose_handout        FAU     A
    sender_card           FAU     A
    export_patient        FA      FA
    erase_patient         A       A
    legal_hold            A       A
    pause_enrolment       FA      FA
    restart_enrolment     FA      FA
    resend                FA      FA
    handout               FMRTAU  A
"""
"""Who comes past the door. “A” alone under post: only an admin does, and the page answers that it takes no posts."""


def table() -> dict[str, dict[str, set[str]]]:
    rows = [line.split() for line in MATRIX.split("\n")[2:] if line.strip()]
    return {name: {"get": set(opens), "post": set(posts)} for name, opens, posts in rows}


def declared(one: URLPattern, method: str) -> set[str]:
    needs = one.callback.needs  # type: ignore[attr-defined]
    wanted = needs.see if method == "get" else needs.change
    return {letter for letter, role in LETTERS.items() if role in (TABLE[wanted] if wanted else {Role.ADMIN})}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_declares_what_the_table_says(method: str):
    assert {one.name: declared(one, method) for one in urlpatterns} == {
        name: row[method] for name, row in table().items()
    }


@pytest.mark.parametrize("role", [*Role], ids=[one.name.lower() for one in Role])
def test_what_the_table_keeps_from_a_role_is_refused(role: Role, filled, as_role):
    browser, letter = as_role(role), next(one for one, its in LETTERS.items() if its == role)
    patterns = {one.name: one for one in urlpatterns}
    for name, row in table().items():
        for method in ("get", "post"):
            if letter not in row[method]:
                answer = getattr(browser, method)(address_of(patterns[name], filled))
                assert answer.status_code == 403, (name, method)
                assert b"your role" in answer.content
    assert not AuditEntry.objects.filter(actor=browser.session["_auth_user_id"]).exists()


@pytest.mark.parametrize("role", [*Role], ids=[one.name.lower() for one in Role])
def test_every_link_and_button_of_today_and_of_the_navigation_leads_somewhere(role: Role, filled, as_role):
    browser = as_role(role)
    Message.objects.filter(pk=filled.message).update(state="held", reason="No proof that it arrived.")
    today = Page(browser.get("/staff/"))
    links = {
        one.partition("#")[0]
        for one in today.addresses
        if one.startswith("/staff/") and not {"sign-in", "language"} & set(one.split("/"))
    }
    assert len(links) > 4
    for url in links:
        assert browser.get(url).status_code in (200, 302), url


def test_a_page_without_a_declaration_is_for_admins_only(rf, as_role):
    @desk_page
    def forgotten(request):
        raise AssertionError("It was opened.")

    for role in Role:
        request = rf.get("/staff/")
        request.user = User.objects.get(pk=int(as_role(role).session["_auth_user_id"]))
        if role == Role.ADMIN:
            with pytest.raises(AssertionError, match="opened"):
                forgotten(request)
        else:
            assert forgotten(request).status_code == 403


def test_an_auditor_may_see_everything_that_somebody_may_and_change_nothing():
    sees = {one for one in May if one.name.startswith("SEE_")}
    assert {one for one in May if Role.AUDITOR in TABLE[one]} == sees
    assert set(TABLE) == set(May) and all(Role.ADMIN in roles for roles in TABLE.values())


def test_whoever_set_it_up_stays_an_admin_with_another_role_besides(db):
    root = User.objects.create_superuser("root", password="a-long-password")
    assert role_of(root) is Role.ADMIN
    Person.objects.create(user=root, role=Role.REVIEWER, credential="MD")
    assert role_of(User.objects.get()) is Role.REVIEWER and may(User.objects.get(), May.SET_UP)


def test_somebody_without_a_role_is_told_so(db):
    browser = Client()
    browser.force_login(User.objects.create_user("new", password="a-long-password", is_staff=True))
    assert browser.get("/staff/").status_code == 403


@pytest.mark.parametrize("role", [Role.MARKETING, Role.REVIEWER, Role.TRANSLATOR])
def test_patients_stay_closed_to_other_roles_whatever_the_id(role: Role, filled, as_role):
    browser = as_role(role)
    for url in (
        f"/staff/patients/{filled.patient}/",
        f"/staff/messages/{filled.message}/",
        f"/staff/patients/{new_id()}/",
    ):
        assert browser.get(url).status_code == 403
    assert not AuditEntry.objects.filter(action__endswith=".read").exists()


@pytest.mark.parametrize("role", [Role.MARKETING])
def test_activity_names_no_patient_and_links_to_none(role: Role, filled, as_role):
    answer = as_role(role).get("/staff/messages/")
    assert (
        str(filled.patient) not in answer.content.decode()
        and f"/messages/{filled.message}/" not in answer.content.decode()
    )
    assert "Bring" not in said(answer)


def test_ids_of_nobody_and_of_other_things_open_nothing(filled, as_role):
    browser = as_role(Role.FRONT_DESK)
    for known in (filled.enrolment, filled.message, new_id()):
        assert browser.get(f"/staff/patients/{known}/").status_code == 404
        assert browser.post(f"/staff/patients/{known}/pin/").status_code == 404
    for url in (f"/staff/enrolments/{filled.patient}/stop/", f"/staff/messages/{filled.enrolment}/"):
        assert browser.get(url).status_code == 404
    assert Enrolment.objects.get(pk=filled.enrolment).state == "active"


def test_a_translator_writes_translations_and_never_the_original(signed_in_spanish, as_role):
    browser, url = as_role(Role.TRANSLATOR), "/staff/series/fibromyalgia/01-what-it-is/write/"
    assert browser.get(f"{url}?language=es").status_code == 200
    assert browser.get(url).status_code == 403
    assert browser.post(f"{url}save/", {"title": "Other words"}).status_code == 403
    assert (
        browser.post("/staff/series/fibromyalgia/01-what-it-is/history/restore/", {"revision": "1"}).status_code == 403
    )
    assert not DraftSave.objects.exists()


def test_the_table_is_about_pages_there_are(filled):
    assert {resolve(url).url_name for url in all_pages(filled).values()} == set(table())

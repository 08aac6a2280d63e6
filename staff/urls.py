"""The desk's pages. No address holds a name: patients and messages go by their ids."""

from django.urls import path

from staff.article_ready import article_ready
from staff.articles import articles, bring_article
from staff.asking import ask
from staff.bounced import bounced, handled
from staff.calendar.moving import move_newsletter
from staff.calendar.page import calendar
from staff.choosing_language import choose_language
from staff.clinic_page import clinic
from staff.contacts.urls import urls as contact_urls
from staff.deciding import it_was_sent, send_again
from staff.deciding_together import all_were_sent, send_all_again
from staff.draft_article import draft_article
from staff.enrolling import enrol
from staff.going_live import go_live
from staff.going_on import go_on
from staff.held import held
from staff.inbox import inbox, inbox_email, inbox_frame
from staff.lesson_page import lesson
from staff.message_page import message, message_frame
from staff.messages import messages
from staff.newsletters.approval import approval
from staff.newsletters.audience_page import audience, audience_count
from staff.newsletters.audience_people import some_readers, who_is_left_out
from staff.newsletters.changing import (
    delete_newsletter,
    send_again_newsletter,
    stop_newsletter,
    unschedule_newsletter,
)
from staff.newsletters.listing import duplicate, newsletters
from staff.newsletters.report import report
from staff.newsletters.schedule import schedule_newsletter
from staff.newsletters.testing import test_newsletter
from staff.newsletters.writing import newsletter_frame, write_newsletter
from staff.not_started import not_started
from staff.opens.page import opens_and_clicks
from staff.own_parts import fill_own_part
from staff.patient.urls import urls as patient_urls
from staff.patient_files.urls import urls as patient_file_urls
from staff.patient_page import patient
from staff.patients import patients
from staff.pausing import pause, resume
from staff.pending.urls import urls as pending_urls
from staff.people.acts import person_act
from staff.people.audit_page import audit, audit_export
from staff.people.page import people, sign_in_rules
from staff.people.person_page import person
from staff.pictures import picture, pictures
from staff.pins import new_pin
from staff.provider.agreement import add_agreement
from staff.provider.events import check_events
from staff.provider.inbound import check_inbound
from staff.provider.page import provider
from staff.provider.testing import test_provider
from staff.readers import received
from staff.reports.newsletters import newsletters_csv
from staff.reports.one_month import month
from staff.reports.overview import months_csv, reports
from staff.reports.series_report import series_csv, series_report
from staff.requests.acts import finish_request, hand_request, take_request
from staff.requests.page import requests
from staff.requests.told_page import who_is_told
from staff.requests.writing_down import write_request
from staff.review_page import review
from staff.reviews import reviews, sign_again
from staff.sending import sending, try_again
from staff.series import series, series_list
from staff.series_changes.calendar import calendar as series_calendar
from staff.series_changes.conditions import conditions
from staff.series_changes.known_for_lessons import known_for_lessons
from staff.series_changes.life import ACTS, life
from staff.series_changes.order import order
from staff.series_changes.rules import rules
from staff.series_changes.sponsor import authorization
from staff.signing import accept_claims, sign_lesson
from staff.signing_in.kept_page import kept_form
from staff.split_article import split_article
from staff.stopping import resume_enrolment, stop_enrolment
from staff.studio.desk import urls as studio_urls
from staff.today import today
from staff.tokens.page import tokens
from staff.tokens.revoking import revoke_token
from staff.webhooks.page import remove_webhook, webhook, webhooks
from staff.week import week
from staff.withdrawing import withdraw
from staff.writing.asking import ask as ask_with_draft
from staff.writing.claims import claim
from staff.writing.history import history, restore
from staff.writing.page import write, write_frame
from staff.writing.saving import here, save

app_name = "staff"
urlpatterns = [
    path("", today, name="today"),
    *pending_urls,  # before the lessons of a series, whose names may be anything
    path("series/", series_list, name="series_list"),
    path("series/<slug:slug>/", series, name="series"),
    path("series/<slug:slug>/order/", order, name="series_order"),
    path("series/<slug:slug>/rules/", rules, name="series_rules"),
    path("series/<slug:slug>/calendar/", series_calendar, name="series_calendar"),
    path("series/<slug:slug>/authorization/", authorization, name="series_authorization"),
    *[path(f"series/<slug:slug>/{act}/", life, {"act": act}, name=f"series_{act}") for act in ACTS],
    path("series/<slug:slug>/<slug:lesson>/", lesson, name="lesson"),
    path("series/<slug:slug>/<slug:lesson>/for/", conditions, name="step_conditions"),
    path("series/<slug:slug>/<slug:lesson>/own-part/", fill_own_part, name="own_part"),
    path("series/<slug:slug>/<slug:lesson>/ask/", ask, name="ask"),
    path("reviews/", reviews, name="reviews"),
    path("reviews/again/", sign_again, name="sign_again"),
    path("reviews/<slug:slug>/<slug:lesson>/", review, name="review"),
    path("reviews/<slug:slug>/<slug:lesson>/accept/", accept_claims, name="accept_claims"),
    path("reviews/<slug:slug>/<slug:lesson>/sign/", sign_lesson, name="sign_lesson"),
    path("reviews/<slug:slug>/<slug:lesson>/withdraw/", withdraw, name="withdraw"),
    path("reviews/<slug:slug>/<slug:lesson>/received/", received, name="received"),
    path("series/<slug:slug>/<slug:lesson>/write/", write, name="write"),
    path("series/<slug:slug>/<slug:lesson>/write/save/", save, name="write_save"),
    path("series/<slug:slug>/<slug:lesson>/write/here/", here, name="write_here"),
    path("series/<slug:slug>/<slug:lesson>/write/ask/", ask_with_draft, name="write_ask"),
    path("series/<slug:slug>/<slug:lesson>/write/frame/", write_frame, name="write_frame"),
    path("series/<slug:slug>/<slug:lesson>/write/claim/", claim, name="write_claim"),
    path("series/<slug:slug>/<slug:lesson>/history/", history, name="history"),
    path("series/<slug:slug>/<slug:lesson>/history/restore/", restore, name="restore"),
    path("articles/", articles, name="articles"),
    path("articles/new/", bring_article, name="bring_article"),
    path("articles/<uuid:article>/split/", split_article, name="split_article"),
    path("articles/<uuid:article>/series/", draft_article, name="draft_article"),
    path("articles/<uuid:article>/ready/", article_ready, name="article_ready"),
    path("pictures/", pictures, name="pictures"),
    path("pictures/<int:picture>/", picture, name="picture"),
    path("newsletters/", newsletters, name="newsletters"),
    path("newsletters/<uuid:newsletter>/", write_newsletter, name="newsletter_write"),
    path("newsletters/<uuid:newsletter>/frame/", newsletter_frame, name="newsletter_frame"),
    path("newsletters/<uuid:newsletter>/audience/", audience, name="newsletter_audience"),
    path("newsletters/<uuid:newsletter>/audience/count/", audience_count, name="newsletter_count"),
    path("newsletters/<uuid:newsletter>/audience/people/", some_readers, name="newsletter_people"),
    path("newsletters/<uuid:newsletter>/audience/left-out/", who_is_left_out, name="newsletter_left_out"),
    path("newsletters/<uuid:newsletter>/approval/", approval, name="newsletter_approval"),
    path("newsletters/<uuid:newsletter>/report/", report, name="newsletter_report"),
    path("newsletters/<uuid:newsletter>/schedule/", schedule_newsletter, name="newsletter_schedule"),
    path("newsletters/<uuid:newsletter>/unschedule/", unschedule_newsletter, name="newsletter_unschedule"),
    path("newsletters/<uuid:newsletter>/stop/", stop_newsletter, name="newsletter_stop"),
    path("newsletters/<uuid:newsletter>/again/", send_again_newsletter, name="newsletter_again"),
    path("newsletters/<uuid:newsletter>/test/", test_newsletter, name="newsletter_test"),
    path("newsletters/<uuid:newsletter>/duplicate/", duplicate, name="newsletter_duplicate"),
    path("newsletters/<uuid:newsletter>/delete/", delete_newsletter, name="newsletter_delete"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/<uuid:newsletter>/move/", move_newsletter, name="move_newsletter"),
    path("patients/", patients, name="patients"),
    path("patients/enrol/", enrol, name="enrol"),
    path("patients/<uuid:patient>/", patient, name="patient"),
    path("patients/<uuid:patient>/pin/", new_pin, name="new_pin"),
    path("enrolments/<uuid:enrolment>/stop/", stop_enrolment, name="stop_enrolment"),
    path("enrolments/<uuid:enrolment>/resume/", resume_enrolment, name="resume_enrolment"),
    path("enrolments/<uuid:enrolment>/known/", known_for_lessons, name="known_for_lessons"),
    path("enrolments/<uuid:enrolment>/go-on/", go_on, name="go_on"),
    path("requests/", requests, name="requests"),
    path("requests/<uuid:asked>/take/", take_request, name="take_request"),
    path("requests/<uuid:asked>/hand/", hand_request, name="hand_request"),
    path("requests/<uuid:asked>/done/", finish_request, name="finish_request"),
    path("patients/<uuid:patient>/request/", write_request, name="write_request"),
    path("bounced/", bounced, name="bounced"),
    path("bounced/<uuid:patient>/handled/", handled, name="bounce_handled"),
    path("not-started/", not_started, name="not_started"),
    path("week/", week, name="week"),
    path("reports/month/", month, name="month"),
    path("clinic/told/", who_is_told, name="who_is_told"),
    path("held/", held, name="held"),
    path("held/<uuid:attempt>/all-were-sent/", all_were_sent, name="all_were_sent"),
    path("held/<uuid:attempt>/send-all-again/", send_all_again, name="send_all_again"),
    path("sending/", sending, name="sending"),
    path("sending/try-again/", try_again, name="try_again"),
    path("messages/", messages, name="messages"),
    path("messages/<uuid:message>/", message, name="message"),
    path("messages/<uuid:message>/frame/", message_frame, name="message_frame"),
    path("messages/<uuid:message>/it-was-sent/", it_was_sent, name="it_was_sent"),
    path("messages/<uuid:message>/send-again/", send_again, name="send_again"),
    path("reports/", reports, name="reports"),
    path("reports/months.csv", months_csv, name="months_csv"),
    path("reports/newsletters.csv", newsletters_csv, name="newsletters_csv"),
    path("reports/series/<slug:slug>/", series_report, name="series_report"),
    path("reports/series/<slug:slug>/report.csv", series_csv, name="series_csv"),
    path("inbox/", inbox, name="inbox"),
    path("inbox/<slug:name>/", inbox_email, name="inbox_email"),
    path("inbox/<slug:name>/frame/", inbox_frame, name="inbox_frame"),
    path("clinic/", clinic, name="clinic"),
    path("clinic/provider/", provider, name="provider"),
    path("clinic/provider/test/", test_provider, name="test_provider"),
    path("clinic/provider/agreement/", add_agreement, name="add_agreement"),
    path("clinic/provider/check/", check_events, name="check_events"),
    path("clinic/provider/check-answers/", check_inbound, name="check_inbound"),
    path("clinic/opens-and-clicks/", opens_and_clicks, name="opens_and_clicks"),
    path("go-live/", go_live, name="go_live"),
    path("pause/", pause, name="pause"),
    path("resume/", resume, name="resume"),
    *patient_urls,
    *contact_urls,
    *patient_file_urls,
    path("people/", people, name="people"),
    path("people/rules/", sign_in_rules, name="sign_in_rules"),
    path("people/<int:person>/", person, name="person"),
    path("people/<int:person>/<slug:act>/", person_act, name="person_act"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", revoke_token, name="revoke_token"),
    path("webhooks/", webhooks, name="webhooks"),
    path("webhooks/<uuid:receiver>/", webhook, name="webhook"),
    path("webhooks/<uuid:receiver>/remove/", remove_webhook, name="remove_webhook"),
    path("audit/", audit, name="audit"),
    path("audit/export/", audit_export, name="audit_export"),
    path("language/", choose_language, name="choose_language"),
    path("typed/", kept_form, name="kept_form"),
    *studio_urls,
]

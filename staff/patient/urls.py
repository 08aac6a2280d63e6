"""The pages that help one patient. No address holds a name."""

from django.urls import path

from patients.models import Consent
from staff.patient.address import address
from staff.patient.consent import consent
from staff.patient.details import details
from staff.patient.erasing import erase, legal_hold
from staff.patient.export import export
from staff.patient.handout import choose_handout, handout
from staff.patient.notes import add_note
from staff.patient.pausing import pause_enrolment
from staff.patient.resending import resend_message
from staff.patient.restarting import restart
from staff.patient.sender_card import sender_card
from staff.patient.stopping_all import stop_all
from staff.patient.unlocking import unlock

Stream = Consent.Stream
urls = [
    path("patients/<uuid:patient>/address/", address, name="change_address"),
    path("patients/<uuid:patient>/details/", details, name="change_details"),
    path("patients/<uuid:patient>/consent/lessons/", consent, {"stream": Stream.LESSONS}, name="consent_lessons"),
    path(
        "patients/<uuid:patient>/consent/newsletters/",
        consent,
        {"stream": Stream.NEWSLETTER},
        name="consent_newsletter",
    ),
    path("patients/<uuid:patient>/note/", add_note, name="add_note"),
    path("patients/<uuid:patient>/unlock/", unlock, name="unlock"),
    path("patients/<uuid:patient>/stop-all/", stop_all, name="stop_all"),
    path("patients/<uuid:patient>/handout/", choose_handout, name="choose_handout"),
    path("patients/<uuid:patient>/card/", sender_card, name="sender_card"),
    path("patients/<uuid:patient>/export/", export, name="export_patient"),
    path("patients/<uuid:patient>/erase/", erase, name="erase_patient"),
    path("patients/<uuid:patient>/hold/", legal_hold, name="legal_hold"),
    path("enrolments/<uuid:enrolment>/pause/", pause_enrolment, name="pause_enrolment"),
    path("enrolments/<uuid:enrolment>/restart/", restart, name="restart_enrolment"),
    path("messages/<uuid:message>/resend/", resend_message, name="resend"),
    path("series/<slug:slug>/<slug:lesson>/handout/", handout, name="handout"),
]

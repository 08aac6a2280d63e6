"""Where the pages about those who wait for the desk are."""

from __future__ import annotations

from django.urls import path

from staff.waiting.slip import slip
from staff.waiting.waiting_page import decline_waiting, waiting_patients

urls = [
    path("patients/waiting/", waiting_patients, name="waiting_patients"),
    path("patients/waiting/<uuid:waiting>/decline/", decline_waiting, name="decline_waiting"),
    path("series/<slug:slug>/slip/", slip, name="slip"),
]

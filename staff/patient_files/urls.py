"""Where the pages about files of patients are."""

from __future__ import annotations

from django.urls import path

from staff.patient_files.bring import bring_file
from staff.patient_files.look import go_on_with_file, patient_file, patient_file_report

urls = [
    path("patients/file/", bring_file, name="bring_file"),
    path("patients/file/<uuid:file>/", patient_file, name="patient_file"),
    path("patients/file/<uuid:file>/go-on/", go_on_with_file, name="go_on_with_file"),
    path("patients/file/<uuid:file>/report.csv", patient_file_report, name="patient_file_report"),
]

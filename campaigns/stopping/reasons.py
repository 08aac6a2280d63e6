"""Why a person, or another system of the clinic, ended the emails: kept as the reason of the enrolment, the message and the consent; and how it is taken back."""

from __future__ import annotations

from django.utils.translation import gettext_noop

BY_PATIENT = gettext_noop("The patient stopped the lessons.")
DIED = gettext_noop("The patient has died.")
BY_SYSTEM = gettext_noop("Another system stopped the lessons.")
BY_STAFF = gettext_noop("Staff stopped the lessons.")
ALL_BY_PATIENT = gettext_noop("The patient stopped all emails.")
ALL_BY_STAFF = gettext_noop("Staff stopped all emails.")
UNDONE = gettext_noop("Undid the stop")

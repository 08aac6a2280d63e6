"""The clinic's own settings: one row, edited by the `clinic` command and by a page."""

from __future__ import annotations

from datetime import time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models

MON_TO_FRI = [0, 1, 2, 3, 4]


def weekdays_of_an_office() -> list[int]:
    return list(MON_TO_FRI)


def english_only() -> list[str]:
    return ["en"]


class PicturesTravel(models.TextChoices):
    LINKED = "linked"  # the mail program fetches them from our own address
    INLINED = "inlined"  # each email carries them (RFC 2392)


class ClinicProfile(models.Model):
    """What every email says of us, and when it may leave. Nothing can be mailed before `missing()` is empty."""

    NEEDED: ClassVar[dict[str, str]] = {
        "mail_name": "mail_name",
        "sender": "from",
        "reply_to": "reply_to",
        "postal_address": "postal_address",
        "phone": "phone",
        "emergency": "emergency",
        "crisis": "crisis",
        "time_zone": "time_zone",
    }

    name = models.CharField(max_length=120, blank=True)
    mail_name = models.CharField(max_length=60, blank=True)  # neutral by choice: it stands in every inbox
    sender = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True)
    postal_address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=120, blank=True)  # a sentence under the phone number
    emergency = models.CharField(max_length=20, default="911")
    crisis = models.CharField(max_length=20, default="988")
    time_zone = models.CharField(max_length=60, blank=True)
    window_start = models.TimeField(default=time(9, 0))  # in the patient's zone
    window_end = models.TimeField(default=time(17, 0))
    weekdays = models.JSONField(default=weekdays_of_an_office)  # 0 is Monday, as in datetime.date.weekday()
    holidays = models.JSONField(default=list, blank=True)  # ISO dates on which nothing leaves
    holiday_names = models.JSONField(default=dict, blank=True)  # {"2026-12-25": "Christmas Day"}: for staff
    brake = models.PositiveIntegerField(default=500)  # emails one run may send before it waits for a person's yes
    per_second = models.PositiveIntegerField(default=0)  # emails a second by the provider; 0: as fast as it takes them
    per_day = models.PositiveIntegerField(default=0)  # emails a day by the provider; 0: no limit
    warm_up = models.JSONField(default=list, blank=True)  # emails on the first day of sending, the second, …
    per_domain = models.JSONField(default=dict, blank=True)  # {"gmail.com": 500}: emails a day to mailboxes there
    per_address = models.PositiveIntegerField(default=1)  # emails that teach, a day, to one address; 0: no limit
    look = models.JSONField(default=dict, blank=True)  # {"accent": "#0A5452", …}; empty is the house's own
    logo = models.CharField(max_length=80, blank=True)  # the name of a picture; empty: the mail name stands in words
    pictures = models.CharField(max_length=8, choices=PicturesTravel, default=PicturesTravel.LINKED)
    languages = models.JSONField(default=english_only)
    test_addresses = models.JSONField(default=list, blank=True)  # the clinic's own: tests go there and nowhere else
    own_edits_signed = models.BooleanField(default=False)  # may a reviewer sign alone what they wrote themselves?
    sign_up = models.BooleanField(default=False)  # may anybody sign up for newsletters at /sign-up/?
    substance_use_consent = models.BooleanField(
        default=False
    )  # does the clinic ask for consent as 42 CFR Part 2 wants it?
    inbound = models.CharField(
        max_length=253, blank=True
    )  # the host whose mail the provider brings us, such as reply.clinic.example; empty: answers go to reply_to
    idle_minutes = models.PositiveIntegerField(default=30)  # nobody at the desk for so long: signed out
    second_factor = models.JSONField(default=list, blank=True)  # the roles that can't work without one
    backup = models.CharField(max_length=80, blank=True)  # the user who is told when a patient's request is late
    digest_to = models.JSONField(default=list, blank=True)  # the users who get the Monday email
    keep_patients = models.PositiveIntegerField(default=0)  # months after their last lesson; 0: for good
    keep_emails = models.PositiveIntegerField(default=0)  # months for which the exact text received can be shown
    keep_events = models.PositiveIntegerField(default=0)  # months of what the provider told of each email
    keep_messages = models.PositiveIntegerField(default=0)  # months for which a patient's list shows that one was sent
    looks_counted_since = models.DateTimeField(
        null=True, blank=True
    )  # opens and clicks of newsletters; empty: not counted
    made_up = models.JSONField(
        default=list, blank=True
    )  # settings that still hold a demo's details: nothing real is mailed before they are changed

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="clinic_profile_is_one_row")]

    def __str__(self) -> str:
        return self.mail_name or "a clinic without a mail name"

    @classmethod
    def current(cls) -> ClinicProfile:
        return cls.objects.get_or_create(pk=1)[0]

    def missing(self) -> list[str]:
        """The settings still to be filled in, under the names the `clinic` command knows."""
        return [name for field, name in self.NEEDED.items() if not getattr(self, field)]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

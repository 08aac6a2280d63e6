"""What a member of staff does here, beside their sign-in: the role, and the credential they sign with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy


class People(models.QuerySet["Person"]):
    def who_sign(self) -> People:
        return self.filter(role=Person.Role.REVIEWER, user__is_active=True).select_related("user")


class Person(models.Model):
    class Role(models.TextChoices):
        FRONT_DESK = "front desk", gettext_lazy("Front desk")  # enrols patients and helps them
        MARKETING = "marketing", gettext_lazy("Marketing")  # writes and schedules
        REVIEWER = "reviewer", gettext_lazy("Reviewer")  # signs what may be taught
        TRANSLATOR = "translator", gettext_lazy("Translator")  # signs that a translation says what the lesson says
        ADMIN = "admin", gettext_lazy("Admin")  # runs the installation
        AUDITOR = "auditor", gettext_lazy("Auditor")  # looks at everything, changes nothing

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person")
    role = models.CharField(max_length=12, choices=Role)
    credential = models.CharField(max_length=60, blank=True)  # MD, RN, PharmD: stands beside the name in every email
    language = models.CharField(
        max_length=8, blank=True
    )  # in which the desk speaks to them; empty: as the browser asks
    practice = models.BooleanField(default=False)  # made up for trying out: what it signs stays in the local inbox

    objects = People.as_manager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"{self.user.get_full_name() or self.user.get_username()}, {self.get_role_display()}"

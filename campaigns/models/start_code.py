"""The visit codes that start a series: exact codes of three systems, asked by intake."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from campaigns.models.series import Series


class StartCodes(models.QuerySet["StartCode"]):
    def series_for(self, codes: Collection[tuple[str, str]]) -> list[Series]:
        """The active series that one of these (system, code) pairs starts, each once, by title."""
        from campaigns.models.series import Series

        wanted = Q()
        for system, code in codes:
            wanted |= Q(start_codes__system=system, start_codes__code=code.strip().upper())
        found = Series.objects.filter(wanted, state=Series.State.ACTIVE) if wanted else Series.objects.none()
        return list(found.distinct().order_by("title", "pk"))


class StartCode(models.Model):
    class System(models.TextChoices):
        ICD_10_CM = "ICD-10-CM", "ICD-10-CM"
        SNOMED_CT = "SNOMED CT", "SNOMED CT"
        VISIT_TYPE = "visit type", gettext_lazy("your own visit type")

    series = models.ForeignKey("campaigns.Series", on_delete=models.CASCADE, related_name="start_codes")
    system = models.CharField(max_length=20, choices=System)
    code = models.CharField(max_length=60)  # in capitals, as it is compared

    objects = StartCodes.as_manager()

    class Meta:
        ordering = ["system", "code"]
        constraints = [models.UniqueConstraint(fields=["series", "system", "code"], name="start_code_once_a_series")]
        indexes = [models.Index(fields=["system", "code"], name="start_code_of_a_visit")]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"

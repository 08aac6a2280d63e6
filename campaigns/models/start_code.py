"""The visit codes that start a series: exact codes of three systems, asked by intake."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy

from campaigns.rows import in_parts
from patients.substance_use import is_substance_use

if TYPE_CHECKING:
    from campaigns.models.series import Series


class StartCodes(models.QuerySet["StartCode"]):
    def series_for(self, codes: Collection[tuple[str, str]]) -> list[Series]:
        """The active series that one of these (system, code) pairs starts, each once, by title."""
        return [one for one in self.series_naming(codes) if one.state == one.State.ACTIVE]

    def about_substance_use(self) -> bool:
        """Whether any of these is a diagnosis of substance use."""
        icd = self.filter(system=StartCode.System.ICD_10_CM, code__startswith="F1").values_list("code", flat=True)
        return any(map(is_substance_use, icd))

    def series_naming(self, codes: Collection[tuple[str, str]]) -> list[Series]:
        """The same whatever their state: a series that is paused goes on one day with whom it has.

        The codes are looked up as lists: a message may bring thousands, and SQLite takes no more than 1,000 conditions in a row.
        """
        wanted = {(system, code.strip().upper()) for system, code in codes}
        systems: list[str] = sorted({system for system, _ in wanted})
        found: dict[object, Series] = {}
        for some in in_parts(sorted({code for _, code in wanted})):
            for row in self.filter(system__in=systems, code__in=some).select_related("series"):
                if (row.system, row.code) in wanted:
                    found[row.series_id] = row.series
        return sorted(found.values(), key=lambda one: (one.title, one.pk))


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

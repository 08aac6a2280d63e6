"""A picture that may stand in an email: its bytes lie in the row, so that a backup and a second machine have them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import models

from clinic.picture_files import name_for
from clinic.pictures import CleanPicture
from clinic.refusal import Refusal


class Pictures(models.QuerySet["Picture"]):
    def listed(self) -> Pictures:
        """The newest first, without their bytes."""
        return self.defer("content").order_by("-added_at", "-pk")

    def add(self, picture: CleanPicture, *, words: str, alt: str, now: datetime, by: str) -> tuple[Picture, bool]:
        """Keep it under a name made of `words` and its hash; the same bytes are kept once, under their first name."""
        if kept := self.filter(sha256=picture.sha256).order_by("pk").first():
            return kept, False
        name = name_for(words, picture)
        self.take_in(name, picture, alt=alt, now=now, by=by)
        return self.get(name=name), True

    def take_in(self, name: str, picture: CleanPicture, *, alt: str, now: datetime, by: str) -> None:
        """Keep it under the name that texts give it. Raises Refusal when other bytes have that name."""
        kept = self.get_or_create(
            name=name,
            defaults=facts(picture) | {"sha256": picture.sha256, "alt": alt, "added_at": now, "added_by": by},
        )[0]
        if kept.sha256 != picture.sha256:
            raise Refusal(f"There is another picture {name} already: give this one another name.")


class Picture(models.Model):
    """`name` holds the first 12 hex digits of the bytes' SHA-256: a text that names a picture binds its bytes."""

    name = models.CharField(max_length=80, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)  # a library folder may bring the same bytes under two names
    kind = models.CharField(max_length=3)  # png or jpg, as in the name
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    content = models.BinaryField()
    alt = models.CharField(max_length=300)  # offered to authors; what patients are told stands in each lesson
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    objects = Pictures.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        return self.clean_picture.media_type

    @property
    def clean_picture(self) -> CleanPicture:
        return CleanPicture(bytes(self.content), "png" if self.kind == "png" else "jpg", self.width, self.height)

    def describe(self, alt: str) -> None:
        """Another alt text: the only thing about a picture that changes."""
        Picture.objects.filter(pk=self.pk).update(alt=alt)
        self.alt = alt

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A picture is never changed: lessons and signatures name it. Add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A picture is never deleted: emails that were sent show it.")


def facts(picture: CleanPicture) -> dict[str, Any]:
    return {
        "kind": picture.kind, "width": picture.width, "height": picture.height,
        "size": len(picture.content), "content": picture.content,
    }  # fmt: skip

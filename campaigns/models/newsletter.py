"""A newsletter: one broadcast to an audience. A recurring one makes its next issue from the last."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from content.newsletter_text import NewsletterText
from patients.identifiers import new_id


class Newsletters(models.QuerySet["Newsletter"]):
    def begun_by(self, now: datetime) -> Newsletters:
        """Scheduled ones whose first email is due, and those whose messages are still being made."""
        scheduled = models.Q(state=Newsletter.State.SCHEDULED, begins_at__lte=now)
        return self.filter(scheduled | models.Q(state=Newsletter.State.SENDING, planned_at=None)).order_by("begins_at")

    def that_may_need_someone(self, *, soon: datetime, lately: datetime) -> Newsletters:
        """Missed; planned before `soon`; stopped after `lately`, and not sent again since to those it didn't reach."""
        stopped = models.Q(state=Newsletter.State.STOPPED, ended_at__gt=lately, resends=None)
        planned = models.Q(state=Newsletter.State.SCHEDULED, begins_at__lte=soon)
        return self.filter(models.Q(state=Newsletter.State.MISSED) | planned | stopped)

    def leaving(self) -> Newsletters:
        return self.filter(state=Newsletter.State.SENDING)

    def to_come(self) -> Newsletters:
        return self.filter(state=Newsletter.State.SCHEDULED).order_by("begins_at")


class Newsletter(models.Model):
    """What goes to whom and when. The words are its editions, one a language."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("Draft")
        SCHEDULED = "scheduled", pgettext_lazy("newsletter", "Planned")  # leaves at its time, once approved
        SENDING = "sending", pgettext_lazy("state", "Sending")  # messages are made or under way
        FINISHED = (
            "finished",
            pgettext_lazy("newsletter", "Finished"),
        )  # everybody of the audience had it, or was left out with a reason
        STOPPED = "stopped", pgettext_lazy("newsletter", "Stopped")  # a person stopped the rest
        MISSED = (
            "missed",
            pgettext_lazy("newsletter", "Missed"),
        )  # its time passed with nothing sent: a person chooses another

    EDITABLE: ClassVar = (State.DRAFT, State.SCHEDULED, State.MISSED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)  # for staff
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    language = models.CharField(max_length=35, default="en")  # of the edition that others fall back on
    audience = models.JSONField(default=dict, blank=True)  # campaigns.newsletters.audience.Rules
    send_on = models.DateField(null=True, blank=True)
    send_at = models.TimeField(null=True, blank=True)
    where_readers_live = models.BooleanField(default=True)  # else the clinic's own time, for all at once
    untranslated = models.CharField(max_length=10, default="fall back")  # Enrolment.Untranslated
    repeats = models.JSONField(default=dict, blank=True)  # campaigns.newsletters.repeating.Rule; empty: once
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followers")
    missed_of = models.ForeignKey(  # it goes to those whom this one didn't reach
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="resends"
    )
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    scheduled_by = models.CharField(max_length=80, blank=True)
    begins_at = models.DateTimeField(null=True, blank=True)  # the first email: earliest where readers live
    began_at = models.DateTimeField(null=True, blank=True)
    planned_up_to = models.UUIDField(null=True, blank=True)  # the last person looked at, in order of their ids
    planned_at = models.DateTimeField(null=True, blank=True)  # everybody has been looked at
    people = models.PositiveIntegerField(default=0)  # whom the rules chose, counted while planning
    left_out = models.JSONField(default=dict, blank=True)  # {reason: how many}: people = messages + these
    ended_at = models.DateTimeField(null=True, blank=True)
    counts_looks = models.BooleanField(
        default=False
    )  # settled as it begins: opens and clicks are counted of all of it or of none

    objects = Newsletters.as_manager()

    class Meta:
        indexes = [
            # Serves `begun_by`, which every tick asks: few rows at any time.
            models.Index(fields=["state", "begins_at"], name="newsletter_to_come"),
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """The words of a newsletter in one language. They change only while nothing of it has left."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=150, blank=True)
    preheader = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)  # Markdown
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["newsletter", "language"], name="edition_once_a_language")]

    def __str__(self) -> str:
        return f"{self.title or 'An edition without a title'} ({self.language})"

    @property
    def text(self) -> NewsletterText:
        return NewsletterText(self.title, self.subject, self.preheader, self.body, source=self.body)

    @property
    def content_hash(self) -> str:
        """Of every word a reader gets: what an approval binds."""
        words = [self.language, self.title, self.subject, self.preheader, self.body]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()

    @property
    def lacking(self) -> list[str]:
        """What has to be written before it can leave."""
        parts = {
            gettext_noop("title"): self.title,
            gettext_noop("subject"): self.subject,
            gettext_noop("preview line"): self.preheader,
            gettext_noop("text"): self.body,
        }
        return [name for name, words in parts.items() if not words.strip()]


class Approvals(models.QuerySet["Approval"]):
    def of(self, edition: Edition) -> Approvals:
        """Those that bind the words as they are now."""
        return self.filter(edition=edition, content_hash=edition.content_hash, withdrawn_at=None)

    def for_real_people(self) -> Approvals:
        return self.filter(practice=False)


class Approval(models.Model):
    """A reviewer's yes to the words of one edition. Any change to them voids it, because the hash no longer fits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="approvals")
    content_hash = models.CharField(max_length=64)
    reviewer = models.CharField(max_length=120)
    credential = models.CharField(max_length=60)
    signer = models.CharField(max_length=80)  # a user's id
    signed_at = models.DateTimeField()
    practice = models.BooleanField(default=False)  # by a made-up person: counts for the local inbox only
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Approvals.as_manager()

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.credential}"


class ApprovalReminder(models.Model):
    """That the reviewers were reminded of a newsletter that waits for them: once for each date it is planned for."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="reminders")
    send_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["newsletter", "send_on"], name="one_reminder_a_newsletter_date")]

    def __str__(self) -> str:
        return f"reminder of {self.newsletter_id}"

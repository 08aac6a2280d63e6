"""One email to one patient: the queue and its truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from campaigns.columns import Key
from campaigns.models.new_messages import NewIssue, NewLesson
from campaigns.models.outgoing_event import OutgoingEvent
from campaigns.models.series import Step, held_back
from campaigns.models.state_table import State, check_move
from campaigns.models.tally import NEITHER, Tally
from campaigns.rows import in_parts, insert_new, locked, unlocked, update_each
from campaigns.steps.place import bit
from clinic.models import Installation
from patients.identifiers import new_id
from patients.tokens import is_token, new_token

SOURCE = Coalesce(Key("series"), Key("newsletter"), Value(str(NEITHER), output_field=models.TextField()))
"""What a message counts for in the tally: its series or its newsletter."""


class Messages(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Messages:
        """Planned and due, but for enrolments and series that are paused, or not authorized: those keep their place."""
        waiting = Q(enrolment__state="paused") | held_back("series")
        return self.filter(state=Message.State.PLANNED, due_at__lte=now).exclude(waiting).order_by("due_at", "id")

    def first_to_leave(self, now: datetime, *, news: bool = True) -> Message | None:
        """What concerns one patient leaves before any newsletter, however much of that is due. Not one that another worker is just claiming."""
        due = self.due(now).with_its_text()
        own = unlocked(due.exclude(kind=Message.Kind.NEWS)).first()
        return own or (unlocked(due.filter(kind=Message.Kind.NEWS)).first() if news else None)

    def move(self, to: str, **fields: object) -> int:
        """Move these rows along the state table, all at once, and keep the tally. How many. Raises ImpossibleMove."""
        with transaction.atomic():
            found = list(locked(self.order_by("pk")).values_list(Key("pk"), "state", "day", SOURCE))
            for state in {state for _, state, _, _ in found}:
                check_move(state, to)
            alike = (to, *fields.values())
            update_each(Message, ["state", *fields], [(pk, alike) for pk, *_ in found])
            Tally.objects.moved((day, source, state, to) for _, state, day, source in found)
            OutgoingEvent.objects.note_state(to, [pk for pk, *_ in found], fields.get("settled_at"))
        return len(found)

    def make(self, messages: Sequence[Message]) -> None:
        """Store new messages, and count them."""
        self.bulk_create(messages)
        Tally.objects.made((one.day, one.source, one.state) for one in messages)

    def make_lessons(self, lessons: Sequence[NewLesson], now: datetime) -> set[str]:
        """Store the lessons planned at once, without a model for each, and count them. The keys of those that had been made before."""
        had = self.make_new(Message.Kind.STEP, NewLesson._fields, lessons, now)
        Tally.objects.made((one.day, one.series, State.PLANNED) for one in lessons if one.key not in had)
        return had

    def make_issues(self, issues: Sequence[NewIssue], now: datetime) -> set[str]:
        """The same for a newsletter."""
        had = self.make_new(Message.Kind.NEWS, NewIssue._fields, issues, now)
        Tally.objects.made((one.day, one.newsletter, State.PLANNED) for one in issues if one.key not in had)
        return had

    def make_new(
        self, kind: str, fields: Sequence[str], planned: Sequence[NewLesson] | Sequence[NewIssue], now: datetime
    ) -> set[str]:
        """Store what isn't there yet, by key; the keys of those that were."""
        alike: dict[str, object] = {
            "kind": str(kind), "state": State.PLANNED.value, "reason": "", "practice": False, "text_only": False, "planned_at": now,
        }  # fmt: skip
        alike = {name: value for name, value in alike.items() if name not in fields}
        columns, shared = ("id", *fields, "token", *alike), tuple(alike.values())
        rows = [(new_id(), *one, new_token(), *shared) for one in planned]
        had: set[str] = set()
        if insert_new(Message, columns, rows, unless_same="key") < len(rows):
            older = self.filter(key__in=[one.key for one in planned]).exclude(pk__in=[pk for pk, *_ in rows])
            had = set(older.values_list("key", flat=True))
        return had

    def unmake(self) -> int:
        """Delete messages that never left, so that their reason to send may be planned anew. How many."""
        with transaction.atomic():
            found = list(locked(self.order_by("pk")).values_list(Key("pk"), "state", "day", SOURCE))
            for part in in_parts([pk for pk, *_ in found]):
                Message.objects.filter(pk__in=part).delete()
            Tally.objects.unmade((day, source, state) for _, state, day, source in found)
        return len(found)

    def alike(self, message: Message) -> Messages:
        """Those that share this one's email: claimed together, and set aside together when it is at fault.

        Not by `step`: SQLite would read every message that step ever had. A series has a lesson once, so series and revision say the same.
        """
        own: dict[str, object]
        if message.kind == Message.Kind.NEWS:
            own = {"edition": message.edition_id}
        elif message.revision_id:
            own = {"series": message.series_id}
        else:
            own = {"patient__language": message.patient.language}
        return self.filter(
            kind=message.kind, revision=message.revision_id, review=message.review_id, cover=message.cover,
            text_only=message.text_only, batch_limit=message.batch_limit, patient__private_mail=message.patient.private_mail,
            **own,
        )  # fmt: skip

    def with_its_text(self) -> Messages:
        """Each with the rows its email is made of. The text itself is read when it is needed: it never changes, and is long."""
        return self.select_related("patient", "step", "series", "revision__lesson", "review", "edition").defer(
            "revision__source", "values"
        )

    def behind(self, step: Step) -> Messages:
        """Those of a step that their enrolment has behind it: a lesson that is sent again."""
        ahead = self.annotate(among_ahead=F("enrolment__ahead").bitand(bit(step)))
        return ahead.filter(~Q(among_ahead=0) | Q(enrolment__position__gte=step.position))

    def sending(self) -> Messages:
        return self.filter(state=Message.State.SENDING)

    def that_may_have_left_elsewhere(self) -> Messages:
        """Of a copy restored from a backup: what was doubted when it went live, and what stands ready until then."""
        waits = Installation.objects.filter(unknown_since__isnull=False).exists()
        states = (State.UNCERTAIN, State.HELD, *([State.PLANNED] if waits else []))
        return self.filter(state__in=states, attempt=None)

    def uncertain_since(self, moment: datetime) -> Messages:
        return self.filter(state=Message.State.UNCERTAIN, settled_at__lte=moment)

    def opened_by(self, token: str) -> Messages:
        """The message whose own link carries `token`, once it was filled for a patient we still know."""
        if not is_token(token):
            return self.none()
        known = self.filter(token=token, email__isnull=False, values__isnull=False, patient__erased_at=None)
        return known.select_related("patient", "enrolment__patient", "enrolment__series", "email")

    def lessons(self) -> Messages:
        """Those that teach, sent for the first time or again."""
        return self.filter(kind__in=Message.TEACHING).select_related("step__series", "revision__lesson", "review")

    def keeping_the_series(self) -> Messages:
        """Under way, and the enrolment goes on when they have left: not those sent again on request."""
        return self.filter(state__in=Message.UNDER_WAY).exclude(kind=Message.Kind.RESEND)

    def taught(self) -> Messages:
        """Those that carry words to read again: lessons and newsletters."""
        return self.filter(kind__in=(*Message.TEACHING, Message.Kind.NEWS)).select_related("revision", "edition")

    def news(self) -> Messages:
        return self.filter(kind=Message.Kind.NEWS).select_related("edition", "newsletter")

    def sign_ups(self) -> Messages:
        return self.filter(kind=Message.Kind.SIGNUP)

    def answers_to_stop(self) -> Messages:
        return self.filter(kind=Message.Kind.STOPPED)

    def welcomes(self) -> Messages:
        """Those that ask a patient to confirm the address, the reminder as well."""
        return self.filter(kind__in=Message.TO_CONFIRM)

    def left(self) -> Messages:
        """Those that went out, or may have."""
        return self.filter(state__in=Message.LEFT)

    def newest_first(self, state: str = "") -> Messages:
        """For lists, with what a line says of each; in one state, or all."""
        rows = self.filter(state=state) if state else self.all()
        listed = rows.select_related("step", "revision", "edition", "enrolment__series").defer(
            "revision__source", "values"
        )
        return listed.order_by("-planned_at", "-id")


class Message(models.Model):
    """Status says where we are; timestamps say what happened."""

    State = State
    UNDER_WAY: ClassVar = (State.PLANNED, State.SENDING)
    LEFT: ClassVar = (State.ACCEPTED, State.DELIVERED, State.UNCERTAIN, State.HELD)
    GONE_OUT: ClassVar = (State.SENDING, *LEFT, State.BOUNCED, State.DROPPED)  # handed over, whatever became of it

    class Kind(models.TextChoices):
        STEP = "step", gettext_lazy("Lesson")
        WELCOME = "welcome", gettext_lazy("Address confirmation")
        REMINDER = "reminder", gettext_lazy("Address confirmation, reminder")  # three days later, once
        NEWS = "news", gettext_lazy("Newsletter")
        SIGNUP = "signup", gettext_lazy("Sign-up confirmation")  # of no series and no newsletter
        STOPPED = "stopped", gettext_lazy("Answer to a STOP")  # of no series and no newsletter
        # Sent again on request: it teaches, but moves no enrolment and counts for no cap.
        RESEND = "resend", gettext_lazy("Lesson, sent again")

    TEACHING: ClassVar = (Kind.STEP, Kind.RESEND)
    TO_CONFIRM: ClassVar = (Kind.WELCOME, Kind.REMINDER)  # before any lesson
    FOR_READERS: ClassVar = (Kind.NEWS, Kind.SIGNUP)  # they answer to the consent to newsletters

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(
        max_length=120, unique=True
    )  # one message per reason to send: step:…, welcome:…, reminder:…, resend:…, news:…, signup:…, stopped:…
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=200, blank=True)  # why it is in this state, without personal data
    day = models.DateField()  # the clinic's date: on which it is planned to leave, then on which it was claimed
    series = models.ForeignKey(
        "campaigns.Series", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    newsletter = models.ForeignKey(
        "campaigns.Newsletter", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    edition = models.ForeignKey(
        "campaigns.Edition", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    patient = models.ForeignKey("patients.Patient", on_delete=models.CASCADE, related_name="messages")
    enrolment = models.ForeignKey("campaigns.Enrolment", null=True, on_delete=models.CASCADE, related_name="messages")
    step = models.ForeignKey(
        "campaigns.Step", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    revision = models.ForeignKey(
        "content.Revision", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    review = models.ForeignKey(
        "content.Review", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    cover = models.CharField(max_length=35, blank=True)  # language of the note above a text the patient may not read
    text_only = models.BooleanField(default=False)  # as the patient chose when it was planned
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    attempt = models.ForeignKey("campaigns.Attempt", null=True, on_delete=models.PROTECT, related_name="messages")
    put_off_since = models.DateTimeField(null=True)  # its own mailbox asks us to come back, since then
    batch_limit = models.PositiveIntegerField(null=True)  # set when a batch it was in was refused: halved each time
    email = models.ForeignKey(
        "campaigns.KeptEmail", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    values = models.BinaryField(null=True)  # its merge values and address, sealed under the patient's key
    token = models.CharField(max_length=40, unique=True, default=new_token)  # opens this message's own page
    practice = models.BooleanField(default=False)  # went to the local inbox while practising
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # when the state last came to rest

    objects = Messages.as_manager()

    class Meta:
        indexes = [
            # Serves `due`.
            models.Index(fields=["due_at", "id"], condition=Q(state="planned"), name="message_due"),
            # Serves `first_to_leave` while a large newsletter is due: it isn't read through to find that nothing else is.
            models.Index(
                fields=["due_at", "id"], condition=Q(state="planned") & ~Q(kind="news"), name="message_due_first"
            ),
            # Serve `uncertain_since` and the held list: few rows at any time. SQLite uses a partial index for one state, not for a list of them.
            models.Index(fields=["state", "settled_at"], condition=Q(state="uncertain"), name="message_uncertain"),
            models.Index(fields=["state", "settled_at"], condition=Q(state="held"), name="message_held"),
            # These serve the activity page (campaigns/reporting/activity.py).
            models.Index(fields=["-planned_at", "-id"], name="message_newest"),
            # Serves a newsletter's own pages, and what it left to send again.
            models.Index(
                fields=["newsletter", "state"], condition=Q(newsletter__isnull=False), name="message_of_newsletter"
            ),
            models.Index(fields=["step", "-planned_at", "-id"], name="message_of_step"),
            # Its condition is always true. A claim, which says nothing of planned_at, is so kept from reading a whole series by it.
            models.Index(
                fields=["series", "-planned_at", "-id"], condition=Q(planned_at__isnull=False), name="message_of_series"
            ),
            # Serves who received some words (campaigns/reviewing/readers.py). Without a word of claimed_at no query uses it: a claim mustn't.
            models.Index(
                fields=["revision", "-claimed_at"],
                condition=Q(revision__isnull=False, claimed_at__isnull=False),
                name="message_of_revision",
            ),
            # Serves who practised: nobody, once a clinic has been live for a while.
            models.Index(fields=["enrolment"], condition=Q(practice=True), name="message_practised"),
            # One for each state that few messages are in: those that don't get there cost nothing.
            models.Index(fields=["-planned_at", "-id"], condition=Q(state="bounced"), name="message_bounced"),
            models.Index(fields=["-planned_at", "-id"], condition=Q(state="dropped"), name="message_dropped"),
            models.Index(fields=["-planned_at", "-id"], condition=Q(state="rejected"), name="message_rejected"),
            models.Index(fields=["-planned_at", "-id"], condition=Q(state="suppressed"), name="message_suppressed"),
            models.Index(fields=["-planned_at", "-id"], condition=Q(state="cancelled"), name="message_cancelled"),
        ]

    def __str__(self) -> str:
        return f"message {self.id}"

    @property
    def source(self) -> UUID:
        """What it counts for in the tally."""
        return self.series_id or self.newsletter_id or NEITHER

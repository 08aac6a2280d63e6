"""What the database says at the end, as plain data: for the harness to compare with what the provider knows."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from tests.killing.jobs import Job

ON_SQLITE = """
CREATE TABLE moves_seen (origin text NOT NULL, reached text NOT NULL);
CREATE TRIGGER see_a_move AFTER UPDATE OF state ON campaigns_message WHEN old.state <> new.state
BEGIN INSERT INTO moves_seen VALUES (old.state, new.state); END;
CREATE TRIGGER see_an_end AFTER DELETE ON campaigns_message
BEGIN INSERT INTO moves_seen VALUES (old.state, 'deleted'); END;
"""
ON_POSTGRES = """
CREATE TABLE moves_seen (origin text NOT NULL, reached text NOT NULL);
CREATE FUNCTION see_a_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moves_seen VALUES (old.state, CASE TG_OP WHEN 'DELETE' THEN 'deleted' ELSE new.state END);
    RETURN NULL;
END $$;
CREATE TRIGGER see_a_move AFTER UPDATE OF state ON campaigns_message
FOR EACH ROW WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION see_a_move();
CREATE TRIGGER see_an_end AFTER DELETE ON campaigns_message FOR EACH ROW EXECUTE FUNCTION see_a_move();
"""


def watch_moves() -> None:
    """A trigger that the product knows nothing of writes down every change of a message's state, with the change itself."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.executescript(ON_SQLITE)
    else:
        with connection.cursor() as cursor:
            cursor.execute(ON_POSTGRES)


def rows(job: Job, addresses: list[str]) -> dict[str, Any]:
    from campaigns.models import Enrolment, Tally
    from campaigns.models.state_table import MOVES
    from patients.models import SoftBounces, Suppression

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT origin, reached FROM moves_seen")
        moves = {tuple(move) for move in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM moves_seen WHERE reached = 'uncertain'")
        doubts = cursor.fetchone()[0]
    allowed = {(str(origin), str(to)) for origin, to in MOVES} | {("planned", "deleted"), ("cancelled", "deleted")}
    bounced = {address: SoftBounces.objects.of(address).first() for address in addresses}
    return {
        "messages": messages(),
        "enrolments": enrolments(),
        "attempts": attempts(),
        "events": events(),
        "decisions": decisions(),
        "unaccounted": Enrolment.objects.unaccounted().count(),
        "tally_is_right": Tally.objects.kept() == Tally.objects.counted_anew(),
        "impossible_moves": sorted(moves - allowed),
        "moves": sorted(moves),
        "doubts": doubts,
        "suppressed": sorted(Suppression.objects.covering(addresses)),
        "in_a_row": {address: row.in_a_row for address, row in bounced.items() if row},
        "now": timezone.now().isoformat(),
    }


def messages() -> list[dict[str, Any]]:
    from campaigns.models import Message

    found = Message.objects.select_related("step", "enrolment__patient")
    return [
        {
            "id": str(one.id), "key": one.key, "state": one.state, "reason": one.reason, "attempt": text(one.attempt_id),
            "enrolment": text(one.enrolment_id), "position": one.step.position if one.step else 0,
            "due_at": one.due_at.isoformat(), "settled_at": one.settled_at.isoformat() if one.settled_at else "",
            "address": one.patient.open_identity().email,
        }
        for one in found
    ]  # fmt: skip


def enrolments() -> list[dict[str, Any]]:
    from campaigns.models import Enrolment

    found = Enrolment.objects.select_related("patient")
    return [
        {
            "id": str(one.id), "state": one.state, "waits_for": one.waits_for, "position": one.position, "end_reason": one.end_reason,
            "anchored_on": one.anchored_on.isoformat(), "left_on": one.left_on.isoformat() if one.left_on else "",
            "left_day": one.left_day, "next_due_at": one.next_due_at.isoformat() if one.next_due_at else "", "address": one.patient.open_identity().email,
        }
        for one in found
    ]  # fmt: skip


def attempts() -> list[dict[str, Any]]:
    from campaigns.models import Attempt

    fields = ("id", "worker", "size", "verdict", "reason", "settled_at")
    return [
        {name: text(one[name]) for name in fields} for one in Attempt.objects.order_by("claimed_at").values(*fields)
    ]


def events() -> list[list[str]]:
    from campaigns.models import Event

    told = Event.objects.order_by("received_at").values_list("provider_event_id", "message", "attempt", "happened")
    return [[text(value) for value in one] for one in told]


def decisions() -> list[list[str]]:
    from clinic.models import AuditEntry

    return [[one.subject, one.detail["decision"]] for one in AuditEntry.objects.filter(action="decide")]


def text(value: object) -> str:
    return "" if value is None else str(value)

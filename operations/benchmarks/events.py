"""`benchmark events`: what SendGrid posts, verified, read and applied in bulk, against one event after the other."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from campaigns.events.applying import apply_events
from campaigns.events.proofs import state_after
from campaigns.models import Event, Message
from campaigns.sending.run import send_due
from mailer.events.base import ProviderEvent
from mailer.events.sendgrid import sendgrid_events
from mailer.events.sendgrid_signature import verify
from operations.benchmarks import population
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns, tell
from operations.benchmarks.send import SaysYes

SIZE, ROUNDS, BATCH = 10_000, 5, 1_000
PART = 10  # row by row a tenth is applied
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    each = max(PART, size // ROUNDS)
    population.send_by(SaysYes())
    tell(f"sending {2 * each * ROUNDS:,} messages")
    population.enrol_many(population.furnish(), iter([population.START] * (each * ROUNDS + each // PART * ROUNDS)))
    send_due(lambda: population.START, "benchmark")
    sent = list(Message.objects.values_list("pk", "attempt_id"))
    bulk, single = sent[: each * ROUNDS], sent[each * ROUNDS :]
    some = each // PART
    rates: Rates = taking_turns(
        {
            "ours": lambda number: ours(bulk[number * each : (number + 1) * each]),
            "row_by_row": lambda number: row_by_row(single[number * some : (number + 1) * some]),
        },
        ROUNDS,
    )
    delivered = Message.objects.filter(state=Message.State.DELIVERED).count()
    return {**medians(rates), "delivered": float(delivered)}, {"to_row_by_row": ratio(rates, "ours", "row_by_row")}


def body_of(rows: Sequence[tuple[object, object]]) -> bytes:
    """Two events a message, as SendGrid writes them."""
    at = int(population.START.timestamp())
    told = [
        {"email": "p@mail.example", "timestamp": at, "event": kind, "sg_event_id": f"{kind}-{message}", "sg_message_id": "x.y",
         "message": str(message), "attempt_id": str(attempt), "response": "250 2.0.0 OK"}
        for message, attempt in rows for kind in ("processed", "delivered")
    ]  # fmt: skip
    return json.dumps(told).encode()


def signed(body: bytes) -> tuple[str, str]:
    timestamp = str(int(population.START.timestamp()))
    return base64.b64encode(KEY.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode(), timestamp


def ours(rows: Sequence[tuple[object, object]]) -> int:
    done = 0
    for start in range(0, len(rows), BATCH // 2):
        body = body_of(rows[start : start + BATCH // 2])
        signature, timestamp = signed(body)
        verify(body, signature, timestamp, key=PUBLIC, now=population.START)
        events = sendgrid_events(body).events
        apply_events("sendgrid", events, population.START)
        done += len(events)
    return done


def row_by_row(rows: Sequence[tuple[object, object]]) -> int:
    """The obvious way: each event is verified with its own call, looked up, written and saved in a transaction of its own."""
    done = 0
    for row in rows:
        for event in sendgrid_events(body_of([row])).events:
            body = json.dumps([event.id]).encode()
            signature, timestamp = signed(body)
            verify(body, signature, timestamp, key=PUBLIC, now=population.START)
            apply_one(event, population.START)
            done += 1
    return done


def apply_one(event: ProviderEvent, now: datetime) -> None:
    with transaction.atomic():
        _, fresh = Event.objects.get_or_create(
            provider="sendgrid", provider_event_id=event.id,
            defaults={"happened": event.happened, "at": event.at.astimezone(UTC), "received_at": now, "message_id": event.message, "attempt": event.attempt},
        )  # fmt: skip
        message = Message.objects.get(pk=event.message)
        if fresh and str(message.attempt_id) == event.attempt:
            message.state = state_after(message.state, [event.happened])
            message.settled_at = now
            message.save()

"""The ceiling of `benchmark send`: what this database can do at all, written by hand with sqlite3 and nothing else.

The same tables and indexes, rows and blobs of the same size, the same transactions and the same mark in the home, and the reads no claim
can do without. No Django, no sealing, no calendar: every value is ready before.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from clinic import live_mark

PLANNED_AT_ONCE = 500
DUE = """
SELECT e.id, e.patient_id, e.series_id, e.position, p.language, p.time_zone
FROM campaigns_enrolment e JOIN campaigns_series s ON s.id = e.series_id JOIN patients_patient p ON p.id = e.patient_id
WHERE e.state = 'active' AND e.next_due_at <= ? AND s.state <> 'paused' ORDER BY e.next_due_at, e.id LIMIT ?
"""
MAKE = """
INSERT INTO campaigns_message (id, key, kind, state, reason, day, series_id, patient_id, enrolment_id, step_id, revision_id, review_id,
    cover, due_at, planned_at, token, practice, text_only)
VALUES (?, ?, 'step', 'planned', '', ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, 0, 0)
"""
PLANNED = "UPDATE campaigns_enrolment SET next_due_at = NULL, waits_for = '' WHERE id = ?"
WAY = "SELECT i.live_mark, i.paused_at, w.stopped_at, w.look_again_at FROM clinic_installation i, campaigns_wayout w"
CLAIMABLE = """
SELECT m.id, m.day, m.token, e.stop_token, e.state, e.anchored_on, p.time_zone, p.wrapped_key, p.identity, p.email_index, m.patient_id
FROM campaigns_message m JOIN campaigns_enrolment e ON e.id = m.enrolment_id JOIN campaigns_series s ON s.id = e.series_id
JOIN patients_patient p ON p.id = m.patient_id
WHERE m.state = 'planned' AND m.due_at <= ? AND e.state <> 'paused' AND s.state <> 'paused' ORDER BY m.due_at, m.id LIMIT ?
"""
CONSENTING = (
    "SELECT patient_id FROM patients_consent WHERE stream = 'lessons' AND withdrawn_at IS NULL AND patient_id IN ({})"
)
SUPPRESSED = "SELECT email_index FROM patients_suppression WHERE email_index IN ({})"
TAUGHT = """
SELECT p.email_index, p.time_zone, m.claimed_at FROM patients_patient p JOIN campaigns_message m ON m.patient_id = p.id
WHERE p.email_index IN ({}) AND m.claimed_at > ? AND m.kind = 'step'
"""
ATTEMPT = """
INSERT INTO campaigns_attempt (id, transport, worker, size, paced, claimed_at, lease_until, verdict, provider_id, reason)
VALUES (?, 'stand-in', 'bare', ?, '{}', ?, ?, '', '', '')
"""
CLAIM = """
UPDATE campaigns_message SET state = 'sending', attempt_id = ?, email_id = ?, "values" = ?, practice = 0, claimed_at = ?, day = ?, reason = ''
WHERE id = ?
"""
COUNT = "UPDATE clinic_installation SET hand_overs = hand_overs + 1 RETURNING hand_overs"
MINE = """
SELECT e.id, m.day, m.claimed_at, e.position, e.anchored_on, p.time_zone
FROM campaigns_message m JOIN campaigns_enrolment e ON e.id = m.enrolment_id JOIN patients_patient p ON p.id = e.patient_id
WHERE m.attempt_id = ? AND m.state = 'sending'
"""
ACCEPT = "UPDATE campaigns_message SET state = 'accepted', settled_at = ?, reason = '' WHERE attempt_id = ? AND state = 'sending'"
ADVANCE = """
UPDATE campaigns_enrolment SET position = ?, left_day = ?, left_on = ?, waits_for = '', next_due_at = ?
WHERE id = ? AND state IN ('active', 'paused')
"""
CLOSE = "UPDATE campaigns_attempt SET settled_at = ?, verdict = 'accepted', status = 202 WHERE id = ?"
TALLY = """
INSERT INTO campaigns_tally (day, source, state, count) VALUES (?, ?, ?, ?)
ON CONFLICT (day, source, state) DO UPDATE SET count = campaigns_tally.count + excluded.count
"""


@dataclass(frozen=True)
class Ready:
    """What is the same for every message, worked out beforehand."""

    home: Path
    pragmas: str
    series: str
    step: str
    revision: str
    review: str
    email: str
    blob: bytes  # as large as a message's sealed values


class BareSender:
    """Plans, claims, hands over to nobody and settles; `batch` messages an attempt."""

    def __init__(self, database: str, ready: Ready) -> None:
        self.ready, self.ids = ready, count(1)
        self.database = sqlite3.connect(database, isolation_level=None)
        self.database.executescript(f"{ready.pragmas}PRAGMA foreign_keys=ON;")

    def send_due(self, now: datetime, batch: int) -> int:
        sent = 0
        while True:
            planned = self.plan(now)
            claimed = self.hand_over(now, batch)
            sent += claimed
            if not planned and not claimed:
                return sent

    def plan(self, now: datetime) -> int:
        at, day, ready = written(now), str(now.date()), self.ready
        with self.transaction() as run:
            due = run.execute(DUE, (at, PLANNED_AT_ONCE)).fetchall()
            if due:
                run.executemany(
                    MAKE,
                    [
                        (
                            self.new_id(), f"step:{enrolment}:{ready.step}", day, series, patient, enrolment, ready.step, ready.revision,
                            ready.review, at, at, secrets.token_urlsafe(24),
                        )
                        for enrolment, patient, series, *_ in due
                    ],
                )  # fmt: skip
                run.executemany(PLANNED, [(enrolment,) for enrolment, *_ in due])
                run.execute(TALLY, (day, ready.series, "planned", len(due)))
        return len(due)

    def hand_over(self, now: datetime, batch: int) -> int:
        attempt = self.new_id()
        claimed = self.claim(attempt, now, batch)
        if claimed:
            (hand_overs,) = self.database.execute(COUNT).fetchone()
            live_mark.write(self.ready.home, "bare", hand_overs)
            self.settle(attempt, now)
        return claimed

    def claim(self, attempt: str, now: datetime, batch: int) -> int:
        at, day, ready = written(now), str(now.date()), self.ready
        with self.transaction() as run:
            run.execute(WAY).fetchall()
            rows = run.execute(CLAIMABLE, (at, batch)).fetchall()
            if rows:
                marks = ",".join("?" * len(rows))
                addresses = [row[9] for row in rows]
                run.execute(CONSENTING.format(marks), [row[10] for row in rows]).fetchall()
                run.execute(SUPPRESSED.format(marks), addresses).fetchall()
                run.execute(TAUGHT.format(marks), [*addresses, written(now - timedelta(hours=26))]).fetchall()
                run.execute(ATTEMPT, (attempt, len(rows), at, written(now + timedelta(minutes=10))))
                run.executemany(CLAIM, [(attempt, ready.email, ready.blob, at, day, row[0]) for row in rows])
                run.executemany(
                    TALLY, [(day, ready.series, "planned", -len(rows)), (day, ready.series, "sending", len(rows))]
                )
        return len(rows)

    def settle(self, attempt: str, now: datetime) -> None:
        at, day, ready, next_due = written(now), str(now.date()), self.ready, written(now + timedelta(days=3))
        with self.transaction() as run:
            rows = run.execute(MINE, (attempt,)).fetchall()
            run.execute(ACCEPT, (at, attempt))
            run.executemany(ADVANCE, [(1, 0, day, next_due, row[0]) for row in rows])
            run.executemany(
                TALLY, [(day, ready.series, "sending", -len(rows)), (day, ready.series, "accepted", len(rows))]
            )
            run.execute(CLOSE, (at, attempt))

    def new_id(self) -> str:
        """As large as ours, and in order as ours are."""
        return f"{next(self.ids):032x}"

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        self.database.execute("BEGIN IMMEDIATE")
        yield self.database
        self.database.execute("COMMIT")


def written(moment: datetime) -> str:
    """As Django writes it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"

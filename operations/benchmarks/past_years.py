"""Five years of a clinic in one SQLite database: any number of patients and messages beside those there are, by plain SQL.

Real where a page could tell: every patient's identity is sealed under a key of their own (a made-up person), states and days are spread
as a clinic's are, tallies say what the rows say. Made up where none could: addresses and names have blind indexes of random digits, so
nobody is found by them; a message's sealed values are so many zero bytes, except in those that were truly sent; the newest tenth of the
messages has an event of its delivery.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from campaigns.models import Message, Series
from operations.benchmarks.measuring import tell
from patients.data_keys import new_data_key, wrap
from patients.identifiers import new_id
from patients.models import Identity
from patients.sealing import IDENTITY_LABEL, seal

YEARS = timedelta(days=5 * 365)
AT_ONCE = 50_000
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
VALUES = 300  # bytes of one message's sealed values


def make(series: Series, patients: int, messages: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA cache_size = -400000")  # kilobytes: the indexes it writes to stay in memory
        add_patients(patients, now)
        for what, sql in statements(series, patients, messages, now).items():
            tell(f"making {what}")
            with transaction.atomic():
                for one in sql:
                    cursor.execute(one)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def add_patients(number: int, now: datetime) -> None:
    """The oldest first, as their ids are."""
    names = ("id", "wrapped_key", "identity", "email_index", "index_key", "language", "time_zone", "pin_hash",
             "address_confirmed_at", "created_at", "contact", "plain_text", "private_mail")  # fmt: skip
    sql = f"INSERT INTO patients_patient ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for start in range(0, number, AT_ONCE):
        with transaction.atomic():
            connection.connection.executemany(sql, people(start, min(number, start + AT_ONCE), number, now))
        tell(f"{min(number, start + AT_ONCE):,} patients")


def people(first: int, end: int, number: int, now: datetime) -> Iterator[tuple[object, ...]]:
    for place in range(first, end):
        key, pk = new_data_key(), new_id()
        who = Identity(f"p{place}@mail.example", f"Given{place}", f"Family{place}").to_payload()
        wrapped, at = wrap(key, pk), stamp(now - YEARS * (1 - place / number))
        index_key = wrapped[1:5].hex()
        yield (
            pk.hex, wrapped, seal(key, IDENTITY_LABEL, pk, who), os.urandom(32).hex(), index_key, "en",
            ZONES[place % len(ZONES)], "", at, at, False, False, False,
        )  # fmt: skip


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def statements(series: Series, patients: int, messages: int, now: datetime) -> dict[str, list[str]]:
    """Everything that hangs on the patients, as SQL without values from outside. A lesson every four days."""
    steps = list(series.way())
    lessons = min(len(steps), max(1, round(messages / patients)))
    sent = Message.objects.lessons().first()
    assert sent and sent.revision_id and sent.review_id and sent.email_id
    today, age = stamp(now), f"(julianday('{stamp(now)}') - julianday(enrolled_at))"
    # Nine of ten finish; the others stop at a lesson that depends on the row.
    enrolments = f"""
        INSERT INTO campaigns_enrolment (id, patient_id, series_id, state, waits_for, enrolled_at, anchored_on, from_visit, visit_source,
            visit_id, untranslated, position, ahead, left_on, left_day, next_due_at, ended_at, end_reason, was_paused, stop_token, pace)
        SELECT id, id, '{series.pk.hex}',
            CASE WHEN {age} < {4 * lessons} THEN 'active' WHEN place % 10 THEN 'finished' ELSE 'ended' END, '', enrolled_at,
            date(enrolled_at), 0, '', '', 'fall back',
            CASE WHEN {age} < {4 * lessons} THEN CAST({age} / 4 AS INT) WHEN place % 10 THEN {lessons} ELSE place / 10 % {lessons} END, 0,
            date(enrolled_at), 0, CASE WHEN {age} < {4 * lessons} THEN datetime('{today}', '+' || (place % 8 * 1440 + 60) || ' minutes') END,
            CASE WHEN {age} >= {4 * lessons} AND place % 10 = 0 THEN datetime(enrolled_at, '+9 days') END,
            CASE WHEN {age} >= {4 * lessons} AND place % 10 = 0 THEN CASE place % 30 WHEN 0 THEN 'The patient stopped the lessons.'
                ELSE 'The address bounced.' END ELSE '' END, '', 'past' || id, 100
        FROM (SELECT id, created_at AS enrolled_at, rowid AS place FROM patients_patient
              WHERE id NOT IN (SELECT patient_id FROM campaigns_enrolment) ORDER BY rowid)"""
    attempts = f"""
        INSERT INTO campaigns_attempt (id, transport, worker, size, paced, claimed_at, lease_until, settled_at, verdict, provider_id, reason)
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {messages // 100})
        SELECT printf('%032x', i), CASE i % 9 WHEN 0 THEN 'smtp' ELSE 'sendgrid' END, 'past', 100, '{{}}', '{today}', '{today}', '{today}',
            'accepted', '', '' FROM n"""
    lesson = " UNION ALL ".join(
        f"SELECT {n} AS n, '{step.pk.hex}' AS step, {4 * n} AS day" for n, step in enumerate(steps[:lessons])
    )
    mailed = f"""
        INSERT INTO campaigns_message (id, key, kind, state, reason, day, series_id, patient_id, enrolment_id, step_id, revision_id, review_id,
            cover, due_at, planned_at, attempt_id, email_id, "values", token, practice, text_only, claimed_at, settled_at)
        SELECT printf('%032x', place), printf('past:%010d', place), 'step', state, CASE state WHEN 'bounced' THEN 'The mailbox refused it for good (5.1.1).'
            ELSE '' END, date(at), '{series.pk.hex}', patient, enrolment, step, '{sent.revision_id.hex}', '{sent.review_id.hex}', '', at, at,
            printf('%032x', place / 100), '{sent.email_id}', zeroblob({VALUES}), printf('past%010d', place), 0, 0, at, at
        FROM (SELECT row_number() OVER (ORDER BY made.rowid, n) AS place, made.patient_id AS patient, made.id AS enrolment, step,
                datetime(enrolled_at, '+' || day || ' days') AS at,
                CASE made.rowid % 100 WHEN 7 THEN 'bounced' WHEN 8 THEN 'dropped' WHEN 9 THEN 'suppressed' WHEN 10 THEN 'cancelled'
                    WHEN 11 THEN 'accepted' ELSE 'delivered' END AS state
              FROM campaigns_enrolment AS made JOIN ({lesson}) WHERE stop_token LIKE 'past%' AND n < MAX(position, 1)
              ORDER BY made.rowid, n LIMIT {messages})"""
    events = f"""
        INSERT INTO campaigns_event (id, provider, provider_event_id, happened, at, received_at, message_id, attempt, code, link, machine)
        SELECT id, 'sendgrid', 'past' || id, 'delivered', datetime(claimed_at, '+9 seconds'), claimed_at, id, attempt_id, '', '', 0
        FROM campaigns_message WHERE state = 'delivered' AND key LIKE 'past:%' AND id > printf('%032x', {messages * 9 // 10})"""
    answers = """
        INSERT INTO campaigns_answer (message_id, choice, "right", first_choice, first_right, given_at)
        SELECT id, 1 + rowid % 3, rowid % 3 = 0, 1 + rowid % 3, rowid % 3 = 0, claimed_at FROM campaigns_message
        WHERE rowid % 5 = 0 AND key LIKE 'past:%'"""
    tallies = """
        INSERT INTO campaigns_tally (day, source, state, count)
        SELECT day, series_id, state, COUNT(*) FROM campaigns_message WHERE true GROUP BY 1, 2, 3
        ON CONFLICT (day, source, state) DO UPDATE SET count = excluded.count"""
    consents = """
        INSERT INTO patients_consent (id, patient_id, stream, given_at, how, wording, recorded_by, withdrawn_how, stop_token)
        SELECT id, id, 'lessons', created_at, 'signed form', 'v1', 'past', '', 'past' || id FROM patients_patient
        WHERE id NOT IN (SELECT patient_id FROM patients_consent)"""
    return {
        "enrolments": [enrolments], "consents": [consents], "attempts": [attempts], "messages": [mailed], "events": [events],
        "answers": [answers], "tallies": [tallies],
    }  # fmt: skip

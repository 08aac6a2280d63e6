"""Five years of a clinic in one database: any number of patients, enrolments and messages beside those there are, by plain SQL.

Real where a page could tell: every patient's identity is sealed under a key of their own (a made-up person), states and days are spread
as a clinic's are, tallies say what the rows say. Made up where none could: addresses and names have blind indexes of random digits, so
nobody is found by them; a message's sealed values are so many zero bytes, except in those that were truly sent; the newest tenth of the
messages has an event of its delivery. Patients who had more than one series had them before the one they are in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from campaigns.models import Message, Series
from operations.benchmarks import databases
from operations.benchmarks import words_of_sql as sql
from operations.benchmarks.databases import is_postgres
from operations.benchmarks.measuring import tell
from patients.data_keys import new_data_key, wrap
from patients.identifiers import new_id
from patients.models import Identity
from patients.sealing import IDENTITY_LABEL, seal

YEARS = timedelta(days=5 * 365)
AT_ONCE = 50_000
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
VALUES = 300  # bytes of one message's sealed values
MOST_SERIES = 16  # of one patient: a digit of the enrolment's id
SET_UP = {
    "sqlite": ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000"),  # kilobytes: the indexes it writes to stay in memory
    # A foreign key is looked up for each row that is stored; these point to rows that were read in the same statement.
    "postgresql": ("SET synchronous_commit = off", "SET work_mem = '256MB'", "SET session_replication_role = replica"),
}  # fmt: skip
TEAR_DOWN = {
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),
    # As autovacuum does in any installation: before it, an index can't answer alone.
    "postgresql": ("RESET ALL", "VACUUM (ANALYZE)", "CHECKPOINT"),
}
PATIENT = ("id", "wrapped_key", "identity", "email_index", "index_key", "language", "time_zone", "pin_hash", "address_confirmed_at",
           "created_at", "contact", "plain_text", "private_mail")  # fmt: skip


def make(series: Series, patients: int, messages: int, now: datetime, enrolments: int = 0) -> None:
    """`enrolments`: as many as the patients when it is left out, and no more than MOST_SERIES times as many."""
    each = min(MOST_SERIES, max(1, round(enrolments / patients)))
    quickly()
    with connection.cursor() as cursor:
        add_patients(patients, now)
        for what, statement in statements(series, patients, messages, each, now).items():
            tell(f"making {what}")
            with transaction.atomic():
                cursor.execute(statement)
        for statement in TEAR_DOWN[connection.vendor]:
            cursor.execute(statement)


def quickly() -> None:
    """This connection, until it is closed, writes as made-up rows may be written: what a crash would spoil is made again."""
    for statement in SET_UP[connection.vendor]:
        databases.said(statement)


def add_patients(number: int, now: datetime) -> None:
    """The oldest first, as their ids are."""
    names = ", ".join(PATIENT)
    for start in range(0, number, AT_ONCE):
        rows = people(start, min(number, start + AT_ONCE), number, now)
        with transaction.atomic(), connection.cursor() as cursor:
            if is_postgres():
                with cursor.copy(f"COPY patients_patient ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                places = ", ".join("?" * len(PATIENT))
                connection.connection.executemany(f"INSERT INTO patients_patient ({names}) VALUES ({places})", rows)
        tell(f"{min(number, start + AT_ONCE):,} patients")


def people(first: int, end: int, number: int, now: datetime) -> Iterator[tuple[object, ...]]:
    for place in range(first, end):
        secret, pk = new_data_key(), new_id()
        who = Identity(f"p{place}@mail.example", f"Given{place}", f"Family{place}").to_payload()
        wrapped, at = wrap(secret, pk), stamp(now - YEARS * (1 - place / number))
        index_key = wrapped[1:5].hex()
        yield (
            pk.hex, wrapped, seal(secret, IDENTITY_LABEL, pk, who), os.urandom(16).hex(), index_key, "en",
            ZONES[place % len(ZONES)], "", at, at, False, False, False,
        )  # fmt: skip


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" + ("+00" if is_postgres() else "")


def statements(series: Series, patients: int, messages: int, each: int, now: datetime) -> dict[str, str]:
    """Everything that hangs on the patients, as SQL without values from outside. A lesson every four days."""
    steps = list(series.way())
    lessons = min(len(steps), max(1, round(messages / patients)))
    sent = Message.objects.lessons().first()
    assert sent and sent.revision_id and sent.review_id and sent.email_id
    return {
        "enrolments": enrolments_of(series, lessons, each, now),
        "consents": CONSENTS,
        "attempts": attempts(messages, now),
        "messages": messages_of(series, sent, lessons, messages),
        "events": events(messages),
        "answers": ANSWERS,
        "tallies": TALLIES,
    }


def enrolments_of(series: Series, lessons: int, each: int, now: datetime) -> str:
    """Nine of ten finish; the others stop at a lesson that depends on the row. Of `each` of a patient, all but the last are over."""
    today = f"{now:%Y-%m-%d %H:%M:%S}"
    age = sql.days_between("enrolled_at", today)
    current = f"(nth = 0 AND {age} < {4 * lessons})"
    before = " UNION ALL ".join(f"SELECT {nth} AS nth, '00{nth:x}' AS head" for nth in range(each))
    older = sql.key(f"head || substr({sql.hexadecimal('id')}, 4)")  # older than every id there is
    due = sql.later(sql.moment(today), "place % 8 * 1440 + 60", "minutes")
    return f"""
        INSERT INTO campaigns_enrolment (id, patient_id, series_id, state, waits_for, enrolled_at, anchored_on, from_visit, visit_source,
            visit_id, untranslated, position, ahead, left_on, left_day, next_due_at, ended_at, end_reason, was_paused, stop_token, pace)
        SELECT CASE nth WHEN 0 THEN id ELSE {older} END, id, {sql.known(series.pk)},
            CASE WHEN {current} THEN 'active' WHEN place % 10 > 0 THEN 'finished' ELSE 'ended' END, '', enrolled_at,
            {sql.day_of("enrolled_at")}, FALSE, '', '', 'fall back',
            CASE WHEN {current} THEN {sql.whole(f"{age} / 4")} WHEN place % 10 > 0 THEN {lessons} ELSE place / 10 % {lessons} END, 0,
            {sql.day_of("enrolled_at")}, 0, CASE WHEN {current} THEN {due} END,
            CASE WHEN NOT {current} AND place % 10 = 0 THEN {sql.later("enrolled_at", "9", "days")} END,
            CASE WHEN NOT {current} AND place % 10 = 0 THEN CASE place % 30 WHEN 0 THEN 'The patient stopped the lessons.'
                ELSE 'The address bounced.' END ELSE '' END, '', 'past' || head || substr({sql.hexadecimal("id")}, 4), 100
        FROM (SELECT id, created_at AS enrolled_at, row_number() OVER (ORDER BY id) AS place FROM patients_patient
              WHERE id NOT IN (SELECT patient_id FROM campaigns_enrolment)) AS people CROSS JOIN ({before}) AS of_one
        ORDER BY nth DESC, place"""


def attempts(messages: int, now: datetime) -> str:
    today = sql.moment(f"{now:%Y-%m-%d %H:%M:%S}")
    return f"""
        INSERT INTO campaigns_attempt (id, transport, worker, size, paced, claimed_at, lease_until, settled_at, verdict, provider_id, reason)
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {messages // 100})
        SELECT {sql.digits("i")}, CASE i % 9 WHEN 0 THEN 'smtp' ELSE 'sendgrid' END, 'past', 100, '{{}}', {today}, {today}, {today},
            'accepted', '', '' FROM n"""


def messages_of(series: Series, sent: Message, lessons: int, messages: int) -> str:
    """Of each patient's present enrolment, as far as it got."""
    steps = list(series.way())[:lessons]
    lesson = " UNION ALL ".join(
        f"SELECT {n} AS n, {sql.known(one.pk)} AS step, {4 * n} AS day" for n, one in enumerate(steps)
    )
    assert sent.revision_id and sent.review_id
    return f"""
        INSERT INTO campaigns_message (id, key, kind, state, reason, day, series_id, patient_id, enrolment_id, step_id, revision_id, review_id,
            cover, due_at, planned_at, attempt_id, email_id, "values", token, practice, text_only, claimed_at, settled_at)
        SELECT {sql.digits("place")}, 'past:' || {sql.ten_digits("place")}, 'step', state,
            CASE state WHEN 'bounced' THEN 'The mailbox refused it for good (5.1.1).' ELSE '' END, {sql.day_of("at")}, {sql.known(series.pk)},
            patient, enrolment, step, {sql.known(sent.revision_id)}, {sql.known(sent.review_id)}, '', at, at, {sql.digits("place / 100")},
            '{sent.email_id}', {sql.zeros(VALUES)}, 'past' || {sql.ten_digits("place")}, FALSE, FALSE, at, at
        FROM (SELECT row_number() OVER (ORDER BY made.place, n) AS place, made.patient_id AS patient, made.id AS enrolment, step,
                {sql.later("enrolled_at", "day", "days")} AS at,
                CASE made.place % 100 WHEN 7 THEN 'bounced' WHEN 8 THEN 'dropped' WHEN 9 THEN 'suppressed' WHEN 10 THEN 'cancelled'
                    WHEN 11 THEN 'accepted' ELSE 'delivered' END AS state
              FROM (SELECT id, patient_id, enrolled_at, position, row_number() OVER (ORDER BY id) AS place
                    FROM campaigns_enrolment WHERE id = patient_id) AS made CROSS JOIN ({lesson}) AS lessons
              WHERE n < {sql.larger("position", "1")} ORDER BY made.place, n LIMIT {messages}) AS of_all"""


def events(messages: int) -> str:
    return f"""
        INSERT INTO campaigns_event (id, provider, provider_event_id, happened, at, received_at, message_id, attempt, code, link, machine)
        SELECT id, 'sendgrid', key, 'delivered', {sql.later("claimed_at", "9", "seconds")}, claimed_at, id, attempt_id, '', '', FALSE
        FROM campaigns_message WHERE state = 'delivered' AND key > 'past:' || {sql.ten_digits(str(messages * 9 // 10))} AND key LIKE 'past:%'"""


ANSWERS = """
    INSERT INTO campaigns_answer (message_id, choice, "right", first_choice, first_right, given_at)
    SELECT id, 1 + place % 3, place % 3 = 0, 1 + place % 3, place % 3 = 0, claimed_at
    FROM (SELECT id, claimed_at, CAST(substr(key, 6) AS bigint) AS place FROM campaigns_message WHERE key LIKE 'past:%') AS past
    WHERE place % 5 = 0"""
TALLIES = """
    INSERT INTO campaigns_tally (day, source, state, count)
    SELECT day, series_id, state, COUNT(*) FROM campaigns_message WHERE true GROUP BY 1, 2, 3
    ON CONFLICT (day, source, state) DO UPDATE SET count = excluded.count"""
CONSENTS = """
    INSERT INTO patients_consent (id, patient_id, stream, given_at, how, wording, recorded_by, withdrawn_how, stop_token)
    SELECT id, id, 'lessons', created_at, 'signed form', 'v1', 'past', '', 'past' || id FROM patients_patient
    WHERE id NOT IN (SELECT patient_id FROM patients_consent)"""

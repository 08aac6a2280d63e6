"""Several workers on PostgreSQL: the clock hands out tasks that tell nothing, and a dead worker's come back. On SQLite nothing of it is there."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.models import Message
from campaigns.sending.by_workers import plan_ahead, send_planned
from clinic.models import Installation

pytestmark = pytest.mark.django_db
BASE = Path(__file__).resolve().parents[2]
LOOK = """
import sys, django
django.setup()
import config.wsgi, scheduler.timer, scheduler.management.commands.worker, scheduler.management.commands.send_due
from django.db.migrations.loader import MigrationLoader
print([name for name in sys.modules if name.startswith("procrastinate")], "procrastinate" in MigrationLoader(None).migrated_apps)
"""
with_tasks = pytest.mark.skipif(not apps.is_installed("procrastinate.contrib.django"), reason="told on PostgreSQL")


def test_on_sqlite_nothing_of_the_engine_is_imported_or_migrated(tmp_path):
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "AFTERVISIT_WORKERS")}
    told = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=BASE, capture_output=True, text=True, check=True,
        env={**ours, "AFTERVISIT_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "config.settings"},
    ).stdout  # fmt: skip
    assert told.strip() == "[] False"


def test_without_workers_the_command_says_what_it_needs():
    with pytest.raises(CommandError, match="AFTERVISIT_WORKERS=yes"):
        call_command("worker")


# ---- what the clock and a worker do, on either database


def test_the_clock_plans_and_a_worker_sends_and_neither_does_the_others_part(live, enrol, lesson_day):
    enrol(), enrol("bo@example.org", "Bo")
    told = []
    assert plan_ahead(lambda: lesson_day, "clock", told.append).planned == 2 and told and not live.batches
    run = send_planned(lambda: lesson_day, "w", news=False)
    assert (run.accepted, run.planned) == (2, 0) and len(live.addresses) == 2


def test_a_worker_whose_clock_is_far_from_the_one_that_plans_sends_nothing(live, enrol, lesson_day):
    enrol()
    plan_ahead(lambda: lesson_day, "clock", lambda now: None)
    for ahead in (timedelta(days=1), -timedelta(hours=1)):
        assert "set its clock" in send_planned(lambda ahead=ahead: lesson_day + ahead, "w", news=False).why
    assert send_planned(lambda: lesson_day + timedelta(minutes=1), "w", news=False).accepted == 1


def test_while_nothing_may_leave_no_task_is_handed_out(live, enrol, lesson_day):
    enrol()
    Installation.current().pause(lesson_day)
    told = []
    assert "paused" in plan_ahead(lambda: lesson_day, "clock", lambda now: told.append(Message.objects.count())).why
    assert told == [1], "with the transaction that planned it, and not again while the pause lasts"


# ---- the tasks


def jobs() -> list[tuple]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(
        ProcrastinateJob.objects.order_by("-priority", "queueing_lock").values_list(
            "status", "task_name", "queueing_lock", "queue_name", "args"
        )
    )


@with_tasks
def test_ticks_pile_up_no_tasks_and_a_task_tells_of_nobody(live, enrol, lesson_day):
    from scheduler.cluster.tasks import hand_out

    assert hand_out(lesson_day) == 0 and jobs() == []
    enrol()
    for _ in range(3):
        plan_ahead(lambda: lesson_day, "clock", hand_out)
    assert jobs() == [("todo", "to_one_patient", "to_one_patient-0", "sending", {})]


@with_tasks
def test_tasks_come_and_go_with_the_transaction_that_planned_their_messages(live, enrol, lesson_day):
    from scheduler.cluster.tasks import hand_out

    enrol()

    def broken(now):
        assert hand_out(now) == 1
        raise RuntimeError("for a test")

    with pytest.raises(RuntimeError):
        plan_ahead(lambda: lesson_day, "clock", broken)
    assert jobs() == [] and not Message.objects.exists()


@with_tasks
def test_many_due_are_handed_out_in_more_tasks_up_to_a_number(live, enrol, lesson_day, monkeypatch):
    from scheduler.cluster import tasks

    monkeypatch.setattr(tasks, "A_SLOT", 1)
    for number in range(10):
        enrol(f"p{number}@example.org", f"P{number}")
    plan_ahead(lambda: lesson_day, "clock", tasks.hand_out)
    assert [job[2] for job in jobs()] == [f"to_one_patient-{number}" for number in range(tasks.SLOTS)]


@with_tasks
@pytest.mark.parametrize("handed_out_anew", [False, True])
def test_the_task_of_a_worker_that_is_gone_is_taken_again_once(live, enrol, lesson_day, handed_out_anew):
    from scheduler.cluster.caring import rescue
    from scheduler.cluster.tasks import hand_out

    enrol()
    plan_ahead(lambda: lesson_day, "clock", hand_out)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '20 s') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        assert rescue() == 0, "its heartbeat may be late"
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 s'")
    if handed_out_anew:
        assert hand_out(lesson_day) == 1
    assert rescue() == 1 and rescue() == 0
    assert [job[:3] for job in jobs()] == [("todo", "to_one_patient", "to_one_patient-0")]


@with_tasks
def test_a_turn_that_fails_leaves_no_trace_of_a_value_and_ends_no_worker(live, enrol, lesson_day, monkeypatch, caplog):
    from scheduler.cluster import tasks

    def fails(**_):
        raise RuntimeError("ana@example.org")

    monkeypatch.setattr(tasks, "take_turn", fails)
    monkeypatch.setattr(tasks.ENDING, "wait", lambda seconds: True)
    tasks.to_one_patient()
    assert "RuntimeError at test_cluster.py" in caplog.text and "ana@" not in caplog.text

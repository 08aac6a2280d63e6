"""Is this database ours to use? Asked by every command and by the web server before anything else."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from clinic.refusal import Refusal


def check_database() -> None:
    """Run every check the settings list. Raises Refusal with what to do."""
    for path in settings.FITNESS_CHECKS:
        import_string(path)()


def check_migrations() -> None:
    executor = refuse_newer()
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refusal(
            "The database isn't prepared for this version: run `make run`, or `python manage.py upgrade FOLDER`."
        )


def refuse_newer() -> MigrationExecutor:
    """Raise Refusal when the database can't be opened, or was made by a newer version than this code."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as problem:
        raise Refusal(
            f"The database can't be opened ({str(problem).strip().splitlines()[0]}): check DATABASE_URL and the home."
        ) from None
    known = executor.loader.disk_migrations
    ours = {app for app, _ in known}
    newer = sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known
    )
    if newer:
        raise Refusal(
            f"This database was made by a newer version of Aftervisit ({newer[-1]}): upgrade the program, or restore an older backup."
        )
    return executor

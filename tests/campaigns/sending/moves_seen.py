"""A trigger in the database itself: it sees every change of a message's state, whichever code makes it."""

from __future__ import annotations

from django.db import connection

TABLE = "CREATE TABLE moves_seen (origin varchar(10), reached varchar(10))"
SQLITE = """
CREATE TRIGGER see_moves AFTER UPDATE OF state ON campaigns_message WHEN OLD.state <> NEW.state
BEGIN INSERT INTO moves_seen VALUES (OLD.state, NEW.state); END
"""
POSTGRESQL = (
    """
CREATE FUNCTION see_move() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO moves_seen VALUES (OLD.state, NEW.state); RETURN NULL; END $$
""",
    """
CREATE TRIGGER see_moves AFTER UPDATE OF state ON campaigns_message FOR EACH ROW WHEN (OLD.state <> NEW.state)
EXECUTE FUNCTION see_move()
""",
)


def watch_moves() -> None:
    """Inside the test's transaction, which takes it away again."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        for statement in POSTGRESQL if connection.vendor == "postgresql" else (SQLITE,):
            cursor.execute(statement)


def moves_seen() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT origin, reached FROM moves_seen")
        return {(origin, reached) for origin, reached in cursor.fetchall()}

"""SQL that makes the audit trail and the recorded agreements append-only in the database itself, on SQLite and PostgreSQL."""

from __future__ import annotations

TABLES = ("clinic_auditentry", "clinic_auditseal", "clinic_agreement")
WHY = "These records are append-only."


def refuse(vendor: str) -> list[str]:
    """Statements that arm the triggers. Whoever may change the schema can drop them: the seals find what they do then."""
    return [
        statement for table in TABLES for statement in (on_postgres if vendor == "postgresql" else on_sqlite)(table)
    ]


def allow(vendor: str) -> list[str]:
    """Statements that take them away again."""
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_{what}" for table in TABLES for what in ("update", "delete")]
    drops = [f"DROP TRIGGER IF EXISTS {table}_{what} ON {table}" for table in TABLES for what in ("rows", "truncate")]
    return [*drops, "DROP FUNCTION IF EXISTS clinic_audit_refuse()"]


def on_sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_{what} BEFORE {what.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        for what in ("update", "delete")
    ]


def on_postgres(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION clinic_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WHY}'; END $$",
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION clinic_audit_refuse()",
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION clinic_audit_refuse()",
    ]

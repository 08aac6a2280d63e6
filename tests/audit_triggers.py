"""Tests that commit empty the database after themselves, which the audit trail's triggers would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from clinic.audit_triggers import allow, refuse


def lifted_while_emptying(patch: pytest.MonkeyPatch) -> None:
    empty = BaseDatabaseOperations.execute_sql_flush

    def emptied(self: Any, sql_list: list[str]) -> None:
        vendor = self.connection.vendor
        empty(self, [*allow(vendor), *sql_list, *refuse(vendor)])

    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)

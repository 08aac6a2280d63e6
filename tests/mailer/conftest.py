"""One small email for the tests that only read it."""

import pytest
from hypothesis import HealthCheck, settings

from mailer.compiled import CompiledEmail
from tests.mailer.small_emails import small_email

# Shared machines are slow at times; fixtures here are read, never changed.
settings.register_profile("mailer", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("mailer")


@pytest.fixture(scope="session")
def email(tmp_path_factory: pytest.TempPathFactory) -> CompiledEmail:
    return small_email(tmp_path_factory.mktemp("templates"))

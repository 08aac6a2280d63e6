"""Where the tests live: a home of their own, set before the settings are read, and none of the caller's settings."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator

import pytest

OURS = (
    "AFTERVISIT_",
    "SENDGRID_",
    "PROVIDER_",
    "SMTP_",
    "SES_",
    "AWS_",
    "FHIR_",
    "ONLY_TO",
    "PUBLIC_URL",
    "SECRET_KEY",
    "FIELD_",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "DEBUG",
    "LOG_",
    "METRICS_",
    "BACKUP_",
    "DATABASE_DIRECT_URL",
    "NEW_DATABASE_URL",
)

for name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[name]
os.environ["AFTERVISIT_HOME"] = tempfile.mkdtemp(prefix="aftervisit-tests-")
if os.environ.get("DATABASE_URL", "").startswith("postgresql:"):
    os.environ["AFTERVISIT_WORKERS"] = (
        "yes"  # its tables are there; which test has workers, it says itself (tests/conftest.py)
    )
os.environ["PUBLIC_URL"] = "https://learn.clinic.example"
os.environ["TZ"] = "UTC"
atexit.register(shutil.rmtree, os.environ["AFTERVISIT_HOME"], ignore_errors=True)

gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Ten thousand tests are gathered without looking for rubbish among them: they stay to the end, and nobody looks at them later."""
    gathered = yield
    gc.freeze()
    gc.enable()
    return gathered

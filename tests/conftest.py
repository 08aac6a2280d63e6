"""What many tests stand on: a home of their own, a clinic filled in, the shipped series, a moment in time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import pytest
from django.contrib.auth.models import User
from django.test import Client

from mailer.compiled import CompiledEmail
from mailer.compiling import EmailSource, compile_email, compile_with_findings
from mailer.finding import Finding
from patients.identifiers import new_id
from tests.audit_triggers import lifted_while_emptying
from tests.migrated import begun_with

TESTS = Path(__file__).parent
MONDAY = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)  # 11:00 in New York, 17:00 in Berlin


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """A fresh home for every test, and a password hash that takes no third of a second."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.WORKERS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return settings.HOME


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """What pytest-django asks for just before it makes the database."""
    with pytest.MonkeyPatch.context() as patch, begun_with(patch):
        yield


@pytest.fixture(scope="session", autouse=True)
def _database_can_be_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        lifted_while_emptying(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_watch_beside_the_tests() -> None:
    """A live server's would look, a minute later, at the database of whichever test runs then."""
    from config import wsgi

    wsgi.application.every = threading.TIMEOUT_MAX


@pytest.fixture(scope="session", autouse=True)
def _each_email_is_compiled_once() -> Iterator[None]:
    """What is made from the same source is the same: with every test's fresh database it would be made anew."""
    from campaigns.emails import kept_emails, linting

    made: dict[str, CompiledEmail] = {}

    def once(source: EmailSource, templates: jinja2.Environment) -> CompiledEmail:
        key = kept_emails.hash_of(source)
        if key not in made:
            made[key] = compile_email(source, templates)
        return made[key]

    judged: dict[tuple[object, ...], tuple[CompiledEmail, list[Finding]]] = {}

    def judged_once(
        source: EmailSource, templates: jinja2.Environment, *, written_in: Mapping[str, str]
    ) -> tuple[CompiledEmail, list[Finding]]:
        key = (kept_emails.hash_of(source), templates, *sorted(written_in.items()))
        if key not in judged:
            judged[key] = compile_with_findings(source, templates, written_in=written_in)
        email, findings = judged[key]
        return email, list(findings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_emails, "compile_email", once)
        patch.setattr(linting, "compile_with_findings", judged_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Each new browser of a test sets up its own site, which would go through all folders of static files anew."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, object] = {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files = dict(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture
def clinic(db):
    """A clinic with everything filled in that an email needs."""
    from clinic import profile_settings
    from clinic.models import ClinicProfile

    profile = ClinicProfile.current()
    profile_settings.change(
        profile,
        {
            "name": "Learning Clinic", "mail_name": "Learning Desk", "from": "lessons@clinic.example", "reply_to": "desk@clinic.example",
            "postal_address": "1 Main St, Springfield, IL 62701", "phone": "+1 217 555 0100", "time_zone": "America/Chicago", "brake": "100000",
        },
    )  # fmt: skip
    return profile


@pytest.fixture
def series(clinic, settings, now: datetime):
    """The shipped series, loaded and not signed by anyone."""
    from campaigns.models import Series
    from tests.shipped_series import store

    store(Path(settings.LIBRARY), now)
    return Series.objects.named("fibromyalgia")


@pytest.fixture
def signed_series(series, now: datetime):
    from campaigns.series.approving import approve

    approve(series, reviewer="Test Reviewer", credential="MD", language="en", now=now, how="test")
    return series


@pytest.fixture
def signed_in_spanish(signed_series, now: datetime):
    """In English, and in Spanish by a translator and a clinician."""
    from campaigns.series.approving import approve
    from content.models import Review

    approve(signed_series, reviewer="Test Reviewer", credential="MD", language="es", now=now, how="test")
    for review in Review.objects.filter(language="es", kind=Review.Kind.CLINICIAN):
        review.pk, review.kind, review.reviewer, review.credential = (
            new_id(),
            Review.Kind.TRANSLATOR,
            "Test Translator",
            "CMI",
        )
        review.save(force_insert=True)
    return signed_series


@pytest.fixture
def enrol(series, now: datetime):
    """Enrol someone who agreed and whose address is confirmed; keywords change the request."""
    from campaigns.enrolling.one_patient import Request
    from campaigns.enrolling.one_patient import enrol as enrol_patient

    def enrolled(email: str = "ana@example.org", given_name: str = "Ana", *, at: datetime = now, **more):
        more = {"time_zone": "America/New_York", "consent": "signed form", "confirmed": True, **more}
        return enrol_patient(Request(series.slug, email, given_name, **more), now=at, by="test")

    return enrolled


@pytest.fixture
def staff(db) -> Client:
    """A browser of someone who is signed in and may do everything."""
    client = Client()
    client.force_login(
        User.objects.create_user(
            "maya", password="a-long-password", first_name="Maya", is_staff=True, is_superuser=True
        )
    )
    return client


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what depends on the database runs again: the rest has just passed on SQLite.

    Of the pages that is one round through all of them; what each says and how it looks is the same words from the same rows.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    again = ends_of_each([item for item in items if touches_the_database(item)])
    chosen = set(again)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = again


ORDER_MATTERS = (
    "tests/killing/", "tests/journeys/", "tests/scheduler/", "tests/campaigns/sending/", "tests/campaigns/events/", "tests/campaigns/intake/",
    "tests/campaigns/reporting/", "tests/patients/", "tests/api/v1/test_hostile_bodies", "tests/campaigns/keeping/test_retention", "tests/campaigns/test_deciding", "tests/campaigns/test_locks",
)  # fmt: skip
"""Here what the database does decides (what happens at once, how it searches and counts, what it takes), so all values run again."""


def ends_of_each(items: list[pytest.Item]) -> list[pytest.Item]:
    """Elsewhere other values make the same statements: of each test its first and its last values are enough on a second database."""
    places: dict[str, list[pytest.Item]] = {}
    for item in items:
        places.setdefault(item.nodeid.partition("[")[0], []).append(item)
    ends = {one for same in places.values() for one in (same[0], same[-1])}
    return [item for item in items if item in ends or item.nodeid.startswith(ORDER_MATTERS)]


PAGES = ("staff", "portal", "docs")
THROUGH_THEM_ALL = (
    "test_every_page.py", "test_every_address.py", "test_today.py", "test_patients.py", "test_messages.py", "test_held.py", "test_audit_page.py", "test_door.py",
)  # fmt: skip


OF_WORDS = ("test_linting.py", "test_plain_findings.py", "test_folder.py", "test_files.py")
"""What they judge are words: the few rows these come from are read as everywhere."""


def touches_the_database(item: pytest.Item) -> bool:
    if item.path.name in OF_WORDS or item.path.parent.name == "preview" or item.name.startswith("test_lint"):
        return False
    if item.path.relative_to(TESTS).parts[0] in PAGES and item.path.name not in THROUGH_THEM_ALL:
        return False
    fixtures = getattr(item, "fixturenames", ())
    if "first_home" in fixtures:  # processes of their own, on a SQLite file of their own
        return False
    by_itself = item.get_closest_marker("django_db") or item.path.parent.name in ("journeys", "scheduler")
    return bool(by_itself) or bool({"db", "transactional_db", "live_server"} & set(fixtures))

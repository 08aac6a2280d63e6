"""Every setting that comes from the environment, read in one place and checked before anything else starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from config.misconfigured import Misconfigured as Misconfigured
from config.networks import is_network
from config.secret_files import with_secrets

BASE = Path(__file__).resolve().parent.parent
TRANSPORTS = ("inbox", "sendgrid", "ses", "smtp")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ADDRESS = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
TOKEN = re.compile(r"[!-~]{20,200}")
LONGEST_ADDRESS = 300
ONLY_TO = re.compile(r"([^\s@,]+)?@?[a-z0-9.-]+\.[a-z0-9-]+")
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True)
class Environment:
    """The settings of one installation. Paths are absolute; `public_url` has no slash at its end."""

    home: Path
    database_url: str
    database_direct_url: str
    new_database_url: str
    workers: bool
    transport: str
    sendgrid_api_key: str
    sendgrid_host: str
    sendgrid_webhook_key: str
    sendgrid_inbound_key: str
    smtp_url: str
    ses_host: str
    ses_region: str
    ses_configuration_set: str
    ses_events_topic: str
    aws_access_key_id: str
    aws_secret_access_key: str
    aws_session_token: str
    only_to: tuple[str, ...]
    provider_carries_phi: bool
    public_url: str
    secret_key: str
    field_encryption_keys: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    debug: bool
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    fhir_url: str
    fhir_client_id: str
    fhir_key_file: str
    fhir_scopes: str
    fhir_minutes: int
    hl7_folder: Path | None
    backup_key_file: Path | None
    webhook_ports: tuple[int, ...]
    log_level: str
    log_format: str
    metrics_token: str


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment, checked. Raises Misconfigured at the first setting that can't be right."""
    environ = with_secrets(environ)
    found = Environment(
        home=home_of(environ),
        database_url=environ.get("DATABASE_URL", ""),
        database_direct_url=environ.get("DATABASE_DIRECT_URL", "").strip(),
        new_database_url=environ.get("NEW_DATABASE_URL", "").strip(),
        workers=flag(environ, "AFTERVISIT_WORKERS"),
        transport=environ.get("AFTERVISIT_TRANSPORT", "inbox").strip().lower(),
        sendgrid_api_key=environ.get("SENDGRID_API_KEY", "").strip(),
        sendgrid_host=environ.get("SENDGRID_HOST", "https://api.sendgrid.com").rstrip("/"),
        sendgrid_webhook_key=environ.get("SENDGRID_WEBHOOK_KEY", "").strip(),
        sendgrid_inbound_key=environ.get("SENDGRID_INBOUND_KEY", "").strip(),
        smtp_url=environ.get("SMTP_URL", "").strip(),
        ses_host=environ.get("SES_HOST", "").rstrip("/"),
        ses_region=environ.get("SES_REGION", "").strip(),
        ses_configuration_set=environ.get("SES_CONFIGURATION_SET", "").strip(),
        ses_events_topic=environ.get("SES_EVENTS_TOPIC", "").strip(),
        aws_access_key_id=environ.get("AWS_ACCESS_KEY_ID", "").strip(),
        aws_secret_access_key=environ.get("AWS_SECRET_ACCESS_KEY", "").strip(),
        aws_session_token=environ.get("AWS_SESSION_TOKEN", "").strip(),
        only_to=listed(environ.get("ONLY_TO", "").lower()),
        provider_carries_phi=flag(environ, "PROVIDER_CARRIES_PHI"),
        public_url=environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        secret_key=environ.get("SECRET_KEY", ""),
        field_encryption_keys=environ.get("FIELD_ENCRYPTION_KEYS", ""),
        allowed_hosts=listed(environ.get("ALLOWED_HOSTS", "")),
        trusted_proxies=listed(environ.get("TRUSTED_PROXIES", "")),
        debug=flag(environ, "DEBUG"),
        oidc_issuer=environ.get("OIDC_ISSUER", "").strip().rstrip("/"),
        oidc_client_id=environ.get("OIDC_CLIENT_ID", "").strip(),
        oidc_client_secret=environ.get("OIDC_CLIENT_SECRET", "").strip(),
        fhir_url=environ.get("FHIR_URL", "").strip().rstrip("/"),
        fhir_client_id=environ.get("FHIR_CLIENT_ID", "").strip(),
        fhir_key_file=environ.get("FHIR_KEY_FILE", "").strip(),
        fhir_scopes=" ".join(environ.get("FHIR_SCOPES", "").split()),
        fhir_minutes=minutes(environ, "FHIR_MINUTES", usual=10),
        hl7_folder=whole_path(environ, "AFTERVISIT_HL7_FOLDER"),
        backup_key_file=whole_path(environ, "BACKUP_KEY_FILE"),
        webhook_ports=ports(environ, "AFTERVISIT_WEBHOOK_PORTS", usual="443,8443"),
        log_level=environ.get("LOG_LEVEL", "INFO").strip().upper(),
        log_format=environ.get("LOG_FORMAT", "text").strip().lower(),
        metrics_token=environ.get("METRICS_TOKEN", "").strip(),
    )
    check(found)
    return found


def listed(text: str) -> tuple[str, ...]:
    """What stands between the commas."""
    return tuple(filter(None, map(str.strip, text.split(","))))


def home_of(environ: Mapping[str, str]) -> Path:
    try:
        return Path(environ.get("AFTERVISIT_HOME") or BASE / "var").expanduser().resolve()
    except (RuntimeError, ValueError, OSError):
        raise Misconfigured("AFTERVISIT_HOME isn't a folder's path: write a whole path.") from None


def flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip().lower()
    if value not in YES | NO:
        raise Misconfigured(f"{name} is {value!r}: write yes or no.")
    return value in YES


def minutes(environ: Mapping[str, str], name: str, *, usual: int) -> int:
    written = environ.get(name, "").strip() or str(usual)
    if not (written.isascii() and written.isdigit() and 0 < len(written) < 5 and 0 < int(written) <= 1440):
        raise Misconfigured(f"{name} is {written!r}: write a number of minutes from 1 to 1440.")
    return int(written)


def ports(environ: Mapping[str, str], name: str, *, usual: str) -> tuple[int, ...]:
    written = listed(environ.get(name, "") or usual)
    if not all(one.isascii() and one.isdigit() and len(one) < 6 and 0 < int(one) < 65536 for one in written):
        raise Misconfigured(f"{name} is {environ.get(name)!r}: write ports with commas between, such as 443,8443.")
    return tuple(map(int, written))


def whole_path(environ: Mapping[str, str], name: str) -> Path | None:
    """None where nothing is set. A relative path would mean another folder for each program that starts elsewhere."""
    written = environ.get(name, "").strip()
    if written and (not written.startswith("/") or "\0" in written):
        raise Misconfigured(f"{name} is {written!r}: write a whole path, from the first / on.")
    return Path(written) if written else None


def check(found: Environment) -> None:
    on_postgres = found.database_url.startswith(("postgres:", "postgresql:"))
    for name, wanted in (("AFTERVISIT_WORKERS", found.workers), ("DATABASE_DIRECT_URL", found.database_direct_url)):
        if wanted and not on_postgres:
            raise Misconfigured(f"{name} is for PostgreSQL: set DATABASE_URL to one, or leave {name} out.")
    if found.workers and find_spec("procrastinate") is None:
        raise Misconfigured("AFTERVISIT_WORKERS needs a package more: pip install -r requirements/cluster.txt.")
    if found.transport not in TRANSPORTS:
        raise Misconfigured(f"AFTERVISIT_TRANSPORT is {found.transport!r}: write one of {', '.join(TRANSPORTS)}.")
    if found.log_level not in LOG_LEVELS:
        raise Misconfigured(f"LOG_LEVEL is {found.log_level!r}: write one of {', '.join(LOG_LEVELS)}.")
    if found.log_format not in LOG_FORMATS:
        raise Misconfigured(f"LOG_FORMAT is {found.log_format!r}: write one of {', '.join(LOG_FORMATS)}.")
    if found.metrics_token and not TOKEN.fullmatch(found.metrics_token):
        raise Misconfigured(
            "METRICS_TOKEN needs 20 to 200 plain characters without a space: make one with `openssl rand -hex 24`."
        )
    for name, value in needed(found).items():
        if not value:
            raise Misconfigured(
                f"AFTERVISIT_TRANSPORT is {found.transport}, but {name} is empty: set it, or use inbox."
            )
    if not (found.sendgrid_api_key.isascii() and found.sendgrid_api_key.isprintable()):
        raise Misconfigured("SENDGRID_API_KEY holds a character no key has: copy it again.")
    for one in found.only_to:
        if not ONLY_TO.fullmatch(one):
            raise Misconfigured(
                f"ONLY_TO holds {one!r}: write addresses or domains, such as tests@clinic.example,clinic.example."
            )
    for one in found.trusted_proxies:
        if not is_network(one):
            raise Misconfigured(
                f"TRUSTED_PROXIES holds {one!r}: write addresses or networks, such as 127.0.0.1,10.20.0.0/24."
            )
    signing_in = (found.oidc_issuer, found.oidc_client_id, found.oidc_client_secret)
    if any(signing_in) and not all(signing_in):
        raise Misconfigured("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three, or none.")
    if found.oidc_issuer:
        check_address("OIDC_ISSUER", found.oidc_issuer, plain_http_on_loopback_only=True)
    asking = (found.fhir_url, found.fhir_client_id, found.fhir_key_file)
    if any(asking) and not all(asking):
        raise Misconfigured("FHIR_URL, FHIR_CLIENT_ID and FHIR_KEY_FILE go together: set all three, or none.")
    if found.fhir_url:
        check_address("FHIR_URL", found.fhir_url, plain_http_on_loopback_only=True)
    if len(found.fhir_url) > LONGEST_ADDRESS:
        raise Misconfigured(f"FHIR_URL is longer than {LONGEST_ADDRESS} characters: set the server's base address.")
    if found.ses_host:
        check_address("SES_HOST", found.ses_host, plain_http_on_loopback_only=True)
    check_address("SENDGRID_HOST", found.sendgrid_host, plain_http_on_loopback_only=True)
    check_address("PUBLIC_URL", found.public_url, plain_http_on_loopback_only=not found.debug)


def needed(found: Environment) -> dict[str, str]:
    """What the chosen transport can't do without."""
    keys = {"AWS_ACCESS_KEY_ID": found.aws_access_key_id, "AWS_SECRET_ACCESS_KEY": found.aws_secret_access_key}
    return {
        "sendgrid": {"SENDGRID_API_KEY": found.sendgrid_api_key},
        "ses": {**keys, "SES_REGION": found.ses_region},
        "smtp": {"SMTP_URL": found.smtp_url},
    }.get(found.transport, {})


def check_address(name: str, value: str, *, plain_http_on_loopback_only: bool) -> None:
    parts = parted(value)
    if parts is None or parts.scheme not in ("http", "https") or not ADDRESS.fullmatch(value):
        raise Misconfigured(f"{name} is {value!r}: write a whole address such as https://learn.example.org.")
    if parts.scheme == "http" and plain_http_on_loopback_only and parts.hostname not in LOOPBACK:
        raise Misconfigured(f"{name} is {value!r}: use https, plain http is for this machine only.")


def parted(url: str) -> SplitResult | None:
    """None for what no URL is, such as an unclosed [ or a port that is no number."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def is_local(url: str) -> bool:
    """True for an address that only this machine can open."""
    return (urlsplit(url).hostname or "") in LOOPBACK

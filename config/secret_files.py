"""Secrets as files: an environment is read by whoever lists processes or inspects a container, a file has permissions.

AFTERVISIT_SECRETS names a folder. A file there that is called as a setting in small letters holds its value, also behind `aftervisit_`,
as systemd calls the files of a folder it hands over (systemd.exec(5), LoadCredential=).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.misconfigured import Misconfigured

MAY_BE_FILES = (
    "DATABASE_URL", "DATABASE_DIRECT_URL", "NEW_DATABASE_URL", "SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "SENDGRID_API_KEY", "SENDGRID_WEBHOOK_KEY",
    "SENDGRID_INBOUND_KEY", "SMTP_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "OIDC_CLIENT_SECRET", "METRICS_TOKEN",
)  # fmt: skip
LONGEST = 64 * 1024  # bytes; no key is longer


def with_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment and what the files add. Raises Misconfigured where one can't be read, or says what is set already."""
    written = environ.get("AFTERVISIT_SECRETS", "").strip()
    if not written:
        return environ
    found: dict[str, str] = {}
    for path in files_in(written):
        name = path.name.removeprefix("aftervisit_").upper()
        if "." in name:  # a file that another setting points to, such as FHIR_KEY_FILE
            continue
        if name not in MAY_BE_FILES:
            raise Misconfigured(
                f"{path} is named as no secret we know: call it one of {', '.join(MAY_BE_FILES).lower()}."
            )
        if name in found or environ.get(name):
            raise Misconfigured(f"{name} is set twice, once by {path}: leave one of them.")
        found[name] = read_secret(path)
    return {**environ, **found}


def files_in(folder: str) -> list[Path]:
    if not folder.startswith("/") or "\0" in folder:
        raise Misconfigured(f"AFTERVISIT_SECRETS is {folder!r}: write a whole path, from the first / on.")
    try:
        return sorted(path for path in Path(folder).iterdir() if not path.is_dir())
    except OSError as problem:
        raise Misconfigured(
            f"AFTERVISIT_SECRETS is {folder!r}, a folder that can't be read: {problem.strerror}."
        ) from None


def read_secret(path: Path) -> str:
    """Without the line end that editors put there."""
    try:
        with path.open("rb") as file:
            value = file.read(LONGEST + 1).decode()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"{path} can't be read as a secret: it must be text this program may read.") from None
    if len(value) > LONGEST:
        raise Misconfigured(f"{path} is too long for a secret.")
    return value.strip()

"""The SendGrid emulator of the mailer's tests, as the journeys meet it: by its address, through the real sendgrid package."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "mailer"))

from sendgrid_emulator import SendGridEmulator  # noqa: E402

__all__ = ["SendGridEmulator"]

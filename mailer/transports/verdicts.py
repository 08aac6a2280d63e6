"""What SendGrid's answers mean. Only 202 is a yes; what isn't listed here as a no is a doubt."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from mailer.transports.base import Outcome, Recipient, Verdict
from mailer.transports.pooled_client import Answer

STOPPED = {
    401: "SendGrid doesn't know this API key. Set SENDGRID_API_KEY.",
    403: "SendGrid doesn't let this key or sender send. Check the key's rights and the verified sender.",
    404: "SendGrid's address isn't right. Check SENDGRID_HOST.",
    405: "SendGrid's address isn't right. Check SENDGRID_HOST.",
    415: "SendGrid doesn't take our request. Check SENDGRID_HOST.",
}
LIMITED = 429
TOO_LARGE_OR_WRONG = (400, 413)
ONE_RECIPIENT = re.compile(r"personalizations\.(\d+)(?:\.|$)")
THE_SENDER = re.compile(r"(?:from|reply_to)(?:\.|$)")
SOONEST, LATEST = timedelta(seconds=1), timedelta(hours=1)
WITHOUT_A_DATE = timedelta(seconds=60)


def verdict_on(answer: Answer, recipients: Sequence[Recipient], now: datetime) -> Outcome:
    """The outcome of an answered request. Reasons hold the status and field names, never the provider's words."""
    status = answer.status
    if status == 202:
        return Outcome(Verdict.ACCEPTED, status, provider_id=answer.headers.get("x-message-id", ""))
    if status in STOPPED:
        return Outcome(Verdict.STOPPED, status, reason=STOPPED[status])
    if status == LIMITED:
        reason = "SendGrid asks us to wait."
        return Outcome(Verdict.LIMITED, status, reason=reason, retry_at=_retry_at(answer, now))
    if status in TOO_LARGE_OR_WRONG:
        return _refusal(answer, recipients)
    return Outcome(Verdict.UNCERTAIN, status, reason=f"SendGrid answered {status}, which proves nothing.")


def _refusal(answer: Answer, recipients: Sequence[Recipient]) -> Outcome:
    """400 and 413: one bad recipient fails a whole request (sendgrid-nodejs#974), so find whom it names."""
    fields = _named_fields(answer.body)
    reason = f"SendGrid answered {answer.status}" + (f" for {', '.join(fields[:5])}." if fields else ".")
    if fields and all(THE_SENDER.match(name) for name in fields):
        return Outcome(Verdict.STOPPED, answer.status, reason=f"{reason} Check the clinic's From and Reply-To.")
    if fields and not any(name == "?" or ONE_RECIPIENT.match(name) for name in fields):
        return Outcome(Verdict.FAULTY, answer.status, reason=reason)
    named = [int(found[1]) for name in fields if (found := ONE_RECIPIENT.match(name))]
    if named and len(named) == len(fields) and max(named) < len(recipients):
        rejected = frozenset(recipients[number].message for number in named)
        return Outcome(Verdict.REJECTED, answer.status, reason=reason, rejected=rejected)
    if len(recipients) > 1:
        return Outcome(Verdict.TOO_MUCH, answer.status, reason=reason)
    alone = frozenset({recipients[0].message})
    return Outcome(Verdict.REJECTED, answer.status, reason=reason, rejected=alone, unnamed=True)


def _named_fields(body: bytes) -> list[str]:
    """The `field` of each error; one that is missing or odd is "?", so that nobody is blamed for it."""
    try:
        errors: Any = json.loads(body)["errors"]
        fields = [error["field"] for error in errors]
    except (ValueError, LookupError, TypeError):
        return []
    return [f if isinstance(f, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", f) else "?" for f in fields]


def _retry_at(answer: Answer, now: datetime) -> datetime:
    """X-RateLimit-Reset is in Unix seconds; kept within an hour, whatever the clocks say."""
    try:
        reset = datetime.fromtimestamp(float(answer.headers["x-ratelimit-reset"]), UTC)
    except (LookupError, ValueError, OverflowError, OSError):
        return now + WITHOUT_A_DATE
    return min(max(reset, now + SOONEST), now + LATEST)

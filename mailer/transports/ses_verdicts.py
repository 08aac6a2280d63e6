"""What Amazon SES's answers mean. Only 200 with a MessageId is a yes; what isn't listed here as a no is a doubt.

| answer | verdict |
|---|---|
| 200 with a MessageId | ACCEPTED |
| 429; TooManyRequestsException, ThrottlingException, LimitExceededException | LIMITED: Retry-After, else an hour for the daily quota, else 60 s |
| AccountSuspendedException, SendingPausedException, MailFromDomainNotVerifiedException, NotFoundException; an unverified identity | STOPPED |
| a refused key, signature or right, whatever its status; 401, 403, 404, 405, 415 | STOPPED |
| BadRequestException, ValidationError, 413 | REJECTED, that one email; it says nothing of whom, so `unnamed` |
| MessageRejected: its content, so nobody's address is to blame | that one `later` |
| everything else: 200 without a MessageId, 3xx, other 4xx, 5xx | UNCERTAIN |

From AWS's pages: SES API v2 Reference, "SendEmail" (its errors) and "Common Errors" (some come with 400 where one expects 403); SES
Developer Guide, "Amazon SES email sending errors" (a call that fails sends nothing; an unverified identity is the sender, or, in the
sandbox, the recipient) and "Errors related to the sending quotas". SES documents no Retry-After; a gateway before it may send one.
"""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from mailer.transports.base import Outcome, Recipient, Verdict
from mailer.transports.pooled_client import Answer

KEY = "Amazon doesn't take this access key. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
RIGHT = "Amazon doesn't let this access key send. Allow it ses:SendEmail and ses:SendRawEmail for the sender, in SES_REGION."
SIGNATURE = "Amazon doesn't take our signature. Check AWS_SECRET_ACCESS_KEY, SES_REGION and this machine's clock."
EXPIRED = (
    "The temporary access key has expired. Set a new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
)
ADDRESS = "Amazon SES's address isn't right. Check SES_HOST and SES_REGION."
UNVERIFIED = "Amazon SES hasn't verified the sender in SES_REGION, or the account is still in its sandbox. Check both in its console."
STOPPED_BY_ERROR = {
    "AccountSuspendedException": "Amazon has suspended this account's sending. Check the mails and the console of AWS.",
    "SendingPausedException": "Sending is paused in Amazon SES, for the account or the configuration set. Check its console.",
    "MailFromDomainNotVerifiedException": "Amazon SES can't read the MX record of the MAIL FROM domain. Check it.",
    "NotFoundException": "Amazon SES doesn't know our configuration set. Check SES_CONFIGURATION_SET and SES_REGION.",
    "AccessDeniedException": RIGHT,
    "NotAuthorized": RIGHT,
    "OptInRequired": RIGHT,
    "ExpiredTokenException": EXPIRED,
    "InvalidClientTokenId": KEY,
    "MissingAuthenticationToken": KEY,
    "UnrecognizedClientException": KEY,
    "IncompleteSignature": SIGNATURE,
    "InvalidSignatureException": SIGNATURE,
    "RequestExpired": SIGNATURE,
}
STOPPED_BY_STATUS = {401: KEY, 403: RIGHT, 404: ADDRESS, 405: ADDRESS, 415: ADDRESS}
LIMITED = {"TooManyRequestsException", "ThrottlingException", "LimitExceededException"}
ITS_CONTENT = "MessageRejected"
THIS_ONE = {"BadRequestException", "ValidationError"}
NOT_VERIFIED, DAILY = "not verified", "daily message quota"  # in the provider's words, in lower case
SOONEST, LATEST = timedelta(seconds=1), timedelta(hours=1)
A_WHILE = timedelta(seconds=60)
MESSAGE_ID = re.compile(r"[!-~]{1,120}")


def verdict_on(answer: Answer, recipient: Recipient, now: datetime) -> Outcome:
    """The outcome of an answered request. Reasons hold the status and the error's name, never the provider's words."""
    told = _object(answer.body)
    if answer.status == 200:
        return _yes(told)
    if 400 <= answer.status < 500 and (no := _no(answer, told, recipient, now)):
        return no
    return Outcome(
        Verdict.UNCERTAIN, answer.status, reason=f"Amazon SES answered {answer.status}, which proves nothing."
    )


def _yes(told: dict[str, Any]) -> Outcome:
    message_id = told.get("MessageId")
    if isinstance(message_id, str) and MESSAGE_ID.fullmatch(message_id):
        return Outcome(Verdict.ACCEPTED, 200, provider_id=message_id)
    return Outcome(Verdict.UNCERTAIN, 200, reason="Amazon SES answered 200 without a MessageId, which proves nothing.")


def _no(answer: Answer, told: dict[str, Any], recipient: Recipient, now: datetime) -> Outcome | None:
    error, words, status = _error_name(answer, told), _words(told), answer.status
    if status == 429 or error in LIMITED:
        wait = LATEST if DAILY in words else A_WHILE
        return Outcome(
            Verdict.LIMITED, status, reason="Amazon SES asks us to wait.", retry_at=_retry_at(answer, wait, now)
        )
    if error in {*THIS_ONE, ITS_CONTENT} and NOT_VERIFIED in words:
        return Outcome(Verdict.STOPPED, status, reason=UNVERIFIED)
    if stopped := STOPPED_BY_ERROR.get(error) or STOPPED_BY_STATUS.get(status):
        return Outcome(Verdict.STOPPED, status, reason=stopped)
    if error == ITS_CONTENT:
        reason = "Amazon SES refuses this email for its content (MessageRejected): it is tried again later."
        return Outcome(Verdict.REJECTED, status, reason=reason, later=frozenset({recipient.message}))
    if error in THIS_ONE or status == 413:
        reason = f"Amazon SES answered {status}" + (f" ({error})." if error in THIS_ONE else ".")
        return Outcome(Verdict.REJECTED, status, reason=reason, rejected=frozenset({recipient.message}), unnamed=True)
    return None


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _error_name(answer: Answer, told: dict[str, Any]) -> str:
    """`MessageRejected` out of `MessageRejected:http://…` in the header, or `namespace#MessageRejected` in the body."""
    name = answer.headers.get("x-amzn-errortype") or told.get("__type") or told.get("code")
    return name.partition(":")[0].rpartition("#")[2].strip() if isinstance(name, str) else ""


def _words(told: dict[str, Any]) -> str:
    words = told.get("message") or told.get("Message")
    return words.lower() if isinstance(words, str) else ""


def _retry_at(answer: Answer, wait: timedelta, now: datetime) -> datetime:
    """Kept within an hour, whatever is asked."""
    asked = answer.headers.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,9}", asked):
        wait = timedelta(seconds=int(asked))
    return now + min(max(wait, SOONEST), LATEST)

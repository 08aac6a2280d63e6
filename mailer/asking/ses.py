"""Is Amazon SES there, does it know the key, and may the account send?

From AWS's pages: SES API v2 Reference, "GetAccount" (SendingEnabled, ProductionAccessEnabled, EnforcementStatus, SendQuota).
"""

import json
from datetime import datetime
from typing import Any

import urllib3

from mailer.asking.base import Standing, Told
from mailer.transports.pooled_client import NotConnected, exchange, pool_for
from mailer.transports.ses_signing import Signer

PATH = "/v2/email/account"


def ask_ses(
    access_key_id: str, secret_access_key: str, *, region: str, session_token: str = "", host: str = "", now: datetime
) -> Told:
    """Raises ValueError for settings that can't work."""
    signer = Signer(access_key_id, secret_access_key, session_token, region, host)
    pool = pool_for(signer.host)
    try:
        answer = exchange(pool, "GET", PATH, headers=signer.headers("GET", PATH, b"", now))
        told = json.loads(answer.body) if answer.status == 200 else None
    except (NotConnected, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
        return Told(
            Standing.AWAY,
            f"Amazon SES can't be reached ({type(failure).__name__}).",
            "Check this machine's way out to the internet, and SES_REGION.",
        )
    finally:
        pool.close()
    if answer.status == 403:
        fix = "Check the key, this machine's clock, and that its policy allows ses:GetAccount; sending needs ses:SendEmail only."
        return Told(
            Standing.LOOK, "Amazon SES refuses the question (403): the key is wrong, or it may send and not ask.", fix
        )
    if not isinstance(told, dict):
        return Told(
            Standing.AWAY, f"Amazon SES answered {answer.status}, and not with the account.", "Ask again in a while."
        )
    return judged(told)


def judged(account: dict[str, Any]) -> Told:
    if not account.get("SendingEnabled"):
        return Told(
            Standing.NO, "Amazon has switched sending off for this account.", "Look at the account's dashboard in SES."
        )
    if not account.get("ProductionAccessEnabled"):
        says = "The account is in the sandbox: only addresses that were verified one by one get an email."
        return Told(Standing.NO, says, "Ask Amazon for production access.")
    if account.get("EnforcementStatus") not in (None, "HEALTHY"):
        return Told(Standing.LOOK, "Amazon has the account under review.", "Look at the account's dashboard in SES.")
    quota = account.get("SendQuota")
    limit = quota.get("Max24HourSend") if isinstance(quota, dict) else None
    day = f" It takes {limit:,.0f} emails in 24 hours." if isinstance(limit, int | float) and limit > 0 else ""
    return Told(Standing.FINE, f"Amazon SES knows the key, and the account may send.{day}")
